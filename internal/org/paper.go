package org

import (
	"context"

	"pamong/internal/kit/db"
	"pamong/internal/kit/pdf"
)

// Paper begins a printed paper of an agency: a document whose first page has
// the letterhead with the agency's own coat of arms. Government is the first
// line, such as "Pemerintah Kota Pontianak".
func Paper(ctx context.Context, q db.Q, a Agency, government string, o pdf.Options) (*pdf.Doc, error) {
	head := pdf.Letterhead{Government: government, Office: a.BodyName, Address: a.Address}
	if a.Contact != "" {
		head.Address += "\n" + a.Contact
	}
	if a.Crest != "" {
		_, content, err := Crest(ctx, q, a.Crest)
		if err != nil {
			return nil, err
		}
		if head.Crest, err = pdf.ReadCrest(content); err != nil {
			return nil, err
		}
	}
	o.Author = a.Name
	doc := pdf.New(o)
	doc.Letterhead(head)
	return doc, nil
}
