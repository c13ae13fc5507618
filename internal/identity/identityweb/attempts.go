package identityweb

import (
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/go-chi/httprate"
)

// A whole office often comes from one address, so only failures are counted,
// and many are free: the wait of each account (identity.SignIn) stops whoever
// guesses one password, this stops who tries one password on all accounts.
const (
	failuresOfAddress = 60
	failuresWithin    = 10 * time.Minute
)

// attempts counts failed sign-ins by the address they came from. Each process
// counts for itself.
type attempts struct{ limit *httprate.RateLimiter }

func newAttempts() attempts {
	quiet := httprate.WithResponseHeaders(httprate.ResponseHeaders{}) // nobody is told how many are left
	return attempts{httprate.NewRateLimiter(failuresOfAddress, failuresWithin, quiet)}
}

// exhausted reports whether an address has failed too often.
func (a attempts) exhausted(address string) bool {
	_, failures, err := a.limit.Status(address)
	return err == nil && failures+1 > failuresOfAddress
}

// failed counts one failure.
func (a attempts) failed(r *http.Request, address string) { a.limit.OnLimit(nil, r, address) }

// addressOf returns the network address a request came from. A proxy on this
// machine is believed about whom it speaks for, nobody else is. IPv6 is taken by
// its network, of which one person has many addresses.
func addressOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsLoopback() {
		if told := r.Header.Values("X-Forwarded-For"); len(told) > 0 {
			all := strings.Split(told[len(told)-1], ",")
			host = strings.TrimSpace(all[len(all)-1])
		}
	}
	return httprate.CanonicalizeIP(host)
}
