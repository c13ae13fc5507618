package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"pamong/internal/kit/fault"
)

// Open recognises a file by its content and lists its sheets. The name serves
// only to explain a refusal and to doubt plain text that does not call itself
// csv or txt. Every refusal is a fault.Invalid; another error means that r
// could not be read.
func Open(r io.ReaderAt, size int64, name string, limits Limits) (*Book, error) {
	limits = limits.filled()
	if size <= 0 {
		return nil, refuse("sheet.empty")
	}
	if size > limits.Bytes {
		return nil, refuse("sheet.bytes", "N", limits.Bytes>>20)
	}
	head := make([]byte, min(size, 4096))
	if _, err := r.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read head of spreadsheet: %w", err)
	}
	src := source{r: r, size: size, limits: limits}
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return openZip(src)
	case bytes.HasPrefix(head, []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")):
		return openXLS(src)
	}
	if key := foreign(head); key != "" {
		return nil, refuse(key)
	}
	return openCSV(src, head, strings.ToLower(path.Ext(name)))
}

// source is the file with what it may cost.
type source struct {
	r      io.ReaderAt
	size   int64
	limits Limits
}

// all returns the whole file.
func (s source) all() ([]byte, error) {
	b := make([]byte, s.size)
	if n, err := s.r.ReadAt(b, 0); n < len(b) {
		return nil, fmt.Errorf("read spreadsheet: %w", err)
	}
	return b, nil
}

// foreign returns the refusal of a file that is surely no spreadsheet of ours,
// empty when it may be csv.
func foreign(head []byte) string {
	text := strings.ToLower(string(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF")), " \t\r\n")))
	switch {
	case strings.HasPrefix(text, "%pdf"):
		return "sheet.pdf"
	case strings.HasPrefix(text, "<!doctype html"), strings.HasPrefix(text, "<html"),
		strings.HasPrefix(text, "<table"), strings.HasPrefix(text, "<head"), strings.HasPrefix(text, "<meta"):
		return "sheet.html"
	case strings.HasPrefix(text, "<"):
		if strings.Contains(text, "<html") {
			return "sheet.html"
		}
		return "sheet.xml"
	case strings.HasPrefix(text, "gif8"), bytes.HasPrefix(head, []byte("\x89PNG")),
		bytes.HasPrefix(head, []byte("\xFF\xD8\xFF")):
		return "sheet.picture"
	case strings.HasPrefix(text, "{"), strings.HasPrefix(text, "[{"):
		return "sheet.unknown"
	}
	wide := bytes.HasPrefix(head, []byte("\xFF\xFE")) || bytes.HasPrefix(head, []byte("\xFE\xFF"))
	if !wide && hasControl(head) {
		return "sheet.unknown"
	}
	return ""
}

// hasControl reports whether b holds bytes that no text file has.
func hasControl(b []byte) bool {
	for _, c := range b {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1A {
			return true
		}
	}
	return false
}

// refuse returns the fault of a file that cannot be taken.
func refuse(key string, args ...any) error { return fault.Invalid(key, args...) }

// damaged returns the fault of a file that broke off or contradicts itself.
func damaged(cause error) error { return fault.Invalid("sheet.damaged").Because(cause) }

// asFault turns an error about the form of the file into a fault.
func asFault(err error) error {
	if fault.Of(err) != nil {
		return err
	}
	return damaged(err)
}
