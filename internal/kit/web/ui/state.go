package ui

import (
	"context"
	"io"
)

// State is a state that many pages show, with one colour, mark and word for
// all of them.
type State string

// The states of look.md.
const (
	StatePresent State = "present"
	StateLate    State = "late"
	StateSick    State = "sick"
	StateLeave   State = "leave"
	StateDuty    State = "duty"
	StateAbsent  State = "absent"
	StateOpen    State = "open"

	StateVeryGood   State = "sangat_memuaskan"
	StateGood       State = "memuaskan"
	StateFair       State = "cukup_memuaskan"
	StatePostponed  State = "ditunda"
	StateNotPassed  State = "tidak_memuaskan"
	StateReady      State = "ready"
	StateOnTrack    State = "on_track"
	StateAtRisk     State = "at_risk"
	StateIncomplete State = "incomplete"

	StateDraft     State = "draft"
	StateWaiting   State = "waiting"
	StateVerified  State = "verified"
	StateReturned  State = "returned"
	StatePublished State = "published"
	StateFixed     State = "fixed"
	StateRunning   State = "running"
	StateDone      State = "done"
)

// stateLooks gives each state its colour and mark; the word is the message
// "ui.state." and the state.
var stateLooks = map[State]struct {
	tone Tone
	icon string
}{
	StatePresent: {Ok, "check"}, StateLate: {Late, "clock-alert"},
	StateSick: {Leave, "file-check"}, StateLeave: {Leave, "file-check"}, StateDuty: {Leave, "file-check"},
	StateAbsent: {Wrong, "x"}, StateOpen: {Quiet, "circle-dashed"},

	StateVeryGood: {Accent, "chevrons-up"}, StateGood: {Accent, "chevron-up"}, StateFair: {Accent, "minus"},
	StatePostponed: {Late, "pause"}, StateNotPassed: {Wrong, "x"},
	StateReady: {Ok, "badge-check"}, StateOnTrack: {Accent, "arrow-right"},
	StateAtRisk: {Late, "triangle-alert"}, StateIncomplete: {Leave, "circle-dot-dashed"},

	StateDraft: {Quiet, "pencil"}, StateWaiting: {Leave, "hourglass"}, StateVerified: {Ok, "check"},
	StateReturned: {Late, "corner-up-left"}, StatePublished: {Accent, "send"}, StateFixed: {Ok, "lock"},
	StateRunning: {Accent, "radio"}, StateDone: {Ok, "circle-check"},
}

// Render writes the state as a tag. A state without a look is shown plainly
// by its name, so that a new one is seen and not lost.
func (s State) Render(ctx context.Context, w io.Writer) error { return s.Tag(ctx).Render(ctx, w) }

// Tag returns the state as a tag, for pages that add to its words.
func (s State) Tag(ctx context.Context) Tag {
	look, known := stateLooks[s]
	if !known {
		return Tag{Icon: "circle-dashed", Label: string(s)}
	}
	return Tag{Tone: look.tone, Icon: look.icon, Label: say(ctx, "ui.state."+string(s))}
}
