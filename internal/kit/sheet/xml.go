package sheet

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"unicode/utf8"
)

// token is what a scanner has met.
type token int

const (
	tokenEOF token = iota
	tokenStart
	tokenEnd
	tokenText
)

// maxTag bounds one tag; those of spreadsheets have a few hundred bytes.
const maxTag = 64 << 10

var (
	errTag  = errors.New("xml: tag broken or too long")
	errEnd  = errors.New("xml: text breaks off")
	errText = errors.New("xml: unknown entity")
)

// scanner reads the XML of spreadsheets: elements, attributes and text, in
// memory that never grows. It is about ten times as fast as encoding/xml, which
// decides whether a large list opens in one second or in ten. It refuses
// DOCTYPE, and so every entity that a file could define.
type scanner struct {
	r        io.Reader
	buf      []byte // buf[pos:end] is read and not yet used
	pos, end int
	ended    bool // r has no more
	depth    int
	closing  bool // the last start tag closed itself

	name  []byte // local name of the element of the token
	attrs []attr
	text  []byte // of a tokenText, entities resolved
	cdata bool
	spare []byte
}

// attr is an attribute as written; valid until the next token.
type attr struct{ name, value []byte }

func newScanner(r io.Reader) *scanner {
	return &scanner{r: r, buf: make([]byte, maxTag)}
}

// attr returns the value of the attribute, empty when there is none.
func (s *scanner) attr(name string) string {
	for _, a := range s.attrs {
		if string(a.name) == name {
			if bytes.IndexByte(a.value, '&') < 0 {
				return string(a.value)
			}
			v, err := unescape(nil, a.value)
			if err != nil {
				return ""
			}
			return string(v)
		}
	}
	return ""
}

// raw returns the bytes of the attribute as written, nil when there is none.
func (s *scanner) raw(name string) []byte {
	for _, a := range s.attrs {
		if string(a.name) == name {
			return a.value
		}
	}
	return nil
}

// fill reads more behind what is left; false at the end of the input.
func (s *scanner) fill() (bool, error) {
	if s.ended {
		return false, nil
	}
	if s.pos > 0 {
		copy(s.buf, s.buf[s.pos:s.end])
		s.end -= s.pos
		s.pos = 0
	}
	if s.end == len(s.buf) {
		return false, errTag
	}
	n, err := s.r.Read(s.buf[s.end:])
	s.end += n
	if err == io.EOF {
		s.ended = true
		return n > 0, nil
	}
	return true, err
}

// next returns the next token. Text may come in several tokens.
func (s *scanner) next() (token, error) {
	if s.closing {
		s.closing = false
		s.depth--
		return tokenEnd, nil
	}
	for {
		if s.pos == s.end {
			more, err := s.fill()
			if err != nil {
				return tokenEOF, err
			}
			if !more {
				if s.depth != 0 || s.cdata {
					return tokenEOF, errEnd
				}
				return tokenEOF, nil
			}
			continue
		}
		if s.cdata {
			return s.characters()
		}
		if s.buf[s.pos] != '<' {
			return s.plain()
		}
		tok, err := s.markup()
		if err != nil || tok != tokenEOF {
			return tok, err
		}
	}
}

// plain takes text up to the next tag or the end of the buffer.
func (s *scanner) plain() (token, error) {
	chunk := s.buf[s.pos:s.end]
	if i := bytes.IndexByte(chunk, '<'); i >= 0 {
		chunk = chunk[:i]
	} else if i := bytes.LastIndexByte(chunk, '&'); i >= 0 && len(chunk)-i < 16 && !s.ended {
		if i > 0 {
			chunk = chunk[:i]
		} else if more, err := s.fill(); err != nil {
			return tokenEOF, err
		} else if more {
			return s.plain()
		} else {
			chunk = s.buf[s.pos:s.end]
		}
	}
	s.pos += len(chunk)
	s.text = chunk
	if bytes.IndexByte(chunk, '&') < 0 {
		return tokenText, nil
	}
	var err error
	s.spare, err = unescape(s.spare[:0], chunk)
	s.text = s.spare
	return tokenText, err
}

// characters takes text of a CDATA section.
func (s *scanner) characters() (token, error) {
	chunk := s.buf[s.pos:s.end]
	if i := bytes.Index(chunk, []byte("]]>")); i >= 0 {
		s.text = chunk[:i]
		s.pos += i + 3
		s.cdata = false
		return tokenText, nil
	}
	if len(chunk) > 2 {
		s.text = chunk[:len(chunk)-2]
		s.pos += len(chunk) - 2
		return tokenText, nil
	}
	more, err := s.fill()
	if err == nil && !more {
		err = errEnd
	}
	s.text = nil
	return tokenText, err
}

