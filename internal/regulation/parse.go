package regulation

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/goccy/go-yaml"

	"pamong/internal/kit/fault"
)

// The reader's time and memory grow with the square of what structures a file:
// 400 KB of nested dashes cost it 7 GB. These bounds are six times the size of
// a real pack and four times its structure; they cost less than two seconds.
const (
	largestPack = 256 << 10
	mostMarks   = 15_000
)

// marks are the signs that structure YAML.
const marks = "[{,:*&?!-\n"

// Parse reads a pack strictly: unknown and repeated fields, a second document
// and values of the wrong sort are refused with their line, and everything
// that Check finds is refused with its place.
func Parse(text []byte) (*Pack, error) {
	if err := bounded(text); err != nil {
		return nil, err
	}
	var p Pack
	d := yaml.NewDecoder(bytes.NewReader(text), yaml.Strict())
	if err := d.Decode(&p); err != nil {
		return nil, unreadable(err)
	}
	var more any
	if err := d.Decode(&more); !errors.Is(err, io.EOF) {
		return nil, fault.Invalid("regulation.fault.two_documents")
	}
	if err := p.Check(); err != nil {
		return nil, err
	}
	return &p, nil
}

// bounded refuses what would keep the reader, and so the whole server, busy.
func bounded(text []byte) error {
	n := 0
	for _, c := range text {
		if strings.IndexByte(marks, c) >= 0 {
			n++
		}
	}
	if len(text) > largestPack || n > mostMarks {
		return fault.Invalid("regulation.fault.too_large")
	}
	return nil
}

// unreadable turns an error of the reader into a fault that names the line.
func unreadable(err error) error {
	if errors.Is(err, io.EOF) {
		return fault.Invalid("regulation.fault.empty")
	}
	line, detail := 0, err.Error()
	if at, ok := err.(yaml.Error); ok {
		detail = at.GetMessage()
		if token := at.GetToken(); token != nil && token.Position != nil {
			line = token.Position.Line
		}
	}
	return fault.Invalid("regulation.fault.unreadable", "Line", fmt.Sprint(line), "Detail", detail).Because(err)
}

// YAML writes the pack so that Parse reads it back the same.
func (p *Pack) YAML() ([]byte, error) {
	text, err := yaml.Marshal(p)
	if err != nil {
		return nil, fmt.Errorf("write pack %s: %w", p.ID, err)
	}
	return text, nil
}
