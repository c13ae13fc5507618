package app

import (
	"context"
	"io"

	"pamong/internal/document"
	"pamong/internal/logistics"
	"pamong/internal/roster"
)

// newLogistics makes the desk of the stay: it seals what people need with a key
// of its own, and finds their photographs among the papers.
func (h *House) newLogistics(secret []byte) (*logistics.Desk, error) {
	box, err := vault(secret, "logistics")
	if err != nil {
		return nil, err
	}
	d := &logistics.Desk{DB: h.DB, Clock: h.Clock, Vault: box, Address: h.publicURL, Photo: h.photograph}
	d.Key, err = keyFor(secret, "tags")
	return d, err
}

// mostPhotograph is the largest photograph that is read, in bytes.
const mostPhotograph = 5 << 20

// photograph reads the photograph of somebody that is in force, nil for none.
func (h *House) photograph(ctx context.Context, person roster.PersonID) ([]byte, error) {
	papers, err := document.InForce(ctx, h.DB, string(person))
	if err != nil {
		return nil, err
	}
	paper, ok := papers[document.Photograph]
	if !ok || paper.File.Hash == "" {
		return nil, nil
	}
	f, err := h.Papers.Files.Open(paper.File.Hash)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, mostPhotograph))
}
