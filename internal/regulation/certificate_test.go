package regulation_test

import (
	"testing"

	"pamong/internal/regulation"
)

func TestTheJPOfSubjectsMakeThoseOfTheCourse(t *testing.T) {
	packs, err := regulation.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	pack, err := packs.Find("latsar-2024")
	if err != nil {
		t.Fatal(err)
	}
	mode, err := pack.Training.Mode("blended")
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	jp := pack.Training.SubjectJP(mode)
	for _, n := range jp {
		total += n
	}
	if total != mode.JP.Value {
		t.Errorf("the subjects have %d JP, the course %d: %v", total, mode.JP.Value, jp)
	}
	if jp["habituation"] != 320 {
		t.Errorf("the work has %d JP, want 320", jp["habituation"])
	}
}
