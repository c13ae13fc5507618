package document

import (
	"archive/zip"
	"context"
	"errors"
	"io"
	"path"
	"strings"

	"pamong/internal/kit/fault"
	"pamong/internal/kit/id"
)

// Bounds of a bundle. They hold against archives that are small and unpack
// into much, and against lists of files that fill the memory.
const (
	MostBundle    = 512 << 20 // bytes of what is sent
	mostScans     = 5000
	mostUnpacked  = 2 << 30 // bytes of all files together
	mostDirectory = 4 << 20 // bytes of the list of files of an archive
)

// Sent is one file of a bundle: an archive, or a scan by itself. It is opened
// when its turn comes.
type Sent struct {
	Name string // with folders, for a folder that was sent
	Size int64
	Open func() (SentFile, error)
}

// SentFile is an opened file.
type SentFile interface {
	io.Reader
	io.ReaderAt
	io.Closer
}

// take stores the files of a bundle one by one and returns what they are;
// nothing is held in memory but their names. On an error it leaves nothing.
func (c *Cabinet) take(ctx context.Context, sent []Sent) (scans []Scan, err error) {
	t := taking{c: c}
	defer func() {
		if err != nil {
			scans, err = nil, errors.Join(err, c.release(context.WithoutCancel(ctx), t.hashes(), 0))
		}
	}()
	for _, f := range sent {
		if strings.EqualFold(path.Ext(f.Name), ".zip") {
			err = t.archive(ctx, f)
		} else {
			err = t.loose(ctx, f)
		}
		if err != nil {
			return nil, err
		}
	}
	if len(t.scans) == 0 {
		return nil, refuse("file", "document.bundle_empty")
	}
	return t.scans, nil
}

// taking is a bundle being stored.
type taking struct {
	c        *Cabinet
	scans    []Scan
	unpacked int64
}

func (t *taking) hashes() []string {
	var list []string
	for _, s := range t.scans {
		if s.File.Hash != "" {
			list = append(list, s.File.Hash)
		}
	}
	return list
}

func (t *taking) loose(ctx context.Context, f Sent) error {
	in, err := f.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	return t.add(ctx, f.Name, f.Size, func() (io.ReadCloser, error) { return io.NopCloser(in), nil }, "")
}

func (t *taking) archive(ctx context.Context, f Sent) error {
	in, err := f.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	counted := &budget{ReaderAt: in, left: mostDirectory}
	z, err := zip.NewReader(counted, f.Size)
	if err != nil && counted.spent {
		return refuse("file", "document.bundle_many", "N", mostScans)
	}
	if err != nil {
		return refuse("file", "document.bundle_bad", "File", path.Base(f.Name))
	}
	counted.open = true
	for _, one := range z.File {
		if one.FileInfo().IsDir() {
			continue
		}
		flaw := Flaw("")
		const sealed = 1 // the bit by which an archive says that a file is encrypted
		if one.Flags&sealed != 0 {
			flaw = FlawEncrypted
		}
		if err := t.add(ctx, one.Name, int64(min(one.UncompressedSize64, mostUnpacked)), one.Open, flaw); err != nil {
			return err
		}
	}
	return nil
}

// budget bounds what is read until it is opened.
type budget struct {
	io.ReaderAt
	left  int64
	open  bool
	spent bool
}

// ReadAt reads, within the budget.
func (b *budget) ReadAt(p []byte, at int64) (int, error) {
	if b.left -= int64(len(p)); b.left < 0 && !b.open {
		b.spent = true
		return 0, io.ErrUnexpectedEOF
	}
	return b.ReaderAt.ReadAt(p, at)
}

// add stores one file. What is wrong with it alone is noted beside it; what is
// wrong with the bundle is an error.
func (t *taking) add(ctx context.Context, name string, size int64, open func() (io.ReadCloser, error), flaw Flaw) error {
	place := tidyPlace(name)
	if place == "" || litter(place) {
		return nil
	}
	if len(t.scans) == mostScans {
		return refuse("file", "document.bundle_many", "N", mostScans)
	}
	s := Scan{ID: ScanID(id.New()), Place: place, Flaw: flaw, File: File{Size: size}}
	if flaw == "" {
		if err := t.store(ctx, &s, open); err != nil {
			return err
		}
	}
	nip, kind, two := readPlace(place)
	s.NIP, s.Kind = nip, kind
	if two && s.Flaw == "" {
		s.Flaw = FlawTwo
	}
	t.scans = append(t.scans, s)
	if t.unpacked += s.File.Size; t.unpacked > mostUnpacked {
		return refuse("file", "document.bundle_large", "MB", mostUnpacked>>20)
	}
	return nil
}

func (t *taking) store(ctx context.Context, s *Scan, open func() (io.ReadCloser, error)) error {
	if s.File.Size > MostBytes {
		s.Flaw = FlawLarge
		s.File.Size = 0 // it was not unpacked
		return nil
	}
	in, err := open()
	if err != nil {
		s.Flaw = FlawDamaged
		return nil
	}
	defer in.Close()
	info, err := t.c.Files.Put(ctx, &watched{r: in}, MostBytes)
	switch f := fault.Of(err); {
	case err == nil:
		s.File = File{Hash: info.Hash, Size: info.Size, Type: info.Type}
	case f != nil && f.Key == "blob.empty":
		s.Flaw = FlawEmpty
	case f != nil:
		s.Flaw = FlawLarge
		s.File.Size = MostBytes // it was unpacked that far
	case errors.Is(err, errDamaged):
		s.Flaw = FlawDamaged
	default:
		return err
	}
	if s.File.Type == "application/zip" || strings.HasPrefix(s.File.Type, "application/x-7z") || strings.HasPrefix(s.File.Type, "application/x-rar") {
		s.Flaw = FlawNested
	}
	return nil
}

// errDamaged says that a file of an archive cannot be read to its end.
var errDamaged = errors.New("damaged")

// watched marks an error of what is read, so that it is not taken for one of
// what is written.
type watched struct{ r io.Reader }

// Read reads.
func (w *watched) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = errors.Join(errDamaged, err)
	}
	return n, err
}
