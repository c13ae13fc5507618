package demo

import (
	"context"

	"pamong/internal/access"
	"pamong/internal/document"
	"pamong/internal/identity"
	"pamong/internal/kit/fault"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// stated is how many people have asked for a letter of statement.
const stated = 3

// letters names the head of the personnel body as who signs, makes the list of
// the first batch, where there is one, and the letters that a few people have
// asked for, of which one was printed again.
func (c *city) letters(ctx context.Context, staff []identity.Invitation, batches ...training.Batch) error {
	if len(c.Papers.Sources) == 0 {
		return nil // a house of tests that makes no letters
	}
	officer, head := c.actors[access.Officer], staff[0]
	for _, one := range staff {
		if one.Role == access.Leader {
			head = one
		}
	}
	signer, err := c.Papers.AddSigner(ctx, officer, c.agency, document.Signer{Name: head.Name, Rank: "Pembina Utama Muda", Title: "Kepala Badan Kepegawaian dan Pengembangan Sumber Daya Manusia", Behalf: "a.n. " + c.agency.PPKTitle})
	if err != nil {
		return err
	}
	if len(batches) > 0 {
		m := document.Making{Kind: document.NameList, Batch: string(batches[0].ID), Signer: signer}
		if _, err := c.Papers.Make(ctx, c.actors[access.Committee], c.agency, m, nil); err != nil {
			return err
		}
	}
	people, err := roster.All(ctx, c.DB, c.agency.ID)
	if err != nil {
		return err
	}
	if len(people) < stated {
		return errMissing
	}
	m := document.Making{Kind: document.Statement, Signer: signer}
	for _, p := range people[:stated] {
		m.People = append(m.People, string(p.ID))
	}
	run, err := c.Papers.Make(ctx, officer, c.agency, m, nil)
	if err != nil {
		return err
	}
	made, _, err := c.Papers.Register(ctx, officer, c.agency, document.Narrow{Run: run})
	if err != nil || len(made) == 0 {
		return err
	}
	if made[0].State != document.Standing {
		return fault.Conflict("document.not_made")
	}
	_, err = c.Papers.Reprint(ctx, officer, c.agency, made[0].ID, "Cetakan pertama rusak terkena air")
	return err
}
