package scheduleweb

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/kit/blob"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/sheet"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/notify"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/roster/listweb"
	"pamong/internal/schedule"
	"pamong/internal/training"
)

// mentorsAt is how many participants stand on one page of the list of mentors.
const mentorsAt = 50

var binders = []access.Role{access.Officer, access.Committee}

// mentorPages show who guides whom, and look after the links of mentors.
type mentorPages struct {
	*pages
	link  func(secret string) string // address of a pass
	files *blob.Store
}

func (p *mentorPages) routes() []web.Route {
	const at = "/a/{agency}/mentors"
	return append([]web.Route{
		web.Get(at, p.list),
		web.Get("/a/{agency}/mentors.xlsx", p.export),
		web.Post(at+"/links", p.linkAll),
		web.Post(at+"/slips.pdf", p.slips),
		web.Get(at+"/of/{person}", p.bindForm),
		web.Post(at+"/of/{person}", p.bind),
		web.Post(at+"/of/{person}/release", p.release),
		web.Get(at+"/m/{mentor}", p.mentor),
		web.Post(at+"/mail", p.mailAll),
		web.Post(at+"/m/{mentor}/mail", p.mailOne),
		web.Post(at+"/m/{mentor}/whatsapp", p.whatsApp).Unkeyed(),
		web.Post(at+"/m/{mentor}/link", p.makeLink),
		web.Post(at+"/m/{mentor}/withdraw", p.withdraw),
	}, p.lists().Routes()...)
}

// lists takes in a list of mentors.
func (p *mentorPages) lists() listweb.Kind {
	return listweb.Kind{Path: "mentors", Words: "schedule.mentors", Back: "mentors", Files: p.files, Roles: binders, Undo: p.desk.UndoMentors, Taken: p.desk.TakenMentors,
		Read: func(ctx context.Context, actor access.Actor, a org.Agency, file roster.File, _ url.Values) (listweb.Preview, error) {
			l, err := p.desk.ReadMentors(ctx, actor, a, file)
			if err != nil {
				return listweb.Preview{}, err
			}
			return listweb.Preview{Rows: l.Rows, New: l.New, Changed: l.Changed, Unchanged: l.Unchanged, Title: columnTitle, Enter: func(ctx context.Context, skip bool) (string, error) {
				return p.desk.EnterMentors(ctx, actor, a, l, skip)
			}}, nil
		}}
}

// columnTitle heads a column of a list of mentors.
func columnTitle(s *i18n.Speaker, field string) string {
	if field == "name" || field == "nip" {
		return ""
	}
	return s.T("schedule.mentor.column." + field)
}

// States of the list: whether there is a mentor, and how far the link has come.
const (
	stateNone   = "none"    // no mentor yet
	stateNoLink = "no_link" // a mentor whose link is not made
)

// linkState is where a participant stands in the list of mentors.
func linkState(g schedule.Guided, p *mentorPages) string {
	switch {
	case g.Mentor == nil:
		return stateNone
	case g.Pass == nil:
		return stateNoLink
	}
	return string(g.Pass.State(p.clock.Now()))
}

// linkStates lists them in the order in which they want attention.
var linkStates = []string{stateNone, string(identity.PassAsked), stateNoLink, string(identity.PassUnsent), string(identity.PassOver), string(identity.PassSent), string(identity.PassRead)}

// mentorList is the list as the page needs it.
type mentorList struct {
	lists   listweb.Kind
	imports []roster.ListImport // that can be taken back
	p       *mentorPages
	agency  org.Agency
	query   ui.Query
	batches []training.Batch
	counts  map[string]int
	all     int
	shown   []schedule.Guided
	total   int
	unmade  int // mentors whose link is to be made
	unread  int // mentors whose link was made and not opened

	mailable []schedule.MentorID // mentors whose link can go out by e-mail
}

func (p *mentorPages) find(r *web.Request) (mentorList, []schedule.Guided, error) {
	l := mentorList{p: p, agency: org.From(r.Ctx()), query: ui.QueryOf(r.Request), counts: map[string]int{}, lists: p.lists()}
	list, err := p.desk.Guided(r.Ctx(), access.From(r.Ctx()), l.agency)
	if err != nil {
		return l, nil, err
	}
	l.all = len(list)
	if l.batches, err = training.AllBatches(r.Ctx(), p.db, l.agency.ID); err != nil {
		return l, nil, err
	}
	mailed, err := notify.MailedPasses(r.Ctx(), p.db, string(l.agency.ID))
	if err != nil {
		return l, nil, err
	}
	mentors := map[schedule.MentorID]bool{}
	for _, g := range list {
		if g.Mentor == nil || mentors[g.Mentor.Mentor.ID] {
			continue
		}
		mentors[g.Mentor.Mentor.ID] = true
		may, err := p.desk.MayLink(r.Ctx(), p.db, access.From(r.Ctx()), l.agency, g.Mentor.Mentor)
		if err != nil {
			return l, nil, err
		}
		if !may {
			continue
		}
		switch {
		case g.Pass == nil, g.Pass.Wanting(p.clock.Now()):
			l.unmade++
		case g.Pass.Opens(p.clock.Now()):
			l.unread++
		}
		if g.Pass != nil && g.Pass.Mailable(g.Mentor.Email, p.clock.Now()) && !mailed[g.Pass.ID] {
			l.mailable = append(l.mailable, g.Mentor.Mentor.ID)
		}
	}
	list = slices.DeleteFunc(list, func(g schedule.Guided) bool { return !l.keeps(g) })
	for _, g := range list {
		l.counts[linkState(g, p)]++
	}
	if state := l.query.Get("state"); state != "" {
		list = slices.DeleteFunc(list, func(g schedule.Guided) bool { return linkState(g, p) != state })
	}
	l.order(list)
	return l, list, nil
}

