package app

import "testing"

// kept stays reachable, so that what a test asks for is not given back.
type kept struct{ bytes []byte }

func TestAServerRestsOnceNobodyComes(t *testing.T) {
	var r rest
	var k kept
	r.look() // what the program asked for since it began
	k.bytes = make([]byte, 2*restless)
	if r.look() {
		t.Error("it rests while somebody works")
	}
	if !r.look() {
		t.Errorf("it does not rest when nobody comes, with %d bytes kept", len(k.bytes))
	}
	if r.look() {
		t.Error("it begins to rest while it rests")
	}
}
