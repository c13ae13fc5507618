package demo

import (
	"context"
	"fmt"
	"strings"

	"pamong/internal/access"
	"pamong/internal/document"
	"pamong/internal/evaluation"
	"pamong/internal/identity"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/pdf"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// The days of Pontianak's story: the plan is made a week before the opening;
// the holiday of 18 August is announced on the 7th and accepted on the 8th
// for the wave that is running.
const (
	planned  clock.Date = "2025-06-30"
	opened   clock.Date = "2025-07-07"
	tested   clock.Date = "2025-07-18"
	accepted clock.Date = "2025-08-08"
)

// waveStarts of waves II to IV.
var waveStarts = map[int]clock.Date{1: opened, 2: "2025-08-04", 3: "2025-09-01", 4: "2025-09-29"}

func pontianakStaff() []identity.Invitation {
	return []identity.Invitation{
		{Role: access.Officer, Name: "H. Ridwan Syaputra, S.STP.", Email: "ridwan@contoh.pontianak.example", Phone: "081200000901"},
		{Role: access.Committee, Name: "Sri Mulyani Astuti, S.E., M.M.", Title: "Panitia, akademik", Email: "sri@contoh.pontianak.example", Phone: "081200000902"},
		{Role: access.Leader, Name: "Drs. Bambang Hermansyah, M.Si.", Title: "Kepala BKPSDM", Email: "bambang@contoh.pontianak.example"},
		{Role: access.Auditor, Name: "Dra. Hj. Mariani Kusuma, M.Pd.", Email: "mariani@contoh.pontianak.example"},
		{Role: access.Admin, Name: "Yoga Prasetyo, S.Kom.", Email: "yoga@contoh.pontianak.example"},
	}
}

func (o *Office) pontianak(ctx context.Context, today clock.Date) error {
	c, err := o.found(ctx, org.Agency{Code: "pontianak", Name: "Kota Pontianak", Zone: org.WIB, Hue: 170, City: "Pontianak", BodyName: "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia",
		Address: "Jalan Contoh Nomor 1, Pontianak", PPKTitle: "Wali Kota Pontianak"}, planned, pontianakStaff())
	if err != nil {
		return err
	}
	if err := c.enrol(ctx, "pontianak-daftar-peserta.xlsx", "2024"); err != nil {
		return err
	}
	programme, _, err := c.Training.CreateProgramme(ctx, c.actors[access.Committee], c.agency.ID, training.Order{Name: "Latsar CPNS 2025", Start: opened, WaveStarts: waveStarts, Wish: training.Wish{Waves: len(waveStarts)}})
	if err != nil {
		return err
	}
	batches, err := training.Batches(ctx, c.DB, programme)
	if err != nil {
		return err
	}
	if err := c.teachers(ctx, batches); err != nil {
		return err
	}
	if err := c.publish(ctx, batches, ""); err != nil {
		return err
	}
	if err := c.lifeOf(ctx, programme, batches, today); err != nil {
		return err
	}
	if err := c.on(ctx, today); err != nil {
		return err
	}
	return c.letters(ctx, pontianakStaff(), batches...)
}

func (c *city) publish(ctx context.Context, batches []training.Batch, reason string) error {
	var ids []training.BatchID
	for _, b := range batches {
		ids = append(ids, b.ID)
	}
	_, err := c.Schedule.Publish(ctx, c.actors[access.Committee], c.agency.ID, ids, reason)
	return err
}

// lifeOf lets happen what has happened until today, each thing on its day.
func (c *city) lifeOf(ctx context.Context, programme training.ProgrammeID, batches []training.Batch, today clock.Date) error {
	steps := []struct {
		day clock.Date
		do  func() error
	}{
		{planned, func() error { return c.guides(ctx, batches) }},
		{opened, func() error { return c.handIn(ctx, batches) }},
		{opened, func() error { return c.wishes(ctx) }},
		{tested, func() error { return c.testMarks(ctx, batches) }},
		{tested, func() error { return c.readNews(ctx) }},
		{guided, func() error { return c.appoint(ctx, batches[1]) }},
		{slotted, func() error { return c.seminars(ctx, batches) }},
		{accepted, func() error { return c.acceptHoliday(ctx, programme, batches) }},
		{accepted, func() error { return c.finalSeminars(ctx, batches[:2]) }},
		{answered, func() error { return c.stay(ctx, batches[:2]) }},
		{"2025-08-15", func() error { return c.attitudeMarks(ctx, batches) }},
		{"2025-08-15", func() error { return c.askUnits(ctx, batches[1]) }},
		{"2025-08-15", func() error { return c.askPeople(ctx, batches[1]) }},
		{"2025-08-15", func() error { return c.tellByWhatsApp(ctx, batches[1]) }},
		{drafted, func() error { return c.draftRules(ctx) }},
		{today, func() error { return c.callRolls(ctx, batches) }},
		{today, func() error { return c.reportWeeks(ctx, batches[1]) }},
	}
	for _, s := range steps {
		if s.day > today {
			continue
		}
		if err := c.on(ctx, s.day); err != nil {
			return err
		}
		if err := s.do(); err != nil {
			return err
		}
	}
	return nil
}

// acceptHoliday moves the batches of wave I by the holiday announced on 7
// August; wave II waits for the committee, as the plan page shows.
func (c *city) acceptHoliday(ctx context.Context, programme training.ProgrammeID, batches []training.Batch) error {
	drifts, err := c.Training.Drifts(ctx, c.DB, c.agency, programme)
	if err != nil {
		return err
	}
	var first []training.BatchID
	for _, d := range drifts {
		if d.Batch.WaveNumber == 1 {
			first = append(first, d.Batch.ID)
		}
	}
	if len(first) == 0 {
		return nil
	}
	const reason = "Libur nasional 18 Agustus 2025, SKB 933/2025"
	if err := c.Training.AcceptHolidays(ctx, c.actors[access.Committee], c.agency.ID, programme, first, reason); err != nil {
		return err
	}
	return c.publish(ctx, batches[:len(first)], reason)
}

// guides gives the batches of the first wave coaches, an examiner and mentors.
func (c *city) guides(ctx context.Context, batches []training.Batch) error {
	coaches := []string{"Dr. Hj. Nurhayati Ramadhani, S.H., M.Si.", "Ir. Antonius Gunawan, M.T.", "Dra. Fransiska Lestari, M.Pd.", "Drs. H. Syarif Alamsyah, M.Si."}
	groups, err := training.Groups(ctx, c.DB, batches[1].ID)
	if err != nil {
		return err
	}
	for i, g := range groups {
		v := identity.Invitation{Role: access.Coach, Scope: access.GroupScope(string(g.ID)), Name: coaches[i%len(coaches)], Title: "Widyaiswara", Email: fmt.Sprintf("coach%d@contoh.pontianak.example", i+1), Phone: fmt.Sprintf("08120000091%d", i)}
		actor, err := c.hire(ctx, v)
		if err != nil {
			return err
		}
		if err := c.linkTrainer(ctx, v.Name, actor); err != nil {
			return err
		}
		if i == 0 {
			c.actors[access.Coach] = actor
		}
	}
	v := identity.Invitation{Role: access.Examiner, Scope: access.BatchScope(string(batches[1].ID)), Name: "Dr. Paulus Hendrawan, S.Sos., M.Si.", Email: "penguji@contoh.pontianak.example"}
	examiner, err := c.hire(ctx, v)
	if err != nil {
		return err
	}
	if err := c.linkTrainer(ctx, v.Name, examiner); err != nil {
		return err
	}
	return c.participants(ctx, batches[1])
}

// participants gives one participant and the mentor of three an account.
func (c *city) participants(ctx context.Context, b training.Batch) error {
	seats, err := training.Seats(ctx, c.DB, b.ID)
	if err != nil {
		return err
	}
	if len(seats) < 3 {
		return errMissing
	}
	p, err := roster.ByID(ctx, c.DB, c.agency.ID, seats[0].Person)
	if err != nil {
		return err
	}
	v := identity.Invitation{Role: access.Participant, Scope: access.PersonScope(string(p.ID)), Person: string(p.ID), Name: p.Name, Title: p.Position, NIP: p.NIP, Email: p.Email, Phone: p.Phone}
	actor, err := c.hire(ctx, v)
	if err != nil {
		return err
	}
	c.actors[access.Participant] = actor
	for _, s := range seats[:3] {
		v := identity.Invitation{Role: access.Mentor, Scope: access.PersonScope(string(s.Person)), Name: "drg. H. Achmad Fauzan, M.Kes.", Title: "Mentor, Dinas Kesehatan", Email: "mentor@contoh.pontianak.example", Phone: "081200000920"}
		if _, err := c.hire(ctx, v); err != nil {
			return err
		}
	}
	return nil
}

// handIn lets the participant hand in an SPMT, and the officer enter a few
// more, of which some still wait.
func (c *city) handIn(ctx context.Context, batches []training.Batch) error {
	seats, err := training.Seats(ctx, c.DB, batches[1].ID)
	if err != nil {
		return err
	}
	for i, s := range seats[:6] {
		person := string(s.Person)
		actor := access.LinkActor("demo", []access.Grant{{Role: access.Participant, Agency: string(c.agency.ID), Scope: access.PersonScope(person)}})
		if i == 0 {
			actor = c.actors[access.Participant]
		}
		paper := document.Paper{Agency: string(c.agency.ID), Person: person, Kind: document.SPMT, Number: fmt.Sprintf("800/%03d/SPMT/2025", i+1), IssuedOn: "2025-06-02", Issuer: "Kepala Perangkat Daerah"}
		content, err := scan("Surat Pernyataan Melaksanakan Tugas", paper.Number)
		if err != nil {
			return err
		}
		id, err := c.Papers.Upload(ctx, actor, paper, c.agency.Today(c.Clock.Now()), "spmt.pdf", strings.NewReader(content))
		if err != nil {
			return err
		}
		switch i {
		case 1, 2:
			err = c.Papers.Judge(ctx, c.actors[access.Officer], string(c.agency.ID), id, true, "")
		case 3:
			err = c.Papers.Judge(ctx, c.actors[access.Officer], string(c.agency.ID), id, false, "Halaman kedua tidak terbaca; pindai sekali lagi.")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// scan makes a small PDF that stands for a scanned letter.
func scan(title, number string) (string, error) {
	doc := pdf.New(pdf.Options{Title: title, Created: planned.Time()})
	doc.Title(strings.ToUpper(title), "Nomor "+number)
	doc.Text("Surat contoh untuk peragaan; orang dan nomornya rekaan.")
	content, err := doc.Bytes()
	return string(content), err
}

// testMarks enters the tests of the self-study of the first wave; a few marks
// have not come yet.
func (c *city) testMarks(ctx context.Context, batches []training.Batch) error {
	return c.marks(ctx, batches, evaluation.SystemMark, "mooc", 7000, 2600)
}

// attitudeMarks enters the organiser's marks of attitude of the second batch.
func (c *city) attitudeMarks(ctx context.Context, batches []training.Batch) error {
	return c.marks(ctx, batches[1:2], evaluation.Organiser, "attitude", 8000, 1600)
}

func (c *city) marks(ctx context.Context, batches []training.Batch, marker evaluation.Marker, component string, from, spread int) error {
	for _, b := range batches {
		if b.WaveNumber != 1 {
			continue
		}
		seats, err := training.Seats(ctx, c.DB, b.ID)
		if err != nil {
			return err
		}
		var list []evaluation.NewMark
		for _, s := range seats {
			if c.random.IntN(20) == 0 {
				continue
			}
			value := regulation.Hundredths(from + 50*c.random.IntN(spread/50))
			list = append(list, evaluation.NewMark{Seat: s.ID, Component: component, Marker: marker, Value: value})
		}
		if _, err := c.Evaluation.Enter(ctx, c.actors[access.Committee], c.agency, b.ID, list, ""); err != nil {
			return err
		}
	}
	return nil
}
