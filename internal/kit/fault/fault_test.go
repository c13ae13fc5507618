package fault_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pamong/internal/kit/fault"
)

func TestAFaultIsPutBesideAField(t *testing.T) {
	var named fault.Fields
	named.Add("kind", "document.bad_kind")
	broken := errors.New("the disk is full")
	cases := map[string]struct {
		err  error
		want *fault.Error
	}{
		"nothing is wrong":                   {nil, nil},
		"a fault of its own":                 {fmt.Errorf("read: %w", fault.NotFound("blob.too_large", "MB", 5)), &fault.Error{Kind: fault.KindInvalid, Key: "fault.fields", Fields: []fault.Field{{Name: "file", Key: "blob.too_large", Args: []any{"MB", 5}}}}},
		"a fault that stands beside another": {named.Err(), &fault.Error{Kind: fault.KindInvalid, Key: "fault.fields", Fields: named}},
		"no fault of the user":               {broken, nil},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got := fault.Beside("file", c.err)
			if diff := cmp.Diff(c.want, fault.Of(got)); diff != "" {
				t.Error(diff)
			}
			if c.want == nil && got != c.err {
				t.Errorf("%v became %v", c.err, got)
			}
		})
	}
}
