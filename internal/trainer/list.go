package trainer

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/id"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// listColumns are the columns of a list of trainers as offices keep it: a row
// for each trainer, or for each right of a trainer.
var listColumns = []roster.ListField{
	{Key: "name", Titles: []string{"Nama", "Nama Lengkap", "Nama Pengajar", "Nama Widyaiswara", "Nama Fasilitator", "Name"}, Needed: true},
	{Key: "nip", Titles: []string{"NIP", "NIP Baru"}},
	{Key: "level", Titles: []string{"Jenjang", "Jabatan", "Jabatan Fungsional", "Jenjang Jabatan", "Level"}},
	{Key: "employer", Titles: []string{"Instansi", "Instansi Asal", "Asal Instansi", "Unit Kerja", "Employer"}},
	{Key: "role", Titles: []string{"Peran", "Tugas", "Sebagai", "Roles", "Role"}},
	{Key: "agenda", Titles: []string{"Agenda", "Mata Pelatihan", "Materi", "Agendas"}},
	{Key: "class", Titles: []string{"Golongan", "Gol", "Class"}},
	{Key: "certificate", Titles: []string{"Sertifikat", "Nomor Sertifikat", "No Sertifikat", "Sertifikasi", "Certificate"}},
	{Key: "from", Titles: []string{"Tanggal Sertifikat", "Berlaku Sejak", "Tgl Sertifikat", "From"}},
	{Key: "until", Titles: []string{"Berlaku Sampai", "Masa Berlaku", "Berlaku s.d.", "Berlaku Hingga", "Until"}},
	{Key: "day_jp", Titles: []string{"JP per Hari", "Maksimal JP per Hari"}},
	{Key: "month_jp", Titles: []string{"JP per Bulan", "Maksimal JP per Bulan"}},
	{Key: "duty_jp", Titles: []string{"JP Wajib", "Kewajiban JP", "JP Wajib per Bulan"}},
	{Key: "phone", Titles: []string{"WhatsApp", "No WhatsApp", "Nomor WhatsApp", "No WA", "No HP", "Nomor HP", "Telepon", "Phone"}},
	{Key: "email", Titles: []string{"Email", "E-mail", "Surel"}},
}

// List is what a list of trainers would do.
type List struct {
	Rows                    []roster.ListRow
	New, Changed, Unchanged int
	File, Hash              string

	entries []entry
	listed  index // of the entries
	known   index // of the trainers who are known
}

// entry is one trainer of a list with the rights that are new.
type entry struct {
	Trainer
	rights []Right
}

// ReadList reads a list of trainers and judges its rows, without entering
// anything. Who is known, by NIP or by name, keeps what is known of them; the
// list fills what was left open and adds rights.
func (d *Desk) ReadList(ctx context.Context, actor access.Actor, a org.Agency, file roster.File) (*List, error) {
	if err := actor.Require(string(a.ID), writers...); err != nil {
		return nil, err
	}
	rows, err := roster.ReadRows(file, listColumns)
	if err != nil {
		return nil, err
	}
	l := &List{Rows: rows, File: file.Name, listed: newIndex(), known: newIndex()}
	if l.Hash, err = file.Hash(); err != nil {
		return nil, err
	}
	known, err := All(ctx, d.DB, a.ID)
	if err != nil {
		return nil, err
	}
	rights, err := Rights(ctx, d.DB, a.ID)
	if err != nil {
		return nil, err
	}
	for _, t := range known {
		l.known.add(t)
	}
	for i := range l.Rows {
		row := &l.Rows[i]
		t := listed(row, a)
		own := readRights(row)
		var f fault.Fields
		t.clean(&f)
		for _, p := range f {
			row.Bad(p.Name, p.Key, p.Args...)
		}
		if row.Sound() {
			l.take(row, t, own, known, rights)
		}
	}
	return l, nil
}

