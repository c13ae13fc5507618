package probation_test

import (
	"testing"

	"pamong/internal/kit/db"
	"pamong/internal/probation"
	"pamong/internal/roster"
)

// An entry of the roster is not taken back while a step or a day without an
// excuse stands on the person.
func TestWhatProbationHasBuiltOnAPerson(t *testing.T) {
	each(t, func(t *testing.T, b bureau) {
		ctx := t.Context()
		built := func(person roster.PersonID) string {
			t.Helper()
			key := ""
			err := b.DB.InTx(ctx, func(tx *db.Tx) error {
				var err error
				key, err = probation.Built(ctx, tx, person)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return key
		}
		if key := built(b.people[0]); key != "" {
			t.Errorf("on somebody of whom nothing is known stands %s", key)
		}
		step := probation.Step{Person: string(b.people[1]), Kind: probation.Warned, Number: "800/3/BKPSDM", IssuedOn: "2026-02-02", Reason: "Terlambat melapor"}
		if _, err := b.office.Take(ctx, b.Actor, b.Agency, step); err != nil {
			t.Fatal(refusal(t, err))
		}
		if _, err := b.office.Absence(ctx, b.Actor, b.Agency, string(b.people[2]), "2026-02-02", "2026-02-02", "Rekap presensi"); err != nil {
			t.Fatal(refusal(t, err))
		}
		for _, person := range b.people[1:3] {
			if built(person) != "probation.built" {
				t.Errorf("nothing stands on %s", person)
			}
		}
	})
}
