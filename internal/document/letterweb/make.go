package letterweb

import (
	"cmp"
	"io"
	"net/url"
	"slices"
	"strings"

	"pamong/internal/access"
	"pamong/internal/document"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
)

// Whom letters are about.
const (
	ofBatch  = "batch"
	ofAll    = "all"
	ofChosen = "chosen"
)

// makeView is the page on which letters of a kind are made.
type makeView struct {
	agency   org.Agency
	how      document.Make
	batches  []ui.Option
	sessions []ui.Option
	signers  []ui.Option
	today    clock.Date
	pdf      bool // LibreOffice is there
	tailor   bool
	typed    url.Values
	err      error
	found    []document.Letter
	looked   bool
	preview  string // query of the preview
}

func (p *pages) view(r *web.Request) (makeView, error) {
	a, actor, err := p.may(r, makers)
	if err != nil {
		return makeView{}, err
	}
	v := makeView{agency: a, today: a.Today(p.cabinet.Clock.Now()), pdf: p.cabinet.Office.There(), tailor: actor.HasWhole(string(a.ID), tailors...)}
	if v.how, err = p.kindOf(r); err != nil {
		return v, err
	}
	if v.batches, err = p.scopes(r, a, v.how); err != nil {
		return v, err
	}
	if v.how.Session {
		batch := r.Q("batch")
		if r.PostForm != nil {
			batch, _ = scope(r.V("batch"))
		}
		if batch != "" {
			if v.sessions, err = p.Sessions(r.Ctx(), p.cabinet.DB, a, v.how.Kind, batch); err != nil {
				return v, err
			}
		}
	}
	signers, err := document.Signers(r.Ctx(), p.cabinet.DB, a)
	for _, s := range signers {
		v.signers = append(v.signers, ui.Option{Value: string(s.ID), Label: strings.Trim(s.Name+" – "+s.Title, " –")})
	}
	return v, err
}

// wholeOf marks the value of a choice that is a programme with all its batches.
const wholeOf = "programme:"

// scopes are the batches of which letters of a kind can be made, before them
// the programmes where the kind takes one whole.
func (p *pages) scopes(r *web.Request, a org.Agency, how document.Make) ([]ui.Option, error) {
	batches, err := p.Batches(r.Ctx(), p.cabinet.DB, a)
	if err != nil || !how.Whole {
		return batches, err
	}
	programmes, err := p.Programmes(r.Ctx(), p.cabinet.DB, a)
	for _, one := range programmes {
		batches = append(batches, ui.Option{Value: wholeOf + one.Value, Label: i18n.T(r.Ctx(), "document.letters.whole", "Programme", one.Label)})
	}
	return batches, err
}

// scope reads which batch or which programme was chosen.
func scope(value string) (batch, programme string) {
	if id, ok := strings.CutPrefix(value, wholeOf); ok {
		return "", id
	}
	return value, ""
}

func (p *pages) makePage(r *web.Request) (web.Answer, error) {
	v, err := p.view(r)
	if err != nil {
		return nil, err
	}
	at, chosen := r.Q("batch"), r.URL.Query()["person"]
	if programme := r.Q("programme"); programme != "" && v.how.Whole {
		at = wholeOf + programme
	}
	if len(chosen) > 0 && (at == "" || v.how.About == document.Trainers) {
		v.typed = url.Values{"who": {ofChosen}, "batch": {at}, "people": {p.named(r, v, chosen)}, "numbered": {"1"}}
	} else if at != "" {
		v.typed = url.Values{"who": {ofBatch}, "batch": {at}, "session": {r.Q("session")}, "numbered": {"1"}}
	}
	return web.Page(makePage(v)), nil
}

// named writes the NIPs of people into the field, one a line, when a page about
// them leads here; the name of who has none.
func (p *pages) named(r *web.Request, v makeView, chosen []string) string {
	all, err := p.People(r.Ctx(), p.cabinet.DB, v.agency.ID, v.how.About)
	if err != nil {
		return ""
	}
	var list []string
	for _, one := range all {
		if slices.Contains(chosen, one.ID) {
			list = append(list, cmp.Or(one.NIP, one.Name))
		}
	}
	return strings.Join(list, "\n")
}

// wish reads what was typed.
func (p *pages) wish(r *web.Request, v makeView) (document.Making, error) {
	var f fault.Fields
	m := document.Making{Kind: v.how.Kind, Signer: document.SignerID(r.V("signer")), Session: r.V("session"), Unnumber: r.V("numbered") == "", PDF: r.V("pdf") != ""}
	m.Day = r.Date("day", &f)
	batch, programme := scope(r.V("batch"))
	who := r.V("who")
	if len(v.circles(i18n.From(r.Ctx()))) == 1 {
		who = ofBatch
	}
	switch who {
	case ofBatch:
		if m.Batch, m.Programme = batch, programme; batch+programme == "" {
			f.Add("batch", "document.letters.no_batch")
		}
	case ofChosen:
		var err error
		if m.People, err = p.chosen(r, v, &f); err != nil {
			return m, err
		}
		if v.how.Session || v.how.About != document.Participants {
			m.Batch, m.Programme = batch, programme
		}
	case ofAll:
	default:
		f.Add("who", "document.letters.no_who")
	}
	return m, f.Err()
}

// mostChosen is how many people one may name in the field.
const mostChosen = 2000