// listed reads a trainer from a row.
func listed(row *roster.ListRow, a org.Agency) Trainer {
	t := Trainer{Agency: a.ID, NIP: row.NIP, Name: row.Name, Phone: row.Values["phone"], Email: row.Values["email"]}
	if employer := row.Values["employer"]; org.Fold(employer) != org.Fold(a.Name) {
		t.Employer = employer
	}
	var ok bool
	if t.Level, ok = readLevel(row.Values["level"]); !ok {
		row.Doubt("level", "trainer.list.level", "Text", row.Values["level"])
	}
	for _, one := range []struct {
		field string
		n     *int
	}{{"day_jp", &t.DayJP}, {"month_jp", &t.MonthJP}, {"duty_jp", &t.DutyJP}} {
		if text := row.Values[one.field]; text != "" {
			if *one.n, ok = number(text); !ok {
				row.Bad(one.field, "trainer.list.number", "Text", text)
			}
		}
	}
	return t
}

func number(text string) (int, bool) {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	return n, err == nil
}

// levelWords are how lists name the levels, the longest first.
var levelWords = []struct {
	word  string
	level Level
}{{"utama", Main}, {"madya", Middle}, {"muda", Young}, {"pertama", First}}

func readLevel(text string) (Level, bool) {
	folded := org.Fold(text)
	for _, w := range levelWords {
		if strings.Contains(folded, w.word) {
			return w.level, true
		}
	}
	return NoLevel, text == "" || text == "-"
}

// roleWords are how lists name the roles.
var roleWords = []struct {
	word string
	role Role
}{{"pengampu", Tutor}, {"pengajar", Tutor}, {"fasilitator", Tutor}, {"tutor", Tutor}, {"coach", Coach}, {"pembimbing", Coach}, {"penguji", Examiner}, {"examiner", Examiner}}

var agendaNumber = regexp.MustCompile(`\d`)

// readRights reads the rights of a row: each role, a tutor's for each agenda.
func readRights(row *roster.ListRow) []Right {
	text := org.Fold(row.Values["role"])
	roles := map[Role]bool{}
	for _, w := range roleWords {
		if strings.Contains(text, w.word) {
			roles[w.role] = true
		}
	}
	if text != "" && len(roles) == 0 {
		row.Bad("role", "trainer.list.role", "Text", row.Values["role"])
	}
	class, ok := readClass(row.Values["class"])
	if !ok {
		row.Bad("class", "trainer.list.class", "Text", row.Values["class"])
	}
	base := Right{Class: class, Certificate: row.Values["certificate"], From: row.Date("from"), Until: row.Date("until")}
	var agendas []string
	for _, n := range agendaNumber.FindAllString(row.Values["agenda"], -1) {
		agendas = append(agendas, "agenda_"+n)
	}
	if len(agendas) == 0 {
		agendas = []string{""}
	}
	var list []Right
	for _, role := range Roles {
		if !roles[role] {
			continue
		}
		r := base
		r.Role = role
		var f fault.Fields
		r.clean(&f)
		for _, p := range f {
			row.Bad(p.Name, p.Key, p.Args...)
		}
		if role != Tutor {
			list = append(list, r)
			continue
		}
		for _, r.Agenda = range agendas {
			list = append(list, r)
		}
	}
	return list
}

func readClass(text string) (training.Class, bool) {
	switch strings.ToUpper(strings.NewReplacer("GOL", "", "gol", "", ".", "", " ", "").Replace(text)) {
	case "":
		return training.Mixed, true
	case "II", "2":
		return training.ClassII, true
	case "III", "3":
		return training.ClassIII, true
	case "II,III", "IIDANIII", "II/III", "II&III", "2,3", "SEMUA":
		return training.Mixed, true
	}
	return "", false
}

