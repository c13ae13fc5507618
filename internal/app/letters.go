package app

import (
	"pamong/internal/document"
	"pamong/internal/probation"
	"pamong/internal/training"
)

// letters ties each kind of letter to the house that knows its facts. A kind
// that is not here is not offered.
func (h *House) letters() map[document.LetterKind]document.Source {
	all := map[document.LetterKind]document.Source{
		document.AttendanceBlank:  h.Attendance.Letters,
		document.AttendanceFilled: h.Attendance.Letters,
		document.GraduationRecord: h.Evaluation.Letters,
	}
	for _, kind := range training.LetterKinds {
		all[kind] = training.Letters
	}
	for _, kind := range probation.LetterKinds {
		all[kind] = h.Probation.Letters
	}
	return all
}
