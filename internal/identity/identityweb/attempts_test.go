package identityweb

import (
	"net/http"
	"testing"
)

func TestAnAddressThatFailsTooOftenWaits(t *testing.T) {
	a := newAttempts()
	for n := range 2 * failuresOfAddress { // twice: the window may end in between
		if n < failuresOfAddress && a.exhausted("203.0.113.9") {
			t.Fatal("exhausted too early")
		}
		a.failed(&http.Request{}, "203.0.113.9")
	}
	if !a.exhausted("203.0.113.9") || a.exhausted("203.0.113.10") {
		t.Error("the wrong address waits")
	}
}

func TestOnlyAProxyOnThisMachineIsBelieved(t *testing.T) {
	for name, c := range map[string]struct{ from, told, want string }{
		"whoever comes directly":              {"203.0.113.9:4711", "", "203.0.113.9"},
		"a stranger who claims to be two":     {"203.0.113.9:4711", "198.51.100.1", "203.0.113.9"},
		"the proxy beside us":                 {"127.0.0.1:4711", "198.51.100.1", "198.51.100.1"},
		"what the proxy was told is kept out": {"127.0.0.1:4711", "10.0.0.1, 198.51.100.1", "198.51.100.1"},
	} {
		t.Run(name, func(t *testing.T) {
			r := &http.Request{RemoteAddr: c.from, Header: http.Header{}}
			if c.told != "" {
				r.Header.Set("X-Forwarded-For", c.told)
			}
			if got := addressOf(r); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}
