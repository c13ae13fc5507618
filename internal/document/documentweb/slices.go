package documentweb

import (
	"io"
	"net/http"
	"strconv"

	"pamong/internal/access"
	"pamong/internal/document"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/upload"
	"pamong/internal/kit/web"
	"pamong/internal/org"
)

// senders hand papers in, and may send them in slices.
var senders = []access.Role{access.Officer, access.Committee, access.Participant, access.Self}

// sliced is what a browser is told of an upload.
type sliced struct {
	ID   string `json:"id"`
	Have int64  `json:"have"` // bytes that have come: the next slice begins there
}

// SlicesPath is where a file goes in slices.
func SlicesPath(a org.Agency) string { return a.Path("uploads") }

// mayUpload refuses who hands nothing in.
func mayUpload(r *web.Request) error {
	a, actor := org.From(r.Ctx()), access.From(r.Ctx())
	_, err := actor.Reach(string(a.ID), senders...)
	return err
}

// beginUpload begins a file, or finds how much of it has come already.
func (p *pages) beginUpload(r *web.Request) (web.Answer, error) {
	if err := mayUpload(r); err != nil {
		return nil, err
	}
	size, err := strconv.ParseInt(r.V("size"), 10, 64)
	if err != nil {
		return nil, fault.Invalid("upload.bad_size")
	}
	part, err := p.cabinet.Parts.Begin(r.Ctx(), access.From(r.Ctx()).Ref(), r.V("name"), r.V("mark"), size, document.MostBytes)
	if err != nil {
		return nil, err
	}
	return web.JSON(sliced{part.ID, part.Have}), nil
}

// appendSlice adds a slice. One that belongs elsewhere is told where.
func (p *pages) appendSlice(r *web.Request) (web.Answer, error) {
	if err := mayUpload(r); err != nil {
		return nil, err
	}
	at, err := strconv.ParseInt(r.Q("at"), 10, 64)
	if err != nil {
		return nil, fault.Invalid("upload.bad_size")
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, upload.MostSlice+1))
	if err != nil {
		return nil, fault.Invalid("web.unreadable").Because(err) // the line broke
	}
	part, err := p.cabinet.Parts.Append(r.Ctx(), access.From(r.Ctx()).Ref(), r.PathValue("upload"), at, body)
	if fault.KindOf(err) == fault.KindConflict {
		return web.JSONAs(http.StatusConflict, sliced{part.ID, part.Have}), nil
	}
	if err != nil {
		return nil, err
	}
	return web.JSON(sliced{part.ID, part.Have}), nil
}

// TakeFile gives the file of a form to an act: the one that came in slices before
// it, or the one that comes with it. What came in slices is dropped once the act
// has taken it.
func TakeFile(r *web.Request, c *document.Cabinet, act func(name string, content io.Reader) error) error {
	id := r.V("upload")
	if id == "" {
		in, head, err := r.Upload("file")
		if err != nil {
			return err
		}
		defer in.Close()
		return act(head.Filename, in)
	}
	actor := access.From(r.Ctx()).Ref()
	part, in, err := c.Parts.Open(r.Ctx(), actor, id)
	if err != nil {
		return fault.Beside("file", err)
	}
	defer in.Close()
	if err := act(part.Name, in); err != nil {
		return err
	}
	return c.Parts.Drop(r.Ctx(), actor, id)
}
