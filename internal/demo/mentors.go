package demo

import (
	"context"
	"fmt"

	"pamong/internal/access"
	"pamong/internal/evaluation"
	"pamong/internal/identity"
	"pamong/internal/kit/clock"
	"pamong/internal/regulation"
	"pamong/internal/roster"
	"pamong/internal/schedule"
	"pamong/internal/training"
)

// guided is when the mentors of wave I are appointed.
const guided clock.Date = "2025-07-21"

// superiors are the direct superiors of the people in wave I, as the office
// wrote them down.
var superiors = []schedule.Mentor{
	{NIP: "197503122000031901", Name: "drg. H. Achmad Fauzan, M.Kes.", Title: "Kepala Bidang Pelayanan Kesehatan", Unit: "Dinas Kesehatan", Phone: "081200000920"},
	{NIP: "197808242003122902", Name: "dr. Hj. Sulastri Wardani", Title: "Kepala Puskesmas Alianyang", Unit: "Puskesmas Alianyang", Phone: "081200000921"},
	{NIP: "198001152005011903", Name: "Martinus Jelani, S.Pd., M.M.", Title: "Kepala SMP Negeri 3", Unit: "Dinas Pendidikan dan Kebudayaan", Phone: "081200000922"},
	{NIP: "197911022006042904", Name: "Hj. Rosmiati Syahrun, S.Sos.", Title: "Kepala Subbagian Umum", Unit: "Dinas Sosial", Phone: "081200000923"},
	{NIP: "198206302008011905", Name: "Iwan Setiadi Kurnia, S.T., M.T.", Title: "Kepala Bidang Bina Marga", Unit: "Dinas Pekerjaan Umum dan Penataan Ruang", Phone: "081200000924"},
	{NIP: "197704182002122906", Name: "Theresia Yuliana Kansil, S.Kep., Ns.", Title: "Kepala Ruang Rawat Inap", Unit: "RSUD Sultan Syarif Mohamad Alkadrie", Phone: "081200000925"},
	{Name: "Syarifah Nadia Alatas, S.E.", Title: "Kepala Bidang Anggaran", Unit: "Badan Keuangan Daerah"},
}

// appoint gives most people of a batch their mentor, by letter, and sends the
// links: some are opened, one asks again, a few people have no mentor yet.
func (c *city) appoint(ctx context.Context, b training.Batch) error {
	seats, err := training.Seats(ctx, c.DB, b.ID)
	if err != nil {
		return err
	}
	officer := c.actors[access.Officer]
	for i, s := range seats {
		if i%9 == 8 {
			continue
		}
		m := schedule.Mentoring{Mentor: superiors[i%len(superiors)], Person: s.Person, From: guided}
		if i%4 != 3 {
			m.Letter, m.LetterOn = fmt.Sprintf("800.1.4/%d/BKPSDM/2025", 411+i), guided
		}
		if err := c.Schedule.Bind(ctx, officer, c.agency, m); err != nil {
			return err
		}
	}
	if _, err := c.Schedule.LinkAll(ctx, officer, c.agency); err != nil {
		return err
	}
	return c.openLinks(ctx)
}

// askUnits asks a few offices for their sheets: one fills in a part, one sends
// its sheet in, one has not opened the link.
func (c *city) askUnits(ctx context.Context, b training.Batch) error {
	officer := c.actors[access.Officer]
	all, err := c.Evaluation.Returns(ctx, officer, c.agency)
	if err != nil {
		return err
	}
	asked := 0
	for _, r := range all {
		if r.Wave.ID != b.Wave || asked == len(clerks) {
			continue
		}
		k := clerks[asked]
		p, err := c.Evaluation.AskUnit(ctx, officer, c.agency, r.Unit.ID, k)
		if err != nil {
			return err
		}
		asked++
		if err := c.Identity.PassSent(ctx, officer, string(c.agency.ID), "whatsapp", p.ID); err != nil {
			return err
		}
		if asked == len(clerks) {
			continue
		}
		if err := c.sheetOf(ctx, r, p, asked == 1); err != nil {
			return err
		}
	}
	return nil
}

