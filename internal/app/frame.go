package app

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"unicode"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/identity/identityweb"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/notify"
	"pamong/internal/notify/notifyweb"
	"pamong/internal/org"
	"pamong/internal/org/orgweb"
)

// lookOnly is what somebody is told who would act with the eyes of another.
const lookOnly = "app.look_only"

// before puts speaker, actor, agency and frame into the context of a request.
func (h *House) before(demo bool) func(w http.ResponseWriter, r *http.Request) (context.Context, error) {
	return func(w http.ResponseWriter, r *http.Request) (context.Context, error) {
		frame := ui.Frame{Lang: i18n.ParseLang(cookie(r, identityweb.LangCookie)), Theme: theme(r), Path: r.URL.Path, Choose: "/choose", Here: here(r), Demo: demo}
		ctx := i18n.With(r.Context(), h.Catalogue.Speaker(frame.Lang))
		r = r.WithContext(ctx)
		if text := web.TakeToast(w, r); text != "" {
			frame.Flash = &ui.Toast{Text: text}
		}
		account, actor, err := h.Identity.Whose(ctx, identityweb.Secret(r))
		if err != nil && fault.KindOf(err) != fault.KindNotFound {
			return ui.WithFrame(ctx, frame), err
		}
		if cookie(r, identityweb.LangCookie) == "" && account.Lang != "" { // a new device
			frame.Lang = i18n.ParseLang(account.Lang)
			ctx = i18n.With(ctx, h.Catalogue.Speaker(frame.Lang))
		}
		ctx = access.With(ctx, actor)
		if actor.IsLooking() {
			ctx = db.Looking(ctx, fault.Forbidden(lookOnly))
		}
		agency, err := h.agencyOf(ctx, r, actor)
		if err != nil {
			return ui.WithFrame(ctx, frame), err
		}
		ctx = org.With(ctx, agency)
		h.dress(ctx, &frame, account, actor, agency)
		if actor.Known() && actor.Account() == "" {
			if frame.Links, err = h.openLinks(ctx, identityweb.Secret(r)); err != nil {
				return ui.WithFrame(ctx, frame), err
			}
		}
		if actor.Account() != "" {
			frame.Inbox = notifyweb.InboxPath
			if frame.Unread, err = notify.Unread(ctx, h.DB, notify.Reader{Account: string(account.ID), Person: account.Person}); err != nil {
				return ui.WithFrame(ctx, frame), err
			}
		}
		return ui.WithFrame(ctx, frame), nil
	}
}

// agencyOf returns the agency in which a page stands: the one in its address,
// or the first in which the actor has a role. An agency in which a signed-in
// actor has no role does not exist for them.
func (h *House) agencyOf(ctx context.Context, r *http.Request, actor access.Actor) (org.Agency, error) {
	if rest, ok := strings.CutPrefix(r.URL.Path, "/a/"); ok {
		code, _, _ := strings.Cut(rest, "/")
		a, err := org.AgencyByCode(ctx, h.DB, code)
		if err != nil {
			return a, err
		}
		if actor.Known() && !actor.Within(string(a.ID)) {
			return org.Agency{}, fault.NotFound("org.no_agency")
		}
		return a, nil
	}
	for _, g := range actor.Grants() {
		if g.Agency != "" {
			return org.AgencyByID(ctx, h.DB, org.AgencyID(g.Agency))
		}
	}
	return org.Agency{}, nil
}

// dress fills the frame: who is here, for which agency, where one can go.
func (h *House) dress(ctx context.Context, f *ui.Frame, account identity.Account, actor access.Actor, a org.Agency) {
	if a.ID != "" {
		f.Agency = ui.Agency{Code: a.Code, Name: a.Name, Government: i18n.T(ctx, "app.government", "Name", a.Name), Office: a.BodyName, Address: strings.TrimSpace(a.Address + " " + a.Contact), ColourURL: colourURL(a), Band: orgweb.Band(a.Code)}
		if a.Crest != "" {
			f.Agency.CrestURL = "/crest/" + a.Crest
		}
	}
	if !actor.Known() {
		return
	}
	f.User = ui.User{Name: account.Name, Role: account.Title, Initials: initials(account.Name)}
	if account.ID != "" { // who came by a link has none
		f.User.Href = "/account"
	}
	f.SignOut, f.As = "/sign-out", actor.Mark()
	role := firstRole(actor, a)
	if viewer, until := actor.Looks(); viewer != "" {
		f.Eyes = ui.Eyes{Text: i18n.T(ctx, "app.eyes", "Name", account.Name, "At", i18n.From(ctx).Clock(until.In(a.Zone.Location()))), Act: i18n.T(ctx, "app.eyes_end"), End: identityweb.EndViewPath}
	}
	if f.User.Role == "" && role != "" {
		f.User.Role = i18n.T(ctx, "access.role."+string(role))
	}
	f.Nav = nav(ctx, role, a, f.Path)
	f.Help = ui.NavItem{Icon: "circle-help", Label: i18n.T(ctx, "app.nav.help"), Href: "/help", Current: f.Path == "/help"}
	f.Menu = menu(ctx, actor, a)
}

// firstRole returns the role that shapes the actor's menu in the agency: the
// most far-reaching one.
func firstRole(actor access.Actor, a org.Agency) access.Role {
	for _, role := range []access.Role{access.Officer, access.Committee, access.Leader, access.Auditor, access.Coach, access.Examiner, access.Mentor, access.Clerk, access.Participant, access.Self, access.Admin, access.Support, access.Operator} {
		if actor.Has(string(a.ID), role) {
			return role
		}
	}
	return ""
}

func cookie(r *http.Request, name string) string {
	c, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	return c.Value
}

// here returns where one comes back to after choosing a language: this page, or
// the page with the form that this request has sent.
func here(r *http.Request) string {
	if r.Method == http.MethodGet {
		return r.URL.RequestURI()
	}
	if from, err := url.Parse(r.Referer()); err == nil && from.Host == r.Host {
		return from.RequestURI()
	}
	return "/"
}

func theme(r *http.Request) string {
	if t := cookie(r, identityweb.ThemeCookie); t == "light" || t == "dark" {
		return t
	}
	return ""
}

// initials returns the first letters of the first two names, without titles
// before or after them.
func initials(name string) string {
	name, _, _ = strings.Cut(name, ",")
	var letters []rune
	for _, word := range strings.Fields(name) {
		if strings.HasSuffix(word, ".") {
			continue
		}
		letters = append(letters, unicode.ToUpper([]rune(word)[0]))
		if len(letters) == 2 {
			break
		}
	}
	return string(letters)
}

// secure reports whether people come by https.
func (h *House) secure() bool { return strings.HasPrefix(h.Config.URL, "https://") }
