package evaluationweb

import (
	"io"
	"net/url"
	"strings"

	"pamong/internal/evaluation"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/regulation"
	"pamong/internal/training"
)

func (p *pages) meetingPage(r *web.Request) (web.Answer, error) {
	h, err := p.hearing(r)
	if err != nil {
		return nil, err
	}
	return web.Page(meetingPage(h, nil, nil)), nil
}

// again answers a refused act of the meeting with the same page.
func (p *pages) again(r *web.Request, refused error) (web.Answer, error) {
	h, err := p.here(r)
	if err != nil {
		return nil, err
	}
	h.judged = r.PathValue("chain")
	return web.Refuse(refused, meetingPage(h, refused, r.PostForm))
}

// preparation is a refusal if it names fields of the form that prepares the
// meeting.
func (h here) preparation(refused error) error {
	if f := fault.Of(refused); h.judged != "" || f == nil || len(f.Fields) == 0 {
		return nil
	}
	return refused
}

// decision is the form for one person; it keeps what was typed and refused.
func (h here) decision(r evaluation.Row, refused error, typed url.Values) ui.FormHead {
	chain := string(r.Seat.Chain)
	f := ui.FormHead{Action: h.path("meeting/decide/" + chain), Prefix: chain + "-"}
	if chain == h.judged {
		f.Err, f.Typed = refused, typed
	}
	return f
}

func (p *pages) prepare(r *web.Request) (web.Answer, error) {
	h, err := p.here(r)
	if err != nil {
		return nil, err
	}
	var f fault.Fields
	m := evaluation.Meeting{Batch: h.Batch.ID, HeldOn: r.Date("held_on", &f), Place: r.V("place"), Chair: r.V("chair"), ChairNIP: r.V("chair_nip"), Present: attendees(r.V("present")), Notes: r.V("notes")}
	if err := f.Err(); err != nil {
		return p.again(r, err)
	}
	if err := p.board.Prepare(r.Ctx(), h.actor, h.agency, m); err != nil {
		return p.again(r, err)
	}
	return web.Go(h.path("meeting"), "evaluation.prepared"), nil
}

// attendees reads one person a line: "Name; capacity; NIP".
func attendees(text string) []evaluation.Attendee {
	var list []evaluation.Attendee
	for l := range strings.Lines(text) {
		parts := strings.SplitN(strings.TrimSpace(l), ";", 3)
		if parts[0] == "" {
			continue
		}
		a := evaluation.Attendee{Name: strings.TrimSpace(parts[0])}
		if len(parts) > 1 {
			a.As = strings.TrimSpace(parts[1])
		}
		if len(parts) > 2 {
			a.NIP = strings.TrimSpace(parts[2])
		}
		list = append(list, a)
	}
	return list
}

// lines writes attendees as they are read.
func lines(list []evaluation.Attendee) string {
	var b strings.Builder
	for _, a := range list {
		b.WriteString(strings.TrimRight(a.Name+"; "+a.As+"; "+a.NIP, "; ") + "\n")
	}
	return b.String()
}

func (p *pages) confirmAll(r *web.Request) (web.Answer, error) {
	h, err := p.here(r)
	if err != nil {
		return nil, err
	}
	n, err := p.board.ConfirmAll(r.Ctx(), h.actor, h.agency, h.Batch.ID)
	if err != nil {
		return p.again(r, err)
	}
	return web.Go(h.path("meeting"), "evaluation.confirmed", "N", n), nil
}

func (p *pages) decide(r *web.Request) (web.Answer, error) {
	h, err := p.here(r)
	if err != nil {
		return nil, err
	}
	err = p.board.Decide(r.Ctx(), h.actor, h.agency, h.Batch.ID, training.SeatID(r.PathValue("chain")), regulation.Outcome(r.V("outcome")), r.V("reason"))
	if err != nil {
		return p.again(r, err)
	}
	return web.Go(h.path("meeting"), "evaluation.decided"), nil
}

func (p *pages) lock(r *web.Request) (web.Answer, error) {
	h, err := p.here(r)
	if err != nil {
		return nil, err
	}
	if err := p.board.Lock(r.Ctx(), h.actor, h.agency, h.Batch.ID, r.V("unverified") == "1"); err != nil {
		return p.again(r, err)
	}
	return web.Go(h.path(""), "evaluation.locked_now"), nil
}

func (p *pages) minutes(r *web.Request) (web.Answer, error) {
	h, err := p.hearing(r)
	if err != nil {
		return nil, err
	}
	if h.Meeting == nil {
		return nil, fault.Conflict("evaluation.not_prepared")
	}
	content, err := evaluation.Minutes(r.Ctx(), p.board.DB, h.agency, i18n.From(r.Ctx()), h.Table)
	if err != nil {
		return nil, err
	}
	name := "berita-acara-kelulusan-" + h.Batch.Label + ".pdf"
	return web.File(name, "application/pdf", true, func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	}), nil
}

// correction returns the locked result of the address for whoever may correct
// it.
func (p *pages) correction(r *web.Request) (here, evaluation.Row, error) {
	h, err := p.here(r)
	if err != nil {
		return h, evaluation.Row{}, err
	}
	row := h.row(r.PathValue("chain"))
	if row == nil || row.Verdict == nil {
		return h, evaluation.Row{}, fault.NotFound("access.not_found")
	}
	if !h.decide {
		return h, evaluation.Row{}, fault.Forbidden("access.forbidden")
	}
	return h, *row, nil
}

func (p *pages) correctForm(r *web.Request) (web.Answer, error) {
	h, row, err := p.correction(r)
	if err != nil {
		return nil, err
	}
	return web.Page(correctPage(h, row, r.URL.Path, nil, nil)), nil
}

func (p *pages) correct(r *web.Request) (web.Answer, error) {
	h, row, err := p.correction(r)
	if err != nil {
		return nil, err
	}
	var f fault.Fields
	marks := map[string]regulation.Hundredths{}
	for _, c := range h.Columns {
		text := r.V("mark." + c.Key)
		if text == "" {
			continue
		}
		value, err := regulation.ParseHundredths(text)
		if err != nil || value > regulation.Full {
			f.Add("mark."+c.Key, "evaluation.bad_mark")
			continue
		}
		marks[c.Key] = value
	}
	err = f.Err()
	if err == nil {
		err = p.board.Correct(r.Ctx(), h.actor, h.agency, r.V("verdict"), marks, regulation.Outcome(r.V("outcome")), r.V("reason"))
	}
	if err != nil {
		return web.Refuse(err, correctPage(h, row, r.URL.Path, err, r.PostForm))
	}
	return web.Go(h.path("people/"+string(row.Seat.Chain)), "evaluation.corrected"), nil
}
