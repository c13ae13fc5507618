package id_test

import (
	"strings"
	"testing"

	"pamong/internal/kit/id"
)

func TestOnlyTheKeySigns(t *testing.T) {
	key, one := []byte("a key of an installation"), id.New()
	text, err := id.Sign(key, one)
	if err != nil || len(text) != 43 {
		t.Fatalf("%q, %v", text, err)
	}
	if got, ok := id.Signed(key, text); !ok || got != one {
		t.Errorf("read back %q, %t", got, ok)
	}
	for name, c := range map[string]struct {
		key  []byte
		text string
	}{
		"another key":         {[]byte("another key"), text},
		"no key":              {nil, text},
		"a changed letter":    {key, strings.Replace(text, text[5:6], map[bool]string{true: "A", false: "B"}[text[5] != 'A'], 1)},
		"a shortened text":    {key, text[:40]},
		"another last letter": {key, text[:42] + string(text[42]+1)},
		"a bare identifier":   {key, one},
		"something else":      {key, "%%%"},
		"nothing":             {key, ""},
		"a signature behind":  {key, text + "AAAA"},
	} {
		if got, ok := id.Signed(c.key, c.text); ok {
			t.Errorf("%s is taken for %q", name, got)
		}
	}
	if _, err := id.Sign(key, "batch-1"); err == nil {
		t.Error("something that is no identifier was signed")
	}
}
