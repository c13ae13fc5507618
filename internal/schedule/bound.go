package schedule

import (
	"context"
	"fmt"
	"slices"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/db"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/trainer"
	"pamong/internal/training"
)

// Bound gives the sessions that follow from a binding their trainer, within the
// caller's transaction: those of that lead and group from the day on, in the
// draft, or in a new draft after what is published. Coaches and examiners take
// all of them; a tutor those that have nobody yet, and that the right covers.
func (d *Desk) Bound(ctx context.Context, tx *db.Tx, actor access.Actor, b trainer.Binding, t trainer.Trainer) error {
	versions, err := Versions(ctx, tx, b.Batch)
	if err != nil || len(versions) == 0 {
		return err
	}
	have, err := SessionsOf(ctx, tx, versions[0])
	if err != nil {
		return err
	}
	may, err := followers(ctx, tx, b, t)
	if err != nil || !slices.ContainsFunc(have, may) {
		return err
	}
	return d.inDraft(ctx, tx, b.Agency, b.Batch, func(tx *db.Tx, _ *frame, v Version, all []Session) error {
		changed := 0
		for _, s := range all {
			if !may(s) {
				continue
			}
			changed++
			err := tx.Do(ctx, `UPDATE schedule_session SET trainer = $1, trainer_account = $2, trainer_id = $3 WHERE version_id = $4 AND id = $5`, t.Name, t.Account, string(t.ID), string(v.ID), string(s.ID))
			if err != nil {
				return fmt.Errorf("follow binding: %w", err)
			}
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(b.Agency), At: d.Clock.Now(), Actor: actor.Ref(), Act: "schedule.assign", Subject: "batch:" + string(b.Batch),
			After: map[string]any{"lead": b.Role, "group": b.Group, "trainer": t.Name, "account": t.Account, "from": b.From, "sessions": changed}})
	})
}

// followers says which sessions take the trainer of a binding and do not have
// them yet.
func followers(ctx context.Context, q db.Q, b trainer.Binding, t trainer.Trainer) (func(Session) bool, error) {
	all, err := trainer.Bindings(ctx, q, b.Batch)
	if err != nil {
		return nil, err
	}
	own := map[int]bool{} // groups with a trainer of their own in the role
	for _, o := range all {
		own[o.Group] = own[o.Group] || o.Role == b.Role && o.Person == "" && o.Group > 0
	}
	var rights map[trainer.ID][]trainer.Right
	if b.Role == trainer.Tutor {
		if rights, err = trainer.Rights(ctx, q, b.Agency); err != nil {
			return nil, err
		}
	}
	batch, err := training.BatchByID(ctx, q, b.Agency, b.Batch)
	return func(s Session) bool {
		if s.Lead != string(b.Role) || s.Day < b.From || s.TrainerID == t.ID && s.Trainer == t.Name && s.Account == t.Account {
			return false
		}
		if s.Group != b.Group && (b.Group != 0 || own[s.Group] || b.Role == trainer.Tutor) {
			return false
		}
		return b.Role != trainer.Tutor || s.Trainer == "" && slices.ContainsFunc(rights[t.ID], func(r trainer.Right) bool { return r.Covers(b.Role, s.Agenda, batch.Class, s.Day) })
	}, err
}

// Relink gives all sessions of a trainer their account, within the caller's
// transaction: who signs in as them sees what they lead, and is told of changes.
// It is no change of a schedule, and no version of it differs from another by it.
func Relink(ctx context.Context, tx *db.Tx, t trainer.Trainer) error {
	if err := tx.Do(ctx, `UPDATE schedule_session SET trainer_account = $1 WHERE agency_id = $2 AND trainer_id = $3`, t.Account, string(t.Agency), string(t.ID)); err != nil {
		return fmt.Errorf("link sessions of trainer: %w", err)
	}
	return nil
}

// GuidesByNIP returns the NIP of who guides each participant of an agency now.
func GuidesByNIP(ctx context.Context, q db.Q, agency org.AgencyID) (map[roster.PersonID]string, error) {
	guides, err := Guides(ctx, q, agency)
	nips := make(map[roster.PersonID]string, len(guides))
	for p, m := range guides {
		nips[p] = m.NIP
	}
	return nips, err
}
