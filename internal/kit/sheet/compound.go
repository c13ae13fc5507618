package sheet

import (
	"encoding/binary"
	"errors"
	"unicode/utf16"
)

var errCompound = errors.New("xls: broken container")

// compound is the container of xls files: sectors chained by a table, as in an
// old file system. Everything taken from it is a part of the file's own bytes,
// so a lying header cannot make it large.
type compound struct {
	data    []byte
	shift   uint
	fat     []uint32 // the sector that follows each sector
	miniFat []uint32
	mini    []byte // the small streams together
	entries []compoundEntry
}

type compoundEntry struct {
	name  string
	kind  byte // 1 storage, 2 stream, 5 root
	start uint32
	size  uint32
}

const (
	miniShift = 6
	miniLimit = 4096 // streams below stand among the small ones
)

func openCompound(data []byte) (*compound, error) {
	if len(data) < 512 {
		return nil, errCompound
	}
	c := &compound{data: data, shift: uint(binary.LittleEndian.Uint16(data[30:]))}
	if c.shift != 9 && c.shift != 12 {
		return nil, errCompound
	}
	if err := c.readTable(); err != nil {
		return nil, err
	}
	directory, err := c.chain(binary.LittleEndian.Uint32(data[48:]))
	if err != nil {
		return nil, err
	}
	for ; len(directory) >= 128; directory = directory[128:] {
		c.entries = append(c.entries, readEntry(directory))
	}
	if len(c.entries) == 0 || c.entries[0].kind != 5 {
		return nil, errCompound
	}
	table, err := c.chain(binary.LittleEndian.Uint32(data[60:]))
	if err != nil {
		return nil, err
	}
	c.miniFat = words(table)
	c.mini, err = c.chain(c.entries[0].start)
	return c, err
}

// readTable gathers the sectors of the table itself, listed in the header and
// in a chain of further lists.
func (c *compound) readTable() error {
	for i := range 109 {
		c.addTable(binary.LittleEndian.Uint32(c.data[76+4*i:]))
	}
	next := binary.LittleEndian.Uint32(c.data[68:])
	for steps := 0; next < 0xFFFFFFFA; steps++ {
		list := c.sector(next)
		if list == nil || steps > len(c.data)>>c.shift {
			return errCompound
		}
		numbers := words(list)
		for _, n := range numbers[:len(numbers)-1] {
			c.addTable(n)
		}
		next = numbers[len(numbers)-1]
	}
	return nil
}

// addTable adds one sector of the table; more than the file has sectors are
// left out.
func (c *compound) addTable(n uint32) {
	if s := c.sector(n); s != nil && len(c.fat) <= len(c.data)>>c.shift {
		c.fat = append(c.fat, words(s)...)
	}
}

// sector returns a sector, nil when there is none.
func (c *compound) sector(n uint32) []byte {
	from := (int64(n) + 1) << c.shift
	to := from + 1<<c.shift
	if n >= 0xFFFFFFFA || to > int64(len(c.data)) {
		return nil
	}
	return c.data[from:to]
}

// chain returns the sectors from start to the end of their chain.
func (c *compound) chain(start uint32) ([]byte, error) {
	var out []byte
	for n := start; n < 0xFFFFFFFA; n = c.fat[n] {
		s := c.sector(n)
		if s == nil || int64(n) >= int64(len(c.fat)) || len(out) > len(c.data) {
			return nil, errCompound
		}
		out = append(out, s...)
	}
	return out, nil
}

// has reports whether there is a stream or storage of that name.
func (c *compound) has(name string) bool {
	for _, e := range c.entries {
		if e.kind != 0 && e.name == name {
			return true
		}
	}
	return false
}

// stream returns the bytes of the named stream.
func (c *compound) stream(name string) ([]byte, error) {
	for _, e := range c.entries {
		if e.kind != 2 || e.name != name {
			continue
		}
		read := c.chain
		if e.size < miniLimit {
			read = c.miniChain
		}
		b, err := read(e.start)
		if err == nil && int64(len(b)) < int64(e.size) {
			err = errCompound
		}
		if err != nil {
			return nil, err
		}
		return b[:e.size], nil
	}
	return nil, errCompound
}

func (c *compound) miniChain(start uint32) ([]byte, error) {
	var out []byte
	for n := start; n < 0xFFFFFFFA; n = c.miniFat[n] {
		from := int64(n) << miniShift
		to := from + 1<<miniShift
		if int64(n) >= int64(len(c.miniFat)) || to > int64(len(c.mini)) || len(out) > miniLimit {
			return nil, errCompound
		}
		out = append(out, c.mini[from:to]...)
	}
	return out, nil
}

func readEntry(b []byte) compoundEntry {
	length := min(int(binary.LittleEndian.Uint16(b[64:])), 64)
	return compoundEntry{
		name: wide(b[:max(length-2, 0)]), kind: b[66],
		start: binary.LittleEndian.Uint32(b[116:]), size: binary.LittleEndian.Uint32(b[120:]),
	}
}

func words(b []byte) []uint32 {
	out := make([]uint32, len(b)/4)
	for i := range out {
		out[i] = binary.LittleEndian.Uint32(b[4*i:])
	}
	return out
}

// wide decodes UTF-16 in little endian.
func wide(b []byte) string {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(b[2*i:])
	}
	return string(utf16.Decode(units))
}
