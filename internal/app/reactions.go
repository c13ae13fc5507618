package app

import (
	"pamong/internal/certificate"
	"pamong/internal/document"
	"pamong/internal/kit/jobs"
	"pamong/internal/moving"
	"pamong/internal/notify"
	"pamong/internal/planning"
	"pamong/internal/roster"
)

// reactions is the asynchronous life of the system on one screen: which
// function runs under which name. Acts queue the names in their own
// transactions; each function may run twice without harm.
func (h *House) reactions() map[string]jobs.Reaction {
	return map[string]jobs.Reaction{
		certificate.PrintJob: h.Certificates.PrintQueued,
		document.LettersJob:  h.Papers.MakeQueued,
		document.ScansJob:    h.Papers.EnterScansQueued,
		roster.EnterJob:      h.Roster.EnterQueued,
		planning.PlanJob:     h.Planning.PlanQueued,
		moving.EnterJob:      h.Moving.EnterQueued,
		notify.MailJob:       h.Post.Deliver,
	}
}
