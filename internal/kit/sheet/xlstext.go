package sheet

import (
	"encoding/binary"
	"strings"
)

// shortText reads a text that stands within one record, after its length of one
// or two bytes.
func shortText(b []byte, lengthBytes int) (string, error) {
	if len(b) < lengthBytes+1 {
		return "", errRecord
	}
	n := int(b[0])
	if lengthBytes == 2 {
		n = int(binary.LittleEndian.Uint16(b))
	}
	r := pieces{list: [][]byte{b[lengthBytes+1:]}}
	return r.characters(n, b[lengthBytes]&1 != 0)
}

// shared reads the shared texts from the record at i with those that continue
// it, and returns where the next record begins.
func (w *xlsBook) shared(i int) (int, error) {
	_, body, next, err := w.record(i)
	if err != nil || len(body) < 8 {
		return 0, errRecord
	}
	count := int(binary.LittleEndian.Uint32(body[4:]))
	r := pieces{list: [][]byte{body[8:]}}
	for {
		kind, more, after, err := w.record(next)
		if err != nil || kind != recordContinue {
			break
		}
		r.list = append(r.list, more)
		next = after
	}
	for range count {
		text, err := r.text()
		if err != nil {
			return 0, err
		}
		w.strings = append(w.strings, text)
	}
	return next, nil
}

// pieces reads on over records that continue each other.
type pieces struct{ list [][]byte }

// take returns the next n bytes, which may stand in several pieces.
func (r *pieces) take(n int) ([]byte, error) {
	var out []byte
	for {
		if len(r.list) == 0 {
			return nil, errRecord
		}
		piece := r.list[0]
		if missing := n - len(out); len(piece) >= missing {
			r.list[0] = piece[missing:]
			if out == nil {
				return piece[:missing], nil
			}
			return append(out, piece[:missing]...), nil
		}
		out = append(out, piece...)
		r.list = r.list[1:]
	}
}

// text reads a text with its length, its runs of fonts and its reading aid.
func (r *pieces) text() (string, error) {
	head, err := r.take(3)
	if err != nil {
		return "", err
	}
	n, flags := int(binary.LittleEndian.Uint16(head)), head[2]
	tail := 0
	if flags&8 != 0 {
		b, err := r.take(2)
		if err != nil {
			return "", err
		}
		tail = 4 * int(binary.LittleEndian.Uint16(b))
	}
	if flags&4 != 0 {
		b, err := r.take(4)
		if err != nil {
			return "", err
		}
		tail += int(binary.LittleEndian.Uint32(b))
	}
	out, err := r.characters(n, flags&1 != 0)
	if err != nil {
		return "", err
	}
	_, err = r.take(tail)
	return out, err
}

// characters reads n characters of one or two bytes. Where a text goes over
// into the next piece, that piece says anew how wide its characters are.
func (r *pieces) characters(n int, isWide bool) (string, error) {
	var out strings.Builder
	for n > 0 {
		if len(r.list) == 0 {
			return "", errRecord
		}
		piece := r.list[0]
		width := 1
		if isWide {
			width = 2
		}
		here := min(n, len(piece)/width)
		if isWide {
			out.WriteString(wide(piece[:here*2]))
		} else {
			for _, c := range piece[:here] {
				out.WriteRune(rune(c))
			}
		}
		r.list[0] = piece[here*width:]
		if n -= here; n == 0 {
			break
		}
		if r.list = r.list[1:]; len(r.list) == 0 || len(r.list[0]) == 0 {
			return "", errRecord
		}
		isWide = r.list[0][0]&1 != 0
		r.list[0] = r.list[0][1:]
	}
	return out.String(), nil
}
