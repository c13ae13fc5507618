// Package listweb is the way in for lists about people who are on the roster
// already: STTP, papers, performance. One page takes the file, the next shows
// what it would do, row by row, and only its button enters anything. The file
// waits in storage between the two, so that the address alone brings the
// preview back and nothing that was handed in is lost.
package listweb

import (
	"context"
	"net/url"
	"path"
	"strconv"

	"github.com/a-h/templ"

	"pamong/internal/access"
	"pamong/internal/kit/blob"
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
}

// Kind is one kind of list.
type Kind struct {
	Path  string // below the agency: "probation/papers"
	Words string // beginning of its messages: .title, .hint, .columns
	Back  string // page below the agency to which one returns
	Files *blob.Store
	// Fields are asked beside the file; their values come back in Read.
	Fields func(ctx context.Context, a org.Agency) []ui.Field
	Read   func(ctx context.Context, actor access.Actor, a org.Agency, file roster.File, values url.Values) (Preview, error)
	Undo   func(ctx context.Context, actor access.Actor, a org.Agency, id string) error
	Roles  []access.Role // who may come here at all
}

// mostUpload is the largest list in bytes.
const mostUpload = 10 << 20

// Routes lists the pages of one kind of list.
func (k Kind) Routes() []web.Route {
	at := "/a/{agency}/" + k.Path
	return []web.Route{
		web.Get(at+"/import", k.drop),
		web.Post(at+"/import", k.take).Upload(mostUpload + 1<<20),
		web.Get(at+"/import/{file}", k.preview),
		web.Post(at+"/import/{file}", k.enter),
		web.Get(at+"/imports/{import}/undo", k.askUndo),
		web.Post(at+"/imports/{import}/undo", k.undo),
	}
}

func (k Kind) address(a org.Agency, rest string) string { return a.Path(path.Join(k.Path, rest)) }

func (k Kind) fields(ctx context.Context, a org.Agency) []ui.Field {
	if k.Fields == nil {
		return nil
	}
	return k.Fields(ctx, a)
}

func (k Kind) drop(r *web.Request) (web.Answer, error) {
	a := org.From(r.Ctx())
	if err := access.From(r.Ctx()).Require(string(a.ID), k.Roles...); err != nil {
		return nil, err
	}
	return web.Page(dropPage(k, a, nil, nil)), nil
}

// take stores the file and goes to its preview. A file that cannot be read is
// refused here, beside its field.
func (k Kind) take(r *web.Request) (web.Answer, error) {
	a := org.From(r.Ctx())
	actor := access.From(r.Ctx())
	if err := actor.Require(string(a.ID), k.Roles...); err != nil {
		return nil, err
	}
	again := func(err error) (web.Answer, error) {
		return web.Refuse(err, dropPage(k, a, err, r.PostForm))
	}
	in, head, err := r.Upload("file")
	if err != nil {
		return again(err)
	}
	defer in.Close()
	info, err := k.Files.Put(r.Ctx(), in, mostUpload)
	if err != nil {
		return again(err)
	}
	values := url.Values{"name": {head.Filename}}
	for _, f := range k.fields(r.Ctx(), a) {
		values.Set(f.Name, r.V(f.Name))
	}
	if _, err := k.read(r.Ctx(), actor, a, info.Hash, values); err != nil {
		return again(err)
	}
	return web.Go(k.address(a, "import/"+info.Hash)+"?"+values.Encode(), ""), nil
}

func (k Kind) read(ctx context.Context, actor access.Actor, a org.Agency, hash string, values url.Values) (Preview, error) {
	f, err := k.Files.Open(hash)
	if err != nil {
		return Preview{}, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return Preview{}, err
	}
	return k.Read(ctx, actor, a, roster.File{ReaderAt: f, Size: info.Size(), Name: values.Get("name")}, values)
}

func (k Kind) preview(r *web.Request) (web.Answer, error) {
	a := org.From(r.Ctx())
	p, err := k.read(r.Ctx(), access.From(r.Ctx()), a, r.PathValue("file"), r.URL.Query())
	if err != nil {
		return nil, err
	}
	return web.Page(k.previewPage(a, p, ui.QueryOf(r.Request), nil)), nil
}

func (k Kind) previewPage(a org.Agency, p Preview, q ui.Query, refused error) templ.Component {
	v := view{kind: k, agency: a, Preview: p, query: q, refused: refused}
	v.sort()
	return previewPage(v)
}

// enter reads the stored file again and enters it: what stands on the page may
// have been overtaken.
func (k Kind) enter(r *web.Request) (web.Answer, error) {
	a := org.From(r.Ctx())
	values := r.URL.Query()
	p, err := k.read(r.Ctx(), access.From(r.Ctx()), a, r.PathValue("file"), values)
	if err != nil {
		return nil, err
	}
	id, err := p.Enter(r.Ctx(), r.V("skip") == "1")
	if err != nil {
		return web.Refuse(err, k.previewPage(a, p, ui.QueryOf(r.Request), err))
	}
	sound := 0
	for i := range p.Rows {
		if p.Rows[i].Sound() {
			sound++
		}
	}
	return web.Go(a.Path(k.Back), "roster.list.entered", "N", sound, "New", p.New+p.Changed, "ID", id), nil
}

func (k Kind) askUndo(r *web.Request) (web.Answer, error) {
	a := org.From(r.Ctx())
	if err := access.From(r.Ctx()).Require(string(a.ID), k.Roles...); err != nil {
		return nil, err
	}
	return web.Page(undoPage(k, a, r.URL.Path)), nil
}

func (k Kind) undo(r *web.Request) (web.Answer, error) {
	a := org.From(r.Ctx())
	if err := k.Undo(r.Ctx(), access.From(r.Ctx()), a, r.PathValue("import")); err != nil {
		return nil, err
	}
	return web.Go(a.Path(k.Back), "roster.list.undone"), nil
}

// view is the preview as the page needs it.
type view struct {
	Preview
	kind           Kind
	agency         org.Agency
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
	from := min(len(list), (v.query.Page()-1)*pageSize)
	v.shown = list[from:min(len(list), from+pageSize)]
}

// fault returns what the row shows: its worst problem first.
func fault(say func(key string, args ...any) string, r roster.ListRow) []ui.ImportFault {
	var list []ui.ImportFault
	for _, p := range r.Problems {
		tone := ui.Wrong
		if p.Warning {
			tone = ui.Late
		}
		list = append(list, ui.ImportFault{Tone: tone, Field: say("roster.list.field." + p.Field), Text: say(p.Key, p.Args...)})
	}
	if len(list) == 0 {
		return []ui.ImportFault{{Tone: ui.Ok}}
	}
	return list
}

func number(n int) string { return strconv.Itoa(n) }
