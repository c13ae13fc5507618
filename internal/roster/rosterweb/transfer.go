package rosterweb

import (
	"io"
	"net/url"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/roster"
)

// releasing is the form by which somebody is let go to another agency.
type releasing struct {
	form
	others []ui.Option
	seat   string // in a running batch, which is settled first
	open   []roster.Unsettled
	roster.Luggage
}

func (p *pages) releasing(r *web.Request) (releasing, error) {
	f, err := p.formOf(r)
	v := releasing{form: f}
	if err != nil {
		return v, err
	}
	if p.desk.Seat != nil {
		if v.seat, err = p.desk.Seat(r.Ctx(), p.desk.DB, f.ID); err != nil {
			return v, err
		}
	}
	if v.open, err = p.desk.Open(r.Ctx(), p.desk.DB, f.actor, &f.Person); err != nil {
		return v, err
	}
	if v.Luggage, err = p.desk.Luggage(r.Ctx(), f.actor, f.agency, &f.Person); err != nil {
		return v, err
	}
	all, err := org.Agencies(r.Ctx(), p.desk.DB)
	if err != nil {
		return v, err
	}
	v.others = []ui.Option{{Value: "", Label: f.said.T("roster.release.elsewhere")}}
	for _, a := range all {
		if a.ID != f.agency.ID {
			v.others = append(v.others, ui.Option{Value: a.Code, Label: a.Name})
		}
	}
	return v, nil
}

// seated says that the person sits in a running batch, and where somebody who
// may settles that.
func (v releasing) seated() ui.Note {
	n := ui.Note{Tone: ui.Late, Text: v.said.T("roster.release_seated", "Name", v.Name)}
	if v.actor.HasWhole(string(v.agency.ID), access.Officer, access.Committee) {
		n.Act = &ui.Button{Label: v.said.T("roster.release.defer"), Small: true, Href: v.agency.Path("training/s/" + v.seat + "/defer")}
		n.Also = &ui.Button{Label: v.said.T("roster.release.quit"), Small: true, Href: v.agency.Path("training/s/" + v.seat + "/withdraw")}
	}
	return n
}

// unsettled says what is open about somebody, and where it is settled.
func (w where) unsettled(u roster.Unsettled) ui.Note {
	n := ui.Note{Tone: ui.Late, Title: w.said.T("roster.open_title"), Text: u.What.Of(w.said)}
	if u.Path != "" {
		n.Act = &ui.Button{Label: u.Act.Of(w.said), Small: true, Href: w.agency.Path(u.Path)}
	}
	return n
}

func (p *pages) releaseForm(r *web.Request) (web.Answer, error) {
	v, err := p.releasing(r)
	if err != nil {
		return nil, err
	}
	return web.Page(releasePage(v)), nil
}

func (p *pages) release(r *web.Request) (web.Answer, error) {
	v, err := p.releasing(r)
	if err != nil {
		return nil, err
	}
	id, err := p.desk.Release(r.Ctx(), v.actor, v.agency.ID, v.ID, version(r), roster.Release{To: r.V("to"), Name: r.V("name"), Left: clock.Date(r.V("left")), Number: r.V("number"), Reason: r.V("reason")})
	if err != nil {
		v.form = v.refuse(r, err)
		return web.Refuse(err, releasePage(v))
	}
	return web.Go(v.agency.Path("transfers/"+string(id)), "roster.was_released", "Name", v.Name), nil
}

// transferList is who goes and who comes.
type transferList struct {
	where
	query ui.Query
	all   []roster.Transfer
	total int
}

// transfersAt is how many transfers a page lists.
const transfersAt = 50

func (p *pages) transfers(r *web.Request) (web.Answer, error) {
	l := transferList{where: p.where(r), query: ui.QueryOf(r.Request)}
	if err := l.keeper(); err != nil {
		return nil, err
	}
	all, err := roster.Transfers(r.Ctx(), p.desk.DB, l.agency.ID)
	if err != nil {
		return nil, err
	}
	l.total = len(all)
	l.all = ui.PageOf(l.query, transfersAt, all)
	return web.Page(transfersPage(l)), nil
}

