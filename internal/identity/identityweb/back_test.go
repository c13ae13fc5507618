package identityweb

import "testing"

func TestNobodyIsSentToAnotherSiteAfterSigningIn(t *testing.T) {
	for next, want := range map[string]string{
		"/a/pontianak?x=1":     "/a/pontianak?x=1",
		"":                     "/",
		"https://lain.example": "/",
		"//lain.example":       "/",
		"/\\lain.example":      "/",
		"/\t/lain.example":     "/", // a browser drops the tab
		"/\n/lain.example":     "/",
		"/\x00/lain.example":   "/",
		"javascript:alert(1)":  "/",
	} {
		if got := back(next); got != want {
			t.Errorf("%q leads to %q, want %q", next, got, want)
		}
	}
}
