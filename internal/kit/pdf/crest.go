package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	_ "image/jpeg" // a coat of arms may be a JPEG
	"image/png"
	"net/http"

	"codeberg.org/go-pdf/fpdf"
)

// mostPixels is the largest side of a picture that is taken.
const mostPixels = 4000

// crestPixels is the height to which larger pictures are brought: 21 mm at
// about 600 dots an inch.
const crestPixels = 500

// Crest is a coat of arms made ready for printing, once for any number of
// documents.
type Crest struct {
	picture []byte // PNG without transparency; nil for a vector
	shapes  vector
}

// ReadCrest reads a coat of arms: PNG, JPEG, or an SVG of plain shapes. It
// refuses anything else, so that an office learns it when it uploads one and
// not when a letter fails.
func ReadCrest(body []byte) (*Crest, error) {
	switch http.DetectContentType(body) {
	case "image/png", "image/jpeg":
		picture, err := flatten(body)
		return &Crest{picture: picture}, err
	case "image/gif", "image/webp", "image/bmp":
		return nil, errors.New("read coat of arms: want PNG, JPEG or SVG")
	}
	shapes, err := readSVG(body)
	if err != nil {
		return nil, fmt.Errorf("read coat of arms: %w", err)
	}
	return &Crest{shapes: shapes}, nil
}

// flatten puts a picture on white, as paper does, and makes it no larger
// than print needs.
func flatten(body []byte) ([]byte, error) {
	c, _, err := image.DecodeConfig(bytes.NewReader(body))
	if err == nil && max(c.Width, c.Height) > mostPixels {
		err = fmt.Errorf("more than %d pixels", mostPixels)
	}
	if err != nil {
		return nil, fmt.Errorf("read coat of arms: %w", err)
	}
	img, _, err := image.Decode(bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("read coat of arms: %w", err)
	}
	white := image.NewRGBA(image.Rect(0, 0, img.Bounds().Dx(), img.Bounds().Dy()))
	draw.Draw(white, white.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(white, white.Bounds(), img, img.Bounds().Min, draw.Over)
	var b bytes.Buffer
	if err := png.Encode(&b, shrink(white)); err != nil {
		return nil, fmt.Errorf("read coat of arms: %w", err)
	}
	return b.Bytes(), nil
}

// shrink brings a picture to crestPixels, each new pixel the mean of the old
// ones that it covers.
func shrink(img *image.RGBA) *image.RGBA {
	w, h := img.Bounds().Dx(), img.Bounds().Dy()
	if h <= crestPixels {
		return img
	}
	wide := max(1, w*crestPixels/h)
	out := image.NewRGBA(image.Rect(0, 0, wide, crestPixels))
	for y := range crestPixels {
		for x := range wide {
			out.SetRGBA(x, y, mean(img, x*w/wide, y*h/crestPixels, max((x+1)*w/wide, x*w/wide+1), max((y+1)*h/crestPixels, y*h/crestPixels+1)))
		}
	}
	return out
}

func mean(img *image.RGBA, x0, y0, x1, y1 int) color.RGBA {
	var r, g, b, n int
	for y := y0; y < y1; y++ {
		for x := x0; x < x1; x++ {
			c := img.RGBAAt(x, y)
			r, g, b, n = r+int(c.R), g+int(c.G), b+int(c.B), n+1
		}
	}
	return color.RGBA{uint8(r / n), uint8(g / n), uint8(b / n), 255}
}

// crest draws a coat of arms within a box, keeping its proportions.
func (d *Doc) crest(c *Crest, x, y, w, h float64) {
	if c.picture == nil {
		d.shapes(c.shapes, x, y, w, h)
		return
	}
	o := fpdf.ImageOptions{ImageType: "PNG"}
	info := d.f.RegisterImageOptionsReader("crest", o, bytes.NewReader(c.picture))
	if d.f.Err() {
		return // Bytes says it
	}
	scale := min(w/info.Width(), h/info.Height())
	wide, high := info.Width()*scale, info.Height()*scale
	d.f.ImageOptions("crest", x+(w-wide)/2, y+(h-high)/2, wide, high, false, o, 0, "")
}