// other is the agency at the other end.
func (w where) other(t roster.Transfer) string {
	if t.Agency == w.agency.ID {
		return w.said.T("roster.transfer.to", "Name", t.ToName)
	}
	return w.said.T("roster.transfer.from", "Name", t.FromName)
}

func (w where) standing(t roster.Transfer) ui.Tag {
	tag := ui.Tag{Label: w.said.T("roster.transfer.state." + string(t.State)), Icon: "check", Tone: ui.Ok}
	switch t.State {
	case roster.Offered:
		tag.Icon, tag.Tone = "clock", ui.Late
	case roster.Recalled:
		tag = ui.Tag{Label: tag.Label, Icon: "undo-2"}
	}
	return tag
}

// oneTransfer is a transfer with the record that it brings.
type oneTransfer struct {
	where
	roster.Transfer
	bundle roster.Bundle
	open   []roster.Unsettled // in the way of an offer, for the agency that made it
	known  known
	lines  []string
	units  []ui.Option
	err    error
	typed  url.Values
}

// transferOf finds the transfer of an address for somebody who keeps people.
func (p *pages) transferOf(r *web.Request) (where, roster.Transfer, error) {
	w := p.where(r)
	if err := w.keeper(); err != nil {
		return w, roster.Transfer{}, err
	}
	t, err := roster.TransferOf(r.Ctx(), p.desk.DB, w.agency.ID, roster.TransferID(r.PathValue("transfer")))
	return w, t, err
}

func (p *pages) oneTransfer(r *web.Request) (oneTransfer, error) {
	var v oneTransfer
	var err error
	if v.where, v.Transfer, err = p.transferOf(r); err != nil {
		return v, err
	}
	if v.State != roster.Recalled {
		if v.bundle, err = p.desk.Look(r.Ctx(), v.actor, v.agency.ID, v.Transfer); err != nil {
			return v, err
		}
	}
	if v.State == roster.Offered && v.Agency == v.agency.ID {
		if v.open, err = p.desk.Open(r.Ctx(), p.desk.DB, v.actor, &roster.Person{ID: v.Person, Agency: v.Agency}); err != nil {
			return v, err
		}
	}
	v.known = known{where: v.where}
	v.known.NIP = v.NIP
	for f, text := range v.bundle.Fields {
		v.known.Put(f, text)
	}
	carried, err := p.desk.Lines(v.bundle)
	if err != nil {
		return v, err
	}
	for _, l := range carried {
		v.lines = append(v.lines, l.Of(v.said))
	}
	tree, err := p.tree(r, v.where)
	if err != nil {
		return v, err
	}
	v.units = unitOptions(v.said, tree)
	return v, nil
}

// incoming reports whether this agency may accept.
func (v oneTransfer) incoming() bool { return v.To == v.agency.ID && v.State == roster.Offered }

// ours reports whether this agency may take it back.
func (v oneTransfer) ours() bool {
	return v.Agency == v.agency.ID && (v.State == roster.Offered || v.State == roster.GoneOut)
}

// waiting says for what an open transfer waits; one to an agency that is not
// here has its file.
func (v oneTransfer) waiting() ui.Note {
	at := v.agency.Path("transfers/" + string(v.Transfer.ID))
	recall := &ui.Button{Label: v.said.T("roster.transfer.recall"), Icon: "undo-2", Small: true, Post: at + "/recall"}
	n := ui.Note{Tone: ui.Late, Icon: "info", Text: v.said.T("roster.transfer.open_" + string(v.State)), Act: recall}
	if v.State == roster.GoneOut && !v.actor.IsLooking() {
		n.Act, n.Also = &ui.Button{Label: v.said.T("roster.transfer.file"), Icon: "download", Small: true, Download: true, Href: at + "/record.zip"}, recall
	}
	return n
}

