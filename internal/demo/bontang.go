package demo

import (
	"context"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/kit/clock"
	"pamong/internal/org"
)

// listed is the day whose state Bontang's lists show.
const listed clock.Date = "2026-02-02"

func bontangStaff() []identity.Invitation {
	return []identity.Invitation{
		{Role: access.Leader, Name: "Drs. Syamsul Wijaya, M.Si.", Title: "Kepala BKPSDM", Email: "syamsul@contoh.bontang.example", Phone: "081200000931"},
		{Role: access.Officer, Name: "Nur Aini Fitriana, S.A.P.", Email: "nur@contoh.bontang.example", Phone: "081200000932"},
		{Role: access.Auditor, Name: "Laurensius Bagus, S.E., Ak.", Email: "bagus@contoh.bontang.example"},
		{Role: access.Committee, Name: "Rahmi Safitri, S.Pd., M.M.", Email: "rahmi@contoh.bontang.example"},
		{Role: access.Admin, Name: "Dimas Aryo Nugroho, S.Kom.", Email: "dimas@contoh.bontang.example"},
	}
}

// bontang tells the story of the second city from its four lists.
func (o *Office) bontang(ctx context.Context, today clock.Date) error {
	c, err := o.found(ctx, org.Agency{Code: "bontang", Name: "Kota Bontang", Zone: org.WITA, Hue: 256, City: "Bontang", BodyName: "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia",
		Address: "Jalan Contoh Nomor 2, Bontang", PPKTitle: "Wali Kota Bontang"}, max(today, listed), bontangStaff())
	if err != nil {
		return err
	}
	if err := c.enrol(ctx, "bontang-siasn-export.xlsx", "2024"); err != nil {
		return err
	}
	for _, step := range []func(context.Context) error{c.sttp, c.papers, c.performance} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	if err := c.on(ctx, today); err != nil {
		return err
	}
	return c.letters(ctx, bontangStaff())
}

func (c *city) sttp(ctx context.Context) error {
	f, err := file("bontang-sttp.xlsx")
	if err != nil {
		return err
	}
	p, err := c.Certificates.Read(ctx, c.actors[access.Officer], c.agency.ID, f)
	if err != nil {
		return err
	}
	_, err = c.Certificates.Import(ctx, c.actors[access.Officer], c.agency.ID, p, false)
	return err
}

func (c *city) papers(ctx context.Context) error {
	f, err := file("bontang-berkas.xlsx")
	if err != nil {
		return err
	}
	p, err := c.Probation.ReadPapers(ctx, c.actors[access.Officer], c.agency, f)
	if err != nil {
		return err
	}
	p.AsOf = listed
	_, err = c.Probation.Enter(ctx, c.actors[access.Officer], c.agency, p, false)
	return err
}

func (c *city) performance(ctx context.Context) error {
	f, err := file("bontang-kinerja.xlsx")
	if err != nil {
		return err
	}
	p, err := c.Probation.ReadPerformance(ctx, c.actors[access.Officer], c.agency, f, "2025")
	if err != nil {
		return err
	}
	p.AsOf = listed
	_, err = c.Probation.Enter(ctx, c.actors[access.Officer], c.agency, p, false)
	return err
}