// take puts a sound row to its trainer: of the list, known, or new.
func (l *List) take(row *roster.ListRow, t Trainer, own []Right, known []Trainer, rights map[ID][]Right) {
	at := l.listed.find(t)
	if at < 0 {
		e := entry{Trainer: t}
		if i := l.known.find(t); i >= 0 {
			e.Trainer = known[i]
		}
		l.entries = append(l.entries, e)
		l.listed.add(e.Trainer)
		at = len(l.entries) - 1
	}
	e := &l.entries[at]
	before, had := e.Trainer, len(e.rights)
	e.fill(t)
	l.listed.number(at, e.NIP)
	for _, r := range own {
		r.Trainer = e.ID
		if !slices.ContainsFunc(e.rights, r.like) && !slices.ContainsFunc(rights[e.ID], r.like) {
			e.rights = append(e.rights, r)
		}
	}
	switch {
	case e.ID == "":
		l.New++
		row.Becomes = i18n.Say("trainer.list.new", "N", len(e.rights))
	case e.Trainer == before && len(e.rights) == had:
		l.Unchanged++
		row.Becomes = i18n.Say("trainer.list.unchanged")
	default:
		l.Changed++
		row.Becomes = i18n.Say("trainer.list.changed", "N", len(e.rights)-had)
	}
	if known, listed := org.Fold(e.Name), org.Fold(t.Name); !strings.Contains(known, listed) && !strings.Contains(listed, known) {
		row.Doubt("name", "roster.list.other_name", "Name", e.Name)
	}
}

// like reports whether two rights say the same.
func (r Right) like(o Right) bool {
	return r.Role == o.Role && r.Agenda == o.Agenda && r.Class == o.Class && r.Certificate == o.Certificate && r.From == o.From && r.Until == o.Until
}

// fill takes over what is still open.
func (t *Trainer) fill(o Trainer) {
	t.NIP, t.Phone, t.Email, t.Level = cmp.Or(t.NIP, o.NIP), cmp.Or(t.Phone, o.Phone), cmp.Or(t.Email, o.Email), cmp.Or(t.Level, o.Level)
	t.DayJP, t.MonthJP, t.DutyJP = cmp.Or(t.DayJP, o.DayJP), cmp.Or(t.MonthJP, o.MonthJP), cmp.Or(t.DutyJP, o.DutyJP)
}

// Enter enters the sound rows of a list in one transaction and returns the id
// by which it can be undone. It refuses a list with faults unless skip is set.
func (d *Desk) Enter(ctx context.Context, actor access.Actor, a org.Agency, l *List, skip bool) (string, error) {
	if err := actor.Require(string(a.ID), writers...); err != nil {
		return "", err
	}
	if bad := len(l.Rows) - roster.Sound(l.Rows); bad > 0 && !skip {
		return "", fault.Conflict("trainer.list.bad", "N", bad)
	}
	imp := id.New()
	err := d.DB.InTx(ctx, func(tx *db.Tx) error {
		now := d.Clock.Now()
		err := tx.Do(ctx, `INSERT INTO trainer_import (id, agency_id, file_name, file_hash, trainers, made_at, made_by, undone_at) VALUES ($1, $2, $3, $4, $5, $6, $7, '')`,
			imp, string(a.ID), l.File, l.Hash, len(l.entries), clock.Stamp(now), actor.Ref())
		if err != nil {
			return fmt.Errorf("enter trainers: %w", err)
		}
		own, err := accountsOf(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		for _, e := range l.entries {
			t := e.Trainer
			if err := d.keep(ctx, tx, actor, &t, imp, own); err != nil {
				return err
			}
			for _, r := range e.rights {
				r.ID, r.Trainer = RightID(id.New()), t.ID
				if err := storeRight(ctx, tx, r, imp); err != nil {
					return fmt.Errorf("enter right: %w", err)
				}
			}
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: now, Actor: actor.Ref(), Act: "trainer.import", Subject: "trainer_import:" + imp, After: map[string]any{"file": l.File, "trainers": len(l.entries)}})
	})
	return imp, err
}