// chosen finds the people whose NIP or names were typed, one a line.
func (p *pages) chosen(r *web.Request, v makeView, f *fault.Fields) ([]string, error) {
	all, err := p.People(r.Ctx(), p.cabinet.DB, v.agency.ID, v.how.About)
	if err != nil {
		return nil, err
	}
	byNIP, byName := map[string]string{}, map[string][]string{}
	for _, one := range all {
		if one.NIP != "" {
			byNIP[one.NIP] = one.ID
		}
		byName[org.Fold(one.Name)] = append(byName[org.Fold(one.Name)], one.ID)
	}
	ids := []string{}
	for line := range strings.SplitSeq(r.V("people"), "\n") {
		line = strings.TrimSpace(line)
		named := byName[org.Fold(line)]
		switch id := byNIP[strings.ReplaceAll(line, " ", "")]; {
		case line == "":
		case id != "":
			ids = append(ids, id)
		case len(named) == 1:
			ids = append(ids, named[0])
		case len(named) > 1:
			f.Add("people", "document.letters.twins", "Name", line)
		case v.how.About == document.Trainers:
			ids = append(ids, document.ByName+line) // the schedule may name who is on no list
		default:
			f.Add("people", "document.letters.stranger", "Name", line)
		}
		if len(ids) > mostChosen {
			f.Add("people", "document.letters.too_many", "N", mostChosen)
			break
		}
	}
	if len(ids) == 0 && len(*f) == 0 {
		f.Add("people", "document.letters.no_people")
	}
	return ids, nil
}

// look shows what would be made, without taking a number.
func (p *pages) look(r *web.Request) (web.Answer, error) {
	if err := r.Parse(); err != nil {
		return nil, err
	}
	v, err := p.view(r)
	if err != nil {
		return nil, err
	}
	v.typed = r.PostForm
	m, err := p.wish(r, v)
	if err == nil {
		v.found, err = p.cabinet.Look(r.Ctx(), access.From(r.Ctx()), v.agency, m)
	}
	if err != nil {
		v.err = err
		return web.Refuse(err, makePage(v))
	}
	v.looked = true
	query := url.Values{"batch": {m.Batch}, "programme": {m.Programme}, "session": {m.Session}, "signer": {string(m.Signer)}, "day": {string(m.Day)}}
	if len(m.People) > 0 {
		query["person"] = m.People[:min(len(m.People), mostPreviewed)]
	}
	v.preview = query.Encode()
	return web.Page(makePage(v)), nil
}

// mostPreviewed is how many people the address of a preview names.
const mostPreviewed = 20

// make begins to make the letters and goes to the page that tells how far they
// are.
func (p *pages) make(r *web.Request) (web.Answer, error) {
	if err := r.Parse(); err != nil {
		return nil, err
	}
	v, err := p.view(r)
	if err != nil {
		return nil, err
	}
	m, err := p.wish(r, v)
	if err != nil {
		v.err, v.typed = err, r.PostForm
		return web.Refuse(err, makePage(v))
	}
	task, _, err := p.cabinet.Begin(r.Ctx(), access.From(r.Ctx()), v.agency, m)
	if err != nil {
		v.err, v.typed = err, r.PostForm
		return web.Refuse(err, makePage(v))
	}
	return web.Go(p.Task(v.agency, task), ""), nil
}

const (
	docxType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	pdfType  = "application/pdf"
)

// asPDF is the value of "as" in the address that asks for PDF.
const asPDF = "pdf"

// preview fills the template in force with real people.
func (p *pages) preview(r *web.Request) (web.Answer, error) {
	a, actor, err := p.may(r, makers)
	if err != nil {
		return nil, err
	}
	how, err := p.kindOf(r)
	if err != nil {
		return nil, err
	}
	m := document.Making{Kind: how.Kind, People: r.URL.Query()["person"], Batch: r.Q("batch"), Programme: r.Q("programme"), Session: r.Q("session"), Signer: document.SignerID(r.Q("signer")), Day: clock.Date(r.Q("day"))}
	name, body, err := p.cabinet.Preview(r.Ctx(), actor, a, m, nil)
	if r.Q("sample") != "" && aboutFacts(err) {
		name, body, err = p.cabinet.Sample(r.Ctx(), actor, a, how.Kind, nil)
	}
	if err != nil {
		return nil, err
	}
	return p.show(r, name, body, r.Q("as") == asPDF)
}

// aboutFacts reports whether letters were refused because there is nothing to
// write yet, and not for their template.
func aboutFacts(err error) bool {
	f := fault.Of(err)
	return f != nil && (f.Kind == fault.KindInvalid || f.Kind == fault.KindConflict) && !slices.ContainsFunc(f.Fields, func(one fault.Field) bool { return one.Name == "file" })
}

// show answers with a document, as PDF where that is asked for.
func (p *pages) show(r *web.Request, name string, body []byte, pdf bool) (web.Answer, error) {
	kind, ending := docxType, ".docx"
	if pdf {
		list, err := p.cabinet.Office.PDF(r.Ctx(), body)
		if err != nil {
			return nil, err
		}
		body, kind, ending = list[0], pdfType, ".pdf"
	}
	return web.File(i18n.T(r.Ctx(), "document.letters.preview_name", "Name", name)+ending, kind, pdf, func(w io.Writer) error {
		_, err := w.Write(body)
		return err
	}), nil
}