// about says what the document says.
func (v oneTransfer) about() []ui.Fact {
	list := []ui.Fact{{Term: v.said.T("roster.transfer.other"), Text: v.other(v.Transfer)}, {Term: v.said.T("roster.release.left"), Text: v.said.Date(v.Left)},
		{Term: v.said.T("roster.release.number"), Text: v.Number}, {Term: v.said.T("roster.reason"), Text: v.Reason}}
	if v.State == roster.GoneOut && v.Agency == v.agency.ID {
		list = append(list, ui.Fact{Term: v.said.T("roster.transfer.code"), Text: v.Code()})
	}
	return list
}

func (v oneTransfer) person() []ui.Fact {
	return append(v.known.self(), v.known.says(&v.known.Person, appointmentShown...)...)
}

func (p *pages) transfer(r *web.Request) (web.Answer, error) {
	v, err := p.oneTransfer(r)
	if err != nil {
		return nil, err
	}
	return web.Page(transferPage(v)), nil
}

func (p *pages) accept(r *web.Request) (web.Answer, error) {
	v, err := p.oneTransfer(r)
	if err != nil {
		return nil, err
	}
	person, err := p.desk.Accept(r.Ctx(), v.actor, v.agency.ID, v.Transfer.ID, org.UnitID(r.V("unit")))
	if err != nil {
		v.err, v.typed = err, r.PostForm
		return web.Refuse(err, transferPage(v))
	}
	return web.Go(v.of(person, "facts"), "roster.was_accepted", "Name", v.Name), nil
}

func (p *pages) recall(r *web.Request) (web.Answer, error) {
	w, t, err := p.transferOf(r)
	if err != nil {
		return nil, err
	}
	if err := p.desk.Recall(r.Ctx(), w.actor, w.agency.ID, t.ID); err != nil {
		return nil, err
	}
	return web.Go(w.of(t.Person, "facts"), "roster.was_recalled", "Name", t.Name), nil
}

func (p *pages) sealed(r *web.Request) (web.Answer, error) {
	w := p.where(r)
	t, err := roster.TransferOf(r.Ctx(), p.desk.DB, w.agency.ID, roster.TransferID(r.PathValue("transfer")))
	if err != nil {
		return nil, err
	}
	return web.File("pindah-"+t.NIP+".zip", "application/zip", false, func(out io.Writer) error {
		return p.desk.File(r.Ctx(), w.actor, w.agency.ID, t.ID, out)
	}), nil
}

// receiving is the form that takes somebody in by a sealed record.
type receiving struct {
	where
	units []ui.Option
	err   error
	typed url.Values
}

func (p *pages) receiving(r *web.Request) (receiving, error) {
	v := receiving{where: p.where(r)}
	if err := v.keeper(); err != nil {
		return v, err
	}
	tree, err := p.tree(r, v.where)
	if err != nil {
		return v, err
	}
	v.units = unitOptions(v.said, tree)
	return v, nil
}

func (p *pages) receiveForm(r *web.Request) (web.Answer, error) {
	v, err := p.receiving(r)
	if err != nil {
		return nil, err
	}
	return web.Page(receivePage(v)), nil
}

func (p *pages) receive(r *web.Request) (web.Answer, error) {
	v, err := p.receiving(r)
	if err != nil {
		return nil, err
	}
	in, head, err := r.Upload("file")
	var person roster.PersonID
	if err == nil {
		defer in.Close()
		person, err = p.desk.Receive(r.Ctx(), v.actor, v.agency.ID, in, head.Size, r.V("code"), org.UnitID(r.V("unit")))
	}
	if err != nil {
		if f := fault.Of(err); f != nil && len(f.Fields) > 0 {
			err = f
		}
		v.err, v.typed = err, r.PostForm
		return web.Refuse(err, receivePage(v))
	}
	return web.Go(v.of(person, "facts"), "roster.was_received"), nil
}
