// Package listweb is the way in for lists about people who are on the roster
// already: STTP, papers, performance. One page takes the file, the next shows
// what it would do, row by row, and only its button enters anything. The file
// waits in storage between the two, so that the address alone brings the
// preview back and nothing that was handed in is lost.
package listweb

import (
	"cmp"
	"context"
	"maps"
	"net/url"
	"path"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"pamong/internal/access"
	"pamong/internal/kit/blob"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/roster"
)

// Preview is what a list would do.
type Preview struct {
	Rows                    []roster.ListRow
	New, Changed, Unchanged int
	Enter                   func(ctx context.Context, skip bool) (id string, err error)
	Title                   func(s *i18n.Speaker, field string) string // heading of a column, nil or "" for the words of lists
}

// Kind is one kind of list: of the whole agency, or of one batch. Path, Back
// and Template are addresses below the agency; "{batch}" in them stands for
// the batch of the request, whose id comes back in the values of Read.
type Kind struct {
	Path     string // "probation/papers"
	Words    string // beginning of its messages: .title, .hint, .columns, .back
	Back     string // page to which one returns
	Template string // sheet to fill in, "" if there is none
	Entered  string // message when it is done, with N rows and New marks; "" for that of lists
	Files    *blob.Store
	// Fields are asked beside the file; their values come back in Read.
	Fields func(ctx context.Context, a org.Agency) []ui.Field
	Read   func(ctx context.Context, actor access.Actor, a org.Agency, file roster.File, values url.Values) (Preview, error)
	Undo   func(ctx context.Context, actor access.Actor, a org.Agency, id string) error // nil: cannot be taken back
	Taken  func(ctx context.Context, a org.Agency, id string) error                     // refuses what is no import, or taken back already
	// UndoWords begins what is said when it is taken back: .undo_changes,
	// .undo_stays, .undone; "" for the words of lists.
	UndoWords string
	Roles     []access.Role // who may come here at all, unless Of says
	// Of names the batch of a list and refuses those who may not fill it.
	Of func(ctx context.Context, actor access.Actor, a org.Agency, batch string) (string, error)
}

// batchPart is the part of an address that stands for the batch.
const batchPart = "{batch}"

// mostUpload is the largest list in bytes.
const mostUpload = 10 << 20

// Routes lists the pages of one kind of list.
func (k Kind) Routes() []web.Route {
	at := "/a/{agency}/" + k.Path
	routes := []web.Route{
		web.Get(at+"/import", k.drop),
		web.Post(at+"/import", k.take).Upload(mostUpload + 1<<20),
		web.Get(at+"/import/{file}", k.preview),
		web.Post(at+"/import/{file}", k.enter),
	}
	if k.Undo != nil {
		routes = append(routes, web.Get(at+"/imports/{import}/undo", k.askUndo), web.Post(at+"/imports/{import}/undo", k.undo))
	}
	return routes
}

// place is a kind of list in one request: the agency, the batch if it is of
// one, and who asks.
type place struct {
	Kind
	agency org.Agency
	actor  access.Actor
	batch  string
	name   string // of the batch
}

// place finds out where a request is, and refuses those who may not be there.
func (k Kind) place(r *web.Request) (place, error) {
	p := place{Kind: k, agency: org.From(r.Ctx()), actor: access.From(r.Ctx())}
	if k.Of == nil {
		return p, p.actor.Require(string(p.agency.ID), k.Roles...)
	}
	p.batch = r.PathValue("batch")
	var err error
	p.name, err = k.Of(r.Ctx(), p.actor, p.agency, p.batch)
	return p, err
}

// to is an address of this place.
func (p place) to(parts ...string) string {
	return p.agency.Path(strings.ReplaceAll(path.Join(parts...), batchPart, p.batch))
}

func (p place) back() string    { return p.to(p.Back) }
func (p place) address() string { return p.to(p.Path, "import") }

func (p place) facts(more ...string) []string {
	if p.name == "" {
		return more
	}
	return append([]string{p.name}, more...)
}

func (p place) fields(ctx context.Context) []ui.Field {
	if p.Fields == nil {
		return nil
	}
	return p.Fields(ctx, p.agency)
}

func (k Kind) drop(r *web.Request) (web.Answer, error) {
	p, err := k.place(r)
	if err != nil {
		return nil, err
	}
	return web.Page(dropPage(p, nil, nil)), nil
}

// take stores the file and goes to its preview. A file that cannot be read is
// refused here, beside its field.
func (k Kind) take(r *web.Request) (web.Answer, error) {
	p, err := k.place(r)
	if err != nil {
		return nil, err
	}
	again := func(err error) (web.Answer, error) {
		return web.Refuse(err, dropPage(p, err, r.PostForm))
	}
	in, head, err := r.Upload("file")
	if err != nil {
		return again(err)
	}
	defer in.Close()
	info, err := p.Files.Put(r.Ctx(), in, mostUpload)
	if err != nil {
		return again(err)
	}
	values := url.Values{"name": {head.Filename}}
	for _, f := range p.fields(r.Ctx()) {
		values.Set(f.Name, r.V(f.Name))
	}
	if _, err := p.read(r.Ctx(), info.Hash, values); err != nil {
		return again(err)
	}
	return web.Go(p.address()+"/"+info.Hash+"?"+values.Encode(), ""), nil
}