// askPeople sends a few people of the wave the links by which they complete
// their data: one has opened it and given a birth place or a number.
func (c *city) askPeople(ctx context.Context, b training.Batch) error {
	officer := c.actors[access.Officer]
	all, err := c.Roster.Wanting(ctx, officer, c.agency)
	if err != nil {
		return err
	}
	seats, err := training.Seats(ctx, c.DB, b.ID)
	if err != nil {
		return err
	}
	in := map[roster.PersonID]bool{}
	for _, s := range seats {
		in[s.Person] = true
	}
	var people []roster.PersonID
	for _, w := range all {
		if in[w.ID] && len(people) < askedPeople {
			people = append(people, w.ID)
		}
	}
	if _, err := c.Roster.LinkMany(ctx, officer, c.agency, people); err != nil {
		return err
	}
	passes, err := identity.Passes(ctx, c.DB, string(c.agency.ID), access.Self)
	if err != nil {
		return err
	}
	for i, id := range people {
		p := passes[access.PersonScope(string(id))]
		if i < len(people)/2 {
			if err := c.Identity.PassSent(ctx, officer, string(c.agency.ID), "slip", p.ID); err != nil {
				return err
			}
		}
		if i == 0 {
			secret, err := c.Identity.PassSecret(p.ID)
			if err != nil {
				return err
			}
			if _, _, err := c.Identity.OpenPass(ctx, secret, "Chrome Android"); err != nil {
				return err
			}
		}
	}
	return nil
}

// askedPeople is how many people of a batch are asked for what is lacking.
const askedPeople = 8

// clerks keep the personnel of the first offices in the list.
var clerks = []identity.NewPass{
	{Holder: "Dewi Kartika Sari, S.E.", Title: "Kasubbag Umum dan Aparatur", Phone: "081200000931"},
	{Holder: "Yohanes Supardi, S.Sos.", Title: "Kasubbag Umum", Phone: "081200000932"},
	{Holder: "Nurul Fitriani, A.Md.", Title: "Pengelola Kepegawaian", Phone: "081200000933"},
}

// sheetOf lets an office open its link and fill in its sheet, all of it or but
// the last.
func (c *city) sheetOf(ctx context.Context, r evaluation.Return, p identity.Pass, whole bool) error {
	secret, err := c.Identity.PassSecret(p.ID)
	if err != nil {
		return err
	}
	_, session, err := c.Identity.OpenPass(ctx, secret, "Chrome Android")
	if err != nil {
		return err
	}
	_, clerk, err := c.Identity.Whose(ctx, session)
	if err != nil {
		return err
	}
	people := r.People
	if !whole {
		people = people[:len(people)-1]
	}
	var marks []evaluation.NewMark
	for _, o := range people {
		for _, k := range o.Columns {
			marks = append(marks, evaluation.NewMark{Seat: o.Seat.ID, Component: k.Key, Value: regulation.Hundredths(7800 + c.random.IntN(15)*100)})
		}
	}
	if _, err := c.Evaluation.FillIn(ctx, clerk, c.agency, r, marks); err != nil || !whole {
		return err
	}
	return c.Evaluation.SendIn(ctx, clerk, c.agency, r.Wave.ID, r.Unit.ID)
}

// openLinks lets the first three mentors open their links, and the second ask
// for another because a colleague pressed first.
func (c *city) openLinks(ctx context.Context) error {
	officer := c.actors[access.Officer]
	list, err := schedule.Mentors(ctx, c.DB, c.agency.ID)
	if err != nil {
		return err
	}
	passes, err := identity.Passes(ctx, c.DB, string(c.agency.ID), access.Mentor)
	if err != nil {
		return err
	}
	for i, m := range list {
		p, ok := passes[m.Scope()]
		if !ok || m.Phone == "" {
			continue
		}
		if err := c.Identity.PassSent(ctx, officer, string(c.agency.ID), "whatsapp", p.ID); err != nil {
			return err
		}
		if i > 2 {
			continue
		}
		secret, err := c.Identity.PassSecret(p.ID)
		if err != nil {
			return err
		}
		if _, _, err := c.Identity.OpenPass(ctx, secret, "Chrome Android"); err != nil {
			return err
		}
		if i != 1 {
			continue
		}
		if _, _, err := c.Identity.AskPass(ctx, secret); err != nil {
			return err
		}
	}
	return nil
}