// keeps reports whether a participant passes the filters of the address, the
// state left aside.
func (l *mentorList) keeps(g schedule.Guided) bool {
	if b := l.query.Get("batch"); b != "" && string(g.Seat.Batch) != b {
		return false
	}
	words := org.Fold(g.Person.Name) + " " + g.Person.NIP
	if g.Mentor != nil {
		words += " " + org.Fold(g.Mentor.Name) + " " + g.Mentor.NIP
	}
	return strings.Contains(words, org.Fold(l.query.Search()))
}

func (l *mentorList) order(list []schedule.Guided) {
	column, descending := l.query.Sort()
	mentor := func(g schedule.Guided) string {
		if g.Mentor == nil {
			return ""
		}
		return g.Mentor.Name
	}
	slices.SortStableFunc(list, func(a, b schedule.Guided) int {
		if descending {
			a, b = b, a
		}
		switch column {
		case "name":
			return cmp.Compare(org.Fold(a.Person.Name), org.Fold(b.Person.Name))
		case "mentor":
			return cmp.Compare(mentor(a), mentor(b))
		}
		return cmp.Or(l.number(a.Seat)-l.number(b.Seat), slices.Index(linkStates, linkState(a, l.p))-slices.Index(linkStates, linkState(b, l.p)))
	})
}

// batch returns the label of the batch of a seat.
func (l *mentorList) batch(s training.Seat) string {
	if n := l.number(s); n < len(l.batches) {
		return l.batches[n].Label
	}
	return ""
}

// number returns the place of the batch of a seat among all of them.
func (l *mentorList) number(s training.Seat) int {
	n := slices.IndexFunc(l.batches, func(b training.Batch) bool { return b.ID == s.Batch })
	if n < 0 {
		return len(l.batches)
	}
	return n
}

func (p *mentorPages) list(r *web.Request) (web.Answer, error) {
	l, list, err := p.find(r)
	if err != nil {
		return nil, err
	}
	l.shown, l.total = ui.PageOf(l.query, mentorsAt, list), len(list)
	if l.imports, err = schedule.MentorImports(r.Ctx(), p.db, l.agency.ID); err != nil {
		return nil, err
	}
	return web.Page(mentorsPage(l)), nil
}

// export writes the list as it stands, filtered and ordered, in the columns in
// which it can be taken in again.
func (p *mentorPages) export(r *web.Request) (web.Answer, error) {
	l, list, err := p.find(r)
	if err != nil {
		return nil, err
	}
	s := i18n.From(r.Ctx())
	out := sheet.List{Name: s.T("schedule.mentors")}
	for _, c := range []struct {
		title string
		width float64
	}{{"NIP", 21}, {s.T("schedule.mentor.participant"), 36}, {s.T("training.batch_col"), 12}, {"Nama Mentor", 36}, {"NIP Mentor", 21}, {"Jabatan Mentor", 30}, {"Unit Kerja Mentor", 36}, {"Nomor WhatsApp Mentor", 18}, {"E-mail Mentor", 26}, {"Nomor Surat Penunjukan", 26}, {"Tanggal Surat Penunjukan", 14}, {s.T("schedule.mentor.link_col"), 18}} {
		out.Columns = append(out.Columns, sheet.Heading{Title: c.title, Width: c.width})
	}
	out.Rows = func(yield func([]sheet.Cell, error) bool) {
		for _, g := range list {
			m := schedule.Mentoring{}
			if g.Mentor != nil {
				m = *g.Mentor
			}
			row := []sheet.Cell{sheet.TextCell(g.Person.NIP), sheet.TextCell(g.Person.Name), sheet.TextCell(l.batch(g.Seat)), sheet.TextCell(m.Name), sheet.TextCell(m.NIP), sheet.TextCell(m.Title), sheet.TextCell(m.Unit),
				sheet.TextCell(m.Phone), sheet.TextCell(m.Email), sheet.TextCell(m.Letter), sheet.DateCell(m.LetterOn), sheet.TextCell(linkTag(r.Ctx(), linkState(g, p)).Label)}
			if !yield(row, nil) {
				return
			}
		}
	}
	return web.Workbook("mentor-"+l.agency.Code+".xlsx", out), nil
}

func (p *mentorPages) linkAll(r *web.Request) (web.Answer, error) {
	a := org.From(r.Ctx())
	n, err := p.desk.LinkAll(r.Ctx(), access.From(r.Ctx()), a)
	if err != nil {
		return nil, err
	}
	return web.Go(a.Path("mentors"), "schedule.mentor.links_made", "N", n), nil
}
