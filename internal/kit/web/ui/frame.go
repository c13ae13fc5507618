package ui

import (
	"context"

	"pamong/internal/kit/i18n"
)

// Frame is what stands around every page: who is here, for which agency, and
// where one can go. The middleware puts it into the context once a request.
type Frame struct {
	Lang    i18n.Lang
	Theme   string // "light", "dark", or "" for what the device prefers
	Agency  Agency
	Nav     []NavItem // at most five, the same on desk and phone
	Help    NavItem   // last on the desk, in the bar of the phone; empty Href for none
	User    User
	Menu    []NavItem // links below the person's name
	SignOut string    // address that a POST signs out; "" when nobody is signed in
	Choose  string    // address that takes the language and the theme by POST; "" for nowhere
	Here    string    // where one comes back to after that
	Inbox   string    // address of the person's messages; "" for none
	Unread  int       // messages not yet read
	Flash   *Toast    // said once, after an act
	Path    string    // path of this request
	Demo    bool      // people and shields are invented
	Eyes    Eyes      // somebody looks with the eyes of User
	As      string    // as whom the page is drawn, when that may end while it is open
	Links   Links     // signed links that are open on this device
}

// Links are what stands above every page while several signed links are open on
// the device; the page is drawn by one of them.
type Links struct {
	Text string // by which of them
	Turn string // address that a POST turns to another at
	Rest []OpenLink
}

// OpenLink is a link to which one can turn.
type OpenLink struct{ Label, Value string }

// Eyes is what stands above every page while somebody looks with the eyes of
// the person who is shown as signed in.
type Eyes struct {
	Text string // whose eyes, and until when; "" for nobody looks
	Act  string // label of the button that ends it
	End  string // address that a POST ends it at
}

// Agency is how the agency shows itself.
type Agency struct {
	Code       string // "pontianak"
	Name       string // "Kota Pontianak"
	Government string // first line of the letterhead: "Pemerintah Kota Pontianak"
	Office     string // second line: "Badan Kepegawaian dan ..."
	Address    string // third line
	CrestURL   string // uploaded coat of arms; "" for plain threads
	ColourURL  string // stylesheet with the agency's five accent colours
	Band       string // one of Bands
}

// NavItem is one place to go: an icon above a word.
type NavItem struct {
	Icon, Label, Href string
	Current           bool
}

// User is the person who is signed in; empty when nobody is.
type User struct {
	Name, Role, Initials string
	Href                 string // the person's own account page
}

// otherLang is the language that the page is not in.
func (f Frame) otherLang() string {
	if f.Lang == i18n.English {
		return string(i18n.Indonesian)
	}
	return string(i18n.English)
}

// otherTheme is what the button for light and dark asks for without script,
// when nobody knows what the device prefers.
func (f Frame) otherTheme() string {
	if f.Theme == "dark" {
		return "light"
	}
	return "dark"
}

type frameKey struct{}

// WithFrame returns a context in which pages stand in f.
func WithFrame(ctx context.Context, f Frame) context.Context {
	return context.WithValue(ctx, frameKey{}, f)
}

// FrameOf returns the frame of the context, an empty one if there is none.
func FrameOf(ctx context.Context) Frame {
	f, _ := ctx.Value(frameKey{}).(Frame)
	return f
}