// markup takes what begins with '<'; tokenEOF means that it was a comment or
// the like and that the next token follows.
func (s *scanner) markup() (token, error) {
	for s.end-s.pos < 9 && !s.ended {
		if _, err := s.fill(); err != nil {
			return tokenEOF, err
		}
	}
	at := s.buf[s.pos:s.end]
	switch {
	case bytes.HasPrefix(at, []byte("<![CDATA[")):
		s.pos += 9
		s.cdata = true
		return tokenEOF, nil
	case bytes.HasPrefix(at, []byte("<!--")):
		s.pos += 4
		return tokenEOF, s.skip("-->")
	case bytes.HasPrefix(at, []byte("<?")):
		return tokenEOF, s.skip("?>")
	case bytes.HasPrefix(at, []byte("<!")):
		return tokenEOF, refuse("sheet.entities")
	}
	for {
		if n := s.tag(s.buf[s.pos:s.end]); n > 0 {
			s.pos += n
			return s.entered()
		}
		more, err := s.fill()
		if err != nil {
			return tokenEOF, err
		}
		if !more {
			return tokenEOF, errEnd
		}
	}
}

// entered keeps the depth of the tag just taken.
func (s *scanner) entered() (token, error) {
	if len(s.name) > 0 && s.name[0] == '/' {
		s.name = local(s.name[1:])
		if s.depth--; s.depth < 0 {
			return tokenEOF, errTag
		}
		return tokenEnd, nil
	}
	s.name = local(s.name)
	s.depth++
	return tokenStart, nil
}

// skip drops input up to and with the mark.
func (s *scanner) skip(mark string) error {
	for {
		chunk := s.buf[s.pos:s.end]
		if i := bytes.Index(chunk, []byte(mark)); i >= 0 {
			s.pos += i + len(mark)
			return nil
		}
		s.pos = max(s.pos, s.end-len(mark)+1)
		more, err := s.fill()
		if err != nil {
			return err
		}
		if !more {
			return errEnd
		}
	}
}

// tag parses the tag at the beginning of b into name and attrs; it returns the
// length, 0 when b breaks off inside.
func (s *scanner) tag(b []byte) int {
	s.attrs = s.attrs[:0]
	s.closing = false
	i := 1
	for i < len(b) && !delimits(b[i]) || i == 1 && i < len(b) && b[i] == '/' {
		i++
	}
	s.name = b[1:i]
	for i < len(b) {
		switch c := b[i]; {
		case c == '>':
			return i + 1
		case c == '/':
			s.closing = true
			i++
		case delimits(c):
			i++
		default:
			n := s.attribute(b[i:])
			if n == 0 {
				return 0
			}
			i += n
		}
	}
	return 0
}

// attribute parses name="value" and returns its length, 0 when b breaks off.
func (s *scanner) attribute(b []byte) int {
	eq := 0
	for eq < len(b) && !delimits(b[eq]) {
		eq++
	}
	name := b[:eq]
	open := eq
	for open < len(b) && b[open] != '"' && b[open] != '\'' {
		if b[open] == '>' {
			return open // an attribute without value
		}
		open++
	}
	if open >= len(b) {
		return 0
	}
	length := bytes.IndexByte(b[open+1:], b[open])
	if length < 0 {
		return 0
	}
	s.attrs = append(s.attrs, attr{name, b[open+1 : open+1+length]})
	return open + 1 + length + 1
}

func delimits(c byte) bool {
	return c == ' ' || c == '>' || c == '/' || c == '=' || c == '\n' || c == '\t' || c == '\r'
}

// local drops the prefix of a name.
func local(name []byte) []byte {
	if i := bytes.IndexByte(name, ':'); i >= 0 {
		return name[i+1:]
	}
	return name
}

// unescape appends text to dst with its entities resolved. It knows the five of
// XML and numbers; any other is refused.
func unescape(dst, text []byte) ([]byte, error) {
	for {
		i := bytes.IndexByte(text, '&')
		if i < 0 {
			return append(dst, text...), nil
		}
		dst = append(dst, text[:i]...)
		text = text[i+1:]
		end := bytes.IndexByte(text, ';')
		if end < 1 || end > 12 {
			return dst, errText
		}
		r, ok := entity(string(text[:end]))
		if !ok {
			return dst, refuse("sheet.entities")
		}
		dst = utf8.AppendRune(dst, r)
		text = text[end+1:]
	}
}

func entity(name string) (rune, bool) {
	switch name {
	case "amp":
		return '&', true
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	if name[0] != '#' || len(name) < 2 {
		return 0, false
	}
	base, digits := 10, name[1:]
	if digits[0] == 'x' || digits[0] == 'X' {
		base, digits = 16, digits[1:]
	}
	n, err := strconv.ParseUint(digits, base, 21)
	return rune(n), err == nil && utf8.ValidRune(rune(n))
}
