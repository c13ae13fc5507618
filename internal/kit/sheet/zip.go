package sheet

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"strings"
)

const (
	maxParts = 5_000
	// maxPasses bounds all reading of one book, as a multiple of
	// Limits.Unpacked, so that many sheets in one part cost no minutes.
	maxPasses = 8
)

// archive is a packed file with a purse: every unpacked byte is paid for.
type archive struct {
	source
	parts map[string]*zip.File
	purse int64
}

// openZip opens xlsx and ods and refuses other packed files.
func openZip(src source) (*Book, error) {
	z, err := zip.NewReader(src.r, src.size)
	if err != nil {
		return nil, damaged(err)
	}
	if len(z.File) > maxParts {
		return nil, refuse("sheet.unpacked", "N", src.limits.Unpacked>>20)
	}
	a := &archive{source: src, parts: map[string]*zip.File{}, purse: maxPasses * src.limits.Unpacked}
	unpacked := uint64(0)
	for _, f := range z.File {
		if f.Flags&1 != 0 {
			return nil, refuse("sheet.password")
		}
		unpacked += f.UncompressedSize64
		if f.UncompressedSize64 > uint64(src.limits.Unpacked) || unpacked > uint64(src.limits.Unpacked) {
			return nil, refuse("sheet.unpacked", "N", src.limits.Unpacked>>20)
		}
		a.parts[strings.TrimPrefix(strings.ReplaceAll(f.Name, `\`, "/"), "/")] = f
	}
	if key := a.unwelcome(); key != "" {
		return nil, refuse(key)
	}
	switch {
	case a.parts["[Content_Types].xml"] != nil:
		return openXLSX(a)
	case a.parts["content.xml"] != nil:
		return openODS(a)
	}
	return nil, refuse("sheet.unknown")
}

// unwelcome returns the refusal that the list of parts alone gives.
func (a *archive) unwelcome() string {
	for name := range a.parts {
		lower := strings.ToLower(name)
		switch {
		case strings.HasSuffix(lower, "vbaproject.bin"), strings.HasPrefix(lower, "xl/macrosheets/"),
			strings.HasPrefix(lower, "basic/") && !strings.HasSuffix(lower, "/") &&
				!strings.HasSuffix(lower, "script-lb.xml") && !strings.HasSuffix(lower, "script-lc.xml"):
			return "sheet.macro"
		case strings.HasPrefix(lower, "xl/externallinks/externallink"):
			return "sheet.links"
		case lower == "xl/workbook.bin":
			return "sheet.xlsb"
		case strings.HasPrefix(lower, "word/"), strings.HasPrefix(lower, "ppt/"):
			return "sheet.document"
		}
	}
	return ""
}

// open opens a part; the caller closes it.
func (a *archive) open(name string) (io.ReadCloser, error) {
	f := a.parts[name]
	if f == nil {
		return nil, damaged(fmt.Errorf("no part %s", name))
	}
	rc, err := f.Open()
	if err != nil {
		return nil, damaged(err)
	}
	return &part{ReadCloser: rc, archive: a, name: name}, nil
}

// part is an opened part of an archive.
type part struct {
	io.ReadCloser
	archive *archive
	name    string
}

// Read reads on, pays from the purse and turns broken packing into a fault.
func (p *part) Read(b []byte) (int, error) {
	n, err := p.ReadCloser.Read(b)
	if p.archive.purse -= int64(n); p.archive.purse < 0 {
		return n, refuse("sheet.unpacked", "N", p.archive.limits.Unpacked>>20)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		err = damaged(fmt.Errorf("part %s: %w", p.name, err))
	}
	return n, err
}

// scan walks a part and calls the visitor at each token; the visitor returns
// false to stop.
func (a *archive) scan(name string, visit func(*scanner, token) (bool, error)) error {
	rc, err := a.open(name)
	if err != nil {
		return err
	}
	defer rc.Close()
	s := newScanner(rc)
	for {
		tok, err := s.next()
		if err != nil {
			return asFault(fmt.Errorf("part %s: %w", name, err))
		}
		if tok == tokenEOF {
			return nil
		}
		more, err := visit(s, tok)
		if err != nil || !more {
			return err
		}
	}
}
