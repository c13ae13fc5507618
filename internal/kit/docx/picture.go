package docx

import (
	"archive/zip"
	"bytes"
	"fmt"
	"image"
	_ "image/jpeg" // photographs
	_ "image/png"  // coats of arms
	"strconv"

	"github.com/skip2/go-qrcode"

	"pamong/internal/kit/fault"
)

const (
	perMM    = 36000 // EMU, the unit of drawings, in a millimetre
	usualMM  = 25
	qrPixels = -4 // four pixels for each module of a QR code
	// mostPixels bounds a picture that is put into letters: a photograph of a
	// telephone has twelve million.
	mostPixels = 50_000_000
)

// drawing is one picture in a document.
type drawing struct {
	link, file    string
	content       []byte
	width, height int // pixels
}

// picture draws the picture of a tag; one that the data lack leaves nothing.
func (f *filler) picture(t *tag) error {
	p, ok := lookup(f.scope, t.name, func(d Data) Picture { return d.Pictures[t.name] })
	if !ok || p.QR == "" && p.Read == nil {
		return nil
	}
	d, err := f.load(t.name, p)
	if err != nil {
		return err
	}
	side := t.mm
	if side == 0 {
		side = usualMM
	}
	wide, high := side*perMM, side*perMM
	if d.width > d.height {
		high = wide * d.height / d.width
	} else {
		wide = high * d.width / d.height
	}
	f.drawn++
	f.seen++
	size := fmt.Sprintf(`cx="%d" cy="%d"`, max(1, wide), max(1, high))
	name := strconv.Itoa(f.drawn + 10000)
	fmt.Fprintf(&f.buf, `<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" distT="0" distB="0" distL="0" distR="0"><wp:extent %s/><wp:docPr id="%s" name="%s"/><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr><pic:cNvPr id="%s" name="%s"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:embed="%s"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext %s/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>`,
		size, name, t.name, name, t.name, d.link, size)
	return nil
}

// load puts a picture into the document once, and into the relations of the
// present part.
func (f *filler) load(name string, p Picture) (drawing, error) {
	key := "qr:" + p.QR
	if p.QR == "" {
		key = "file:" + p.Name
	}
	i, known := f.media[key]
	if !known {
		d, err := read(name, p)
		if err != nil {
			return d, err
		}
		i = len(f.pictures)
		d.file = fmt.Sprintf("media/isi%d.%s", i+1, d.file)
		d.link = fmt.Sprintf("rIdIsi%d", i+1)
		f.media[key] = i
		f.pictures = append(f.pictures, d)
	}
	d := f.pictures[i]
	for _, have := range f.links {
		if have.link == d.link {
			return d, nil
		}
	}
	f.links = append(f.links, d)
	return d, nil
}

// read makes or reads a picture; file is its kind.
func read(name string, p Picture) (drawing, error) {
	if p.QR != "" {
		code, err := qrcode.New(p.QR, qrcode.Medium)
		if err != nil {
			return drawing{}, fmt.Errorf("draw QR code: %w", err)
		}
		content, err := code.PNG(qrPixels)
		return drawing{file: "png", content: content, width: 1, height: 1}, err
	}
	content, err := p.Read()
	if err != nil {
		return drawing{}, fmt.Errorf("read picture %s: %w", name, err)
	}
	if len(content) > mostPicture {
		return drawing{}, fault.Invalid("docx.picture_large", "Name", name, "MB", len(content)>>20, "Most", mostPicture>>20)
	}
	c, kind, err := image.DecodeConfig(bytes.NewReader(content))
	if err != nil || c.Width <= 0 || c.Height <= 0 || c.Width*c.Height > mostPixels {
		return drawing{}, fault.Invalid("docx.bad_picture", "Name", name).Because(err)
	}
	return drawing{file: kind, content: content, width: c.Width, height: c.Height}, nil
}

// relations returns the relations of a part with its new pictures.
func (f *filler) relations(p part) []byte {
	var b bytes.Buffer
	if p.links != nil {
		b.Write(p.links)
	} else {
		b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`)
	}
	for _, d := range f.links {
		fmt.Fprintf(&b, `<Relationship Id="%s" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="%s"/>`, d.link, d.file)
	}
	b.WriteString("</Relationships>")
	return b.Bytes()
}

func (f *filler) writePictures(z *zip.Writer) error {
	for _, d := range f.pictures {
		w, err := z.CreateHeader(&zip.FileHeader{Name: "word/" + d.file, Method: zip.Store})
		if err == nil {
			_, err = w.Write(d.content)
		}
		if err != nil {
			return fmt.Errorf("write picture: %w", err)
		}
	}
	return nil
}
