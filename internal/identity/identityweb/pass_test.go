package identityweb

import (
	"testing"
	"time"

	"pamong/internal/identity"
)

func TestABrowserKeepsAPassUntilItRunsOut(t *testing.T) {
	now := time.Date(2025, 9, 1, 8, 0, 0, 0, time.UTC)
	c := passCookie("secret", []identity.Pass{{Expires: now.Add(180 * 24 * time.Hour)}, {Expires: now.Add(24 * time.Hour)}}, now, true)
	if days := c.MaxAge / (24 * 3600); days != 180 {
		t.Errorf("a link that opens once is forgotten after %d days, want 180", days)
	}
	if c.Name != SessionCookie || c.Value != "secret" || !c.HttpOnly || !c.Secure {
		t.Errorf("the cookie is %+v", c)
	}
}
