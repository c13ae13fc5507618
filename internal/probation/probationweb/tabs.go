package probationweb

import (
	"context"

	"pamong/internal/access"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/probation"
)

// maySee may read what was done about people, and the plans of the office.
var maySee = []access.Role{access.Officer, access.Leader, access.Auditor}

// places are the pages of probation beside the list itself.
var places = []string{"", "health", "proposals", "oaths", "forecast", "performance", "cases", "absences", "siasn"}

// doors leads between the pages of probation; current is one of places. Who
// sees only the list sees no tabs.
func doors(ctx context.Context, a org.Agency, current string) ui.Filters {
	if !access.From(ctx).HasWhole(string(a.ID), maySee...) {
		return nil
	}
	var list ui.Filters
	for _, p := range places {
		path, key := "probation/"+p, p
		if p == "" {
			path, key = "probation", "list"
		}
		list = append(list, ui.Filter{Label: i18n.T(ctx, "probation.tab."+key), Count: -1, Href: a.Path(path), Current: p == current})
	}
	return list
}

// crumb leads back to the list of probation.
func crumb(ctx context.Context, a org.Agency) ui.Crumb {
	return ui.Crumb{Label: i18n.T(ctx, "probation.title"), Href: a.Path("probation")}
}

// stateLook is the colour and mark of a state.
var stateLook = map[probation.State]ui.Tag{
	probation.StateActive:    {Tone: ui.Accent, Icon: "arrow-right"},
	probation.StateEligible:  {Tone: ui.Ok, Icon: "badge-check"},
	probation.StateNeedsBKN:  {Tone: ui.Late, Icon: "triangle-alert"},
	probation.StateSuspended: {Tone: ui.Late, Icon: "pause"},
	probation.StateProposed:  {Tone: ui.Accent, Icon: "send"},
	probation.StateDecided:   {Tone: ui.Ok, Icon: "stamp"},
	probation.StateSworn:     {Tone: ui.Ok, Icon: "award"},
	probation.StateDismissed: {Tone: ui.Wrong, Icon: "user-x"},
	probation.StateDeceased:  {Icon: "minus"},
	probation.StateResigned:  {Tone: ui.Leave, Icon: "log-out"},
	probation.StateReported:  {Tone: ui.Late, Icon: "file-warning"},
	probation.StateExamined:  {Tone: ui.Late, Icon: "file-search"},
	probation.StateDropped:   {Icon: "x"},
	probation.StateMeasured:  {Tone: ui.Wrong, Icon: "gavel"},
	probation.StateAppealed:  {Tone: ui.Late, Icon: "scale"},
	probation.StateFinal:     {Icon: "check"},
}

// StateTag returns the tag of a state.
func StateTag(s *i18n.Speaker, state probation.State) ui.Tag {
	t := stateLook[state]
	t.Label = s.T("probation.state." + string(state))
	return t
}
