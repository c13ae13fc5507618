package ui

import (
	"net/url"
	"testing"
)

func TestThePageOfAListCanAlwaysBeCounted(t *testing.T) {
	for asked, want := range map[string]int{
		"": 1, "0": 1, "-3": 1, "abc": 1, "7": 7,
		"9223372036854775807":  lastPage,
		"99999999999999999999": 1,
		"184467440737095517":   lastPage,
	} {
		if got := (Query{Values: url.Values{paramPage: {asked}}}).Page(); got != want {
			t.Errorf("page %q: %d, want %d", asked, got, want)
		}
	}
}
