package schedule

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/docx"
	"pamong/internal/kit/i18n"
	"pamong/internal/org"
	"pamong/internal/training"
	"pamong/internal/venue"
)

// used is a room or link with the sessions that are held there.
type used struct {
	venue.Room
	sessions []Session
}

// usedIn returns the rooms and links of a batch by name, the links last; a
// place that was written by hand is a room of that name.
func (p *pressed) usedIn(c course) []*used {
	by := map[string]*used{}
	var list []*used
	for _, s := range c.sessions {
		key := cmp.Or(string(s.RoomID), org.Fold(s.Place), s.Link)
		if key == "" || !s.Meets() {
			continue
		}
		if by[key] == nil {
			u := &used{Room: venue.Room{Name: p.where(s), Kind: venue.Hall, Link: s.Link}}
			if s.Place == "" {
				u.Kind = venue.Online
			}
			if i := slices.IndexFunc(p.venues, func(r venue.Room) bool { return r.ID == s.RoomID }); i >= 0 && s.RoomID != "" {
				u.Room = p.venues[i]
			}
			by[key] = u
			list = append(list, u)
		}
		by[key].sessions = append(by[key].sessions, s)
	}
	slices.SortStableFunc(list, func(a, b *used) int {
		return cmp.Or(-cmp.Compare(a.Kind, b.Kind), cmp.Compare(org.Fold(a.Name), org.Fold(b.Name)))
	})
	return list
}

// rooms writes the rooms of a batch, and when each is used.
func (p *pressed) rooms(c course, d docx.Data) {
	d.Lists["ruang"], d.Lists["pemakaian"] = nil, nil
	for _, u := range p.usedIn(c) {
		seats := ""
		if u.Seats > 0 {
			seats = p.say.Number(int64(u.Seats))
		}
		d.Lists["ruang"] = append(d.Lists["ruang"], row(map[string]string{"nama": u.Name, "jenis": p.say.T("schedule.letter." + string(u.Kind)), "alamat": u.Site, "tautan": u.Link, "kursi": seats,
			"banyak_sesi": p.say.Number(int64(len(u.sessions))), "hari": p.spans(u.sessions)}))
		for _, b := range blocksOf(u.sessions) {
			d.Lists["pemakaian"] = append(d.Lists["pemakaian"], row(map[string]string{"nama": u.Name, "hari": p.say.LongDate(b.Day), "waktu": p.hours(b.Session), "materi": p.subject(c, b.Session), "untuk": p.audience(c, b.groups...), "pengajar": b.Trainer}))
		}
	}
}

// spans says the days of sessions: days that follow each other as one period.
func (p *pressed) spans(sessions []Session) string {
	var spans [][2]clock.Date
	for _, s := range sessions {
		switch n := len(spans) - 1; {
		case n >= 0 && s.Day <= spans[n][1]:
		case n >= 0 && s.Day == spans[n][1].AddDays(1):
			spans[n][1] = s.Day
		default:
			spans = append(spans, [2]clock.Date{s.Day, s.Day})
		}
	}
	var text []string
	for i, s := range spans {
		one := p.say.Period(s[0], s[1])
		if i+1 < len(spans) {
			one = p.short(one, s, spans[i+1])
		}
		text = append(text, one)
	}
	return strings.Join(text, ", ")
}

// short leaves the year out of a period, and the month too, where the next
// period says it.
func (p *pressed) short(text string, now, next [2]clock.Date) string {
	if now[1].Year() != next[1].Year() {
		return text
	}
	text = strings.TrimSuffix(text, " "+strconv.Itoa(now[1].Year()))
	if month := now[1].Time().Month(); now[0].Time().Month() == month && next[0].Time().Month() == month && next[1].Time().Month() == month {
		text = strings.TrimSuffix(text, " "+p.say.Month(month))
	}
	return text
}

// side is a session of everybody or one group, or those of several groups
// that differ in nothing else.
type side struct {
	Session
	groups []int
}

// blocksOf puts the sessions together that stand side by side with the same
// subject, kind, trainer and place.
func blocksOf(sessions []Session) []side {
	var list []side
	for _, s := range sessions {
		i := slices.IndexFunc(list, func(o side) bool { return alike(o.Session, s) })
		if i < 0 {
			list = append(list, side{s, []int{s.Group}})
			continue
		}
		list[i].groups = append(list[i].groups, s.Group)
		slices.Sort(list[i].groups)
	}
	return list
}

// alike reports whether two sessions of groups differ in their group only.
func alike(a, b Session) bool {
	return a.Group > 0 && b.Group > 0 && a.Day == b.Day && a.Start == b.Start && a.End == b.End && a.JP == b.JP && a.Subject == b.Subject && a.Kind == b.Kind && a.Trainer == b.Trainer && a.Place == b.Place && a.Link == b.Link
}

// timetable writes the schedule of a batch, session by session. What says the
// day or the stage once stands in its first row only.
func (p *pressed) timetable(c course, d docx.Data) {
	var day clock.Date
	stage, number := "", map[clock.Date]int{}
	for _, st := range c.stages {
		for _, d := range st.Days {
			number[d] = len(number) + 1
		}
	}
	d.Lists["sesi"] = nil
	for _, s := range blocksOf(c.sessions) {
		text := map[string]string{"hari": p.say.LongDate(s.Day), "hari_baru": "", "tahap": training.StageTitle(p.say, c.mode, s.Stage), "tahap_baru": "", "waktu": p.hours(s.Session), "jp": p.say.Number(int64(s.JP)),
			"materi": p.subject(c, s.Session), "bentuk": p.say.T("schedule.held_" + string(s.Kind)), "untuk": p.audience(c, s.groups...), "pengajar": s.Trainer, "tempat": p.where(s.Session), "tautan": s.Link}
		if s.Day != day {
			text["hari_baru"] = text["hari"]
		}
		if s.Stage != stage {
			text["tahap_baru"] = text["tahap"]
		}
		day, stage = s.Day, s.Stage
		text["hari_ke"] = p.say.Number(int64(number[s.Day]))
		d.Lists["sesi"] = append(d.Lists["sesi"], row(text))
	}
	total := ledger(c.mode, c.stages, c.groups, c.sessions).Total()
	d.Text["hari_total"], d.Text["jp_total"] = p.say.Number(int64(total.Days)), p.say.Number(int64(total.JP))
}

// placeless notes the sessions of a batch in which people meet nowhere yet.
func placeless(c course) []i18n.Line {
	n := 0
	for _, s := range c.sessions {
		if s.Meets() && s.Place == "" && s.Link == "" {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	return []i18n.Line{i18n.Say("schedule.letter.placeless", "N", n, "Batch", c.batch.Label)}
}
