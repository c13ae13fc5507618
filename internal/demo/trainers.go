package demo

import (
	"bytes"
	"context"
	_ "embed"

	"pamong/internal/access"
	"pamong/internal/kit/db"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/trainer"
	"pamong/internal/training"
	"pamong/internal/venue"
)

// The lists of trainers and rooms that the committee of Pontianak keeps.
var (
	//go:embed data/pontianak-pengajar.csv
	trainerList []byte
	//go:embed data/pontianak-ruang.csv
	roomList []byte
)

// teachers enters trainers and rooms, and binds the groups of the first
// batches to their coaches and examiners.
func (c *city) teachers(ctx context.Context, batches []training.Batch) error {
	actor := c.actors[access.Committee]
	list, err := c.Trainers.ReadList(ctx, actor, c.agency, inMemory("pontianak-pengajar.csv", trainerList))
	if err != nil {
		return err
	}
	if _, err := c.Trainers.Enter(ctx, actor, c.agency, list, false); err != nil {
		return err
	}
	rooms, err := c.Venues.ReadList(ctx, actor, c.agency, inMemory("pontianak-ruang.csv", roomList))
	if err != nil {
		return err
	}
	if _, err := c.Venues.Enter(ctx, actor, c.agency, rooms, false); err != nil {
		return err
	}
	if err := c.Venues.SetTrip(ctx, actor, c.agency.ID, "Balai Pelatihan, Jalan Contoh 12", "Gedung BKPSDM", 25); err != nil {
		return err
	}
	if err := c.Trainers.SetBounds(ctx, actor, c.agency.ID, trainer.Bounds{DayJP: 12, MonthJP: 90}); err != nil {
		return err
	}
	if err := c.away(ctx, actor); err != nil {
		return err
	}
	for i, fund := range []string{"APBD", "Kontribusi"} {
		if err := c.Trainers.SetFund(ctx, actor, c.agency.ID, batches[i].ID, fund); err != nil {
			return err
		}
	}
	return c.bindFirst(ctx, actor, batches)
}

func inMemory(name string, content []byte) roster.File {
	return roster.File{ReaderAt: bytes.NewReader(content), Size: int64(len(content)), Name: name}
}

// away notes who cannot teach and where nobody can learn for a while.
func (c *city) away(ctx context.Context, actor access.Actor) error {
	all, err := trainer.All(ctx, c.DB, c.agency.ID)
	if err != nil {
		return err
	}
	rooms, err := venue.All(ctx, c.DB, c.agency.ID)
	if err != nil || len(all) < 14 || len(rooms) < 12 {
		return errMissing
	}
	for _, a := range []trainer.Absence{
		{Trainer: all[0].ID, From: "2025-08-25", Until: "2025-08-29", Reason: "Cuti tahunan"},
		{Trainer: all[5].ID, From: "2025-09-08", Until: "2025-09-12", Reason: "Mengajar di Kabupaten Sambas"},
		{Trainer: all[9].ID, From: "2025-09-03", Until: "2025-09-03", Start: 13 * 60, End: 16 * 60, Reason: "Rapat LAN"},
	} {
		if err := c.Trainers.Leave(ctx, actor, c.agency.ID, a); err != nil {
			return err
		}
	}
	return c.Venues.Close(ctx, actor, c.agency.ID, venue.Closure{Room: rooms[0].ID, From: "2025-09-15", Until: "2025-09-19", Reason: "Perbaikan pendingin ruangan"})
}

// bindFirst binds coaches and examiners to the groups of the first two batches,
// each group its own: whoever coaches a group examines another one.
func (c *city) bindFirst(ctx context.Context, actor access.Actor, batches []training.Batch) error {
	all, err := trainer.All(ctx, c.DB, c.agency.ID)
	if err != nil {
		return err
	}
	named := map[string]trainer.ID{}
	for _, t := range all {
		named[t.Name] = t.ID
	}
	n := 0
	return c.DB.InTx(ctx, func(tx *db.Tx) error {
		for _, b := range batches[:2] {
			groups, err := training.Groups(ctx, tx, b.ID)
			if err != nil {
				return err
			}
			for _, g := range groups {
				if n >= len(pairs) {
					return errMissing
				}
				for role, who := range map[trainer.Role]string{trainer.Coach: pairs[n][0], trainer.Examiner: pairs[n][1]} {
					one := trainer.Binding{Agency: c.agency.ID, Batch: b.ID, Group: g.Number, Role: role, Trainer: named[who], Document: "800.1.11.1/214/BKPSDM"}
					if err := c.Trainers.Bind(ctx, tx, actor, one); err != nil {
						return err
					}
				}
				n++
			}
		}
		return nil
	})
}

// pairs are coach and examiner of each group of the first two batches.
var pairs = [][2]string{
	{"Dr. Gregorius Tanjung, M.Pd.", "Agustinus Bala, S.Sos., M.AP."},
	{"Dra. Hj. Zubaidah, M.Si.", "Drs. Ignatius Sukma, M.H."},
	{"Hj. Siti Rahmawati, S.P., M.M.", "Yohanes Krisna, S.E., M.Ak."},
	{"Yohanes Krisna, S.E., M.Ak.", "Hj. Siti Rahmawati, S.P., M.M."},
	{"Dr. Hj. Nurhayati Ramadhani, S.H., M.Si.", "Dr. Paulus Hendrawan, S.Sos., M.Si."},
	{"Ir. Antonius Gunawan, M.T.", "Dr. Meilinda Tan, S.Psi., M.Si."},
	{"Dra. Fransiska Lestari, M.Pd.", "Drs. H. Syarif Alamsyah, M.Si."},
	{"Drs. H. Syarif Alamsyah, M.Si.", "Dra. Fransiska Lestari, M.Pd."},
}

// linkTrainer links the trainer of a name to the account of an actor.
func (c *city) linkTrainer(ctx context.Context, name string, account access.Actor) error {
	all, err := trainer.All(ctx, c.DB, c.agency.ID)
	if err != nil {
		return err
	}
	for _, t := range all {
		if org.Fold(t.Name) == org.Fold(name) {
			t.Account = account.Account()
			_, err := c.Trainers.Keep(ctx, c.actors[access.Committee], t)
			return err
		}
	}
	return nil
}