func (p place) read(ctx context.Context, hash string, values url.Values) (Preview, error) {
	f, err := p.Files.Open(hash)
	if err != nil {
		return Preview{}, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return Preview{}, err
	}
	if p.batch != "" {
		values = maps.Clone(values)
		values.Set("batch", p.batch)
	}
	return p.Read(ctx, p.actor, p.agency, roster.File{ReaderAt: f, Size: info.Size(), Name: values.Get("name")}, values)
}

func (k Kind) preview(r *web.Request) (web.Answer, error) {
	p, err := k.place(r)
	if err != nil {
		return nil, err
	}
	list, err := p.read(r.Ctx(), r.PathValue("file"), r.URL.Query())
	if err != nil {
		return nil, err
	}
	return web.Page(p.previewPage(list, ui.QueryOf(r.Request), nil)), nil
}

func (p place) previewPage(list Preview, q ui.Query, refused error) templ.Component {
	v := view{place: p, Preview: list, query: q, refused: refused}
	v.sort()
	return previewPage(v)
}

// enter reads the stored file again and enters it: what stands on the page may
// have been overtaken.
func (k Kind) enter(r *web.Request) (web.Answer, error) {
	p, err := k.place(r)
	if err != nil {
		return nil, err
	}
	list, err := p.read(r.Ctx(), r.PathValue("file"), r.URL.Query())
	if err != nil {
		return nil, err
	}
	id, err := list.Enter(r.Ctx(), r.V("skip") == "1")
	if err != nil {
		return web.Refuse(err, p.previewPage(list, ui.QueryOf(r.Request), err))
	}
	return web.Go(p.back(), cmp.Or(p.Entered, "roster.list.entered"), "N", roster.Sound(list.Rows), "New", list.New+list.Changed, "ID", id), nil
}

func (k Kind) askUndo(r *web.Request) (web.Answer, error) {
	p, err := k.place(r)
	if err != nil {
		return nil, err
	}
	if err := p.Taken(r.Ctx(), p.agency, r.PathValue("import")); err != nil {
		return nil, err
	}
	return web.Page(undoPage(p, r.URL.Path, nil)), nil
}

func (k Kind) undo(r *web.Request) (web.Answer, error) {
	p, err := k.place(r)
	if err != nil {
		return nil, err
	}
	if err := p.Undo(r.Ctx(), p.actor, p.agency, r.PathValue("import")); err != nil {
		return web.Refuse(err, undoPage(p, r.URL.Path, err))
	}
	return web.Go(p.back(), p.undoWord(".undone")), nil
}

// undoWord is the key of a message about taking a list back.
func (k Kind) undoWord(name string) string { return cmp.Or(k.UndoWords, "roster.list") + name }

// view is the preview as the page needs it.
type view struct {
	place
	Preview
	query          ui.Query
	refused        error
	ok, doubt, bad int
	shown          []roster.ListRow
	shownOf        int
}

// pageSize is how many rows one page of a preview shows.
const pageSize = 50

// sort counts the rows and picks those that the page shows: the faulty ones
// first unless the address asks for a severity.
func (v *view) sort() {
	var bad, doubt, ok []roster.ListRow
	for i := range v.Rows {
		switch v.Rows[i].Severity() {
		case "error":
			bad = append(bad, v.Rows[i])
		case "warning":
			doubt = append(doubt, v.Rows[i])
		default:
			ok = append(ok, v.Rows[i])
		}
	}
	v.bad, v.doubt, v.ok = len(bad), len(doubt), len(ok)
	list := append(append(append([]roster.ListRow(nil), bad...), doubt...), ok...)
	switch v.query.Get("show") {
	case "error":
		list = bad
	case "warning":
		list = doubt
	case "ok":
		list = ok
	}
	v.shownOf = len(list)
	v.shown = ui.PageOf(v.query, pageSize, list)
}

// title is the heading of a column in the words of the list.
func (v view) title(s *i18n.Speaker, field string) string {
	if v.Title != nil {
		if title := v.Title(s, field); title != "" {
			return title
		}
	}
	return s.T("roster.list.field." + field)
}

// faults returns what the row shows: its problems, and what it becomes beside
// the first where it is sound.
func (v view) faults(s *i18n.Speaker, r roster.ListRow) []ui.ImportFault {
	var list []ui.ImportFault
	for _, p := range r.Problems {
		tone := ui.Wrong
		if p.Warning {
			tone = ui.Late
		}
		list = append(list, ui.ImportFault{Tone: tone, Field: v.title(s, p.Field), Text: s.T(p.Key, p.Args...)})
	}
	switch {
	case len(list) == 0:
		return []ui.ImportFault{{Tone: ui.Ok, Text: r.Becomes.Of(s)}}
	case r.Sound() && r.Becomes.Key != "":
		list[0].Text += " " + r.Becomes.Of(s)
	}
	return list
}

func number(n int) string { return strconv.Itoa(n) }
