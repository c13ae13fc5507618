package arch

import (
	"regexp"
	"strings"
	"testing"
)

// templatesArePure holds what the content policy would refuse in the browser:
// no style, no script and no event attribute in a page, neither in templates
// nor in the code that draws.
func templatesArePure(t *testing.T, tr *tree) {
	impure := regexp.MustCompile(`(?i)\sstyle=|<style|\son[a-z]+=["{]|javascript:|<script(?:>|\s+(?:[^s>]|s[^r>]))`)
	for _, path := range find(t, ".templ") {
		for i, row := range strings.Split(readFile(t, path), "\n") {
			if impure.MatchString(row) {
				t.Errorf("%s:%d: %s", path, i+1, strings.TrimSpace(row))
			}
		}
	}
	for text, at := range tr.literals() {
		draws := strings.Contains(at, "web/")
		if draws && strings.Contains(text, "<") && impure.MatchString(text) {
			t.Errorf("%s: %.120s", at, text)
		}
	}
}
