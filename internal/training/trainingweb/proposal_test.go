package trainingweb

import (
	"fmt"
	"testing"

	"pamong/internal/training"
)

func TestNoUnitIsLeftOutOfAProposal(t *testing.T) {
	var all []training.UnitShare
	for i := range 40 {
		all = append(all, training.UnitShare{Unit: fmt.Sprint(i), People: 1 + i%3})
	}
	shown, more := tightUnits(all), otherUnits(all)
	if len(shown) != mostUnits || len(shown)+len(more) != 26 {
		t.Errorf("%d units are shown and %d can be opened", len(shown), len(more))
	}
	if more := otherUnits(all[:9]); len(more) != 0 {
		t.Errorf("%d more units where all are shown", len(more))
	}
}
