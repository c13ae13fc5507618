package app

import (
	"pamong/internal/document"
	"pamong/internal/kit/clock"
	"pamong/internal/org"
	"pamong/internal/regulation"
)

// DocumentsDueCmd lists who owes which paper.
type DocumentsDueCmd struct {
	AgencyFlag
	Unit   string `help:"due_unit_help"`
	Kind   string `help:"due_kind_help"`
	State  string `help:"due_state_help" enum:",missing,rejected,expired,unfit,soon,waiting,unscanned,met" default:""`
	All    bool   `help:"due_all_help"`
	Within int    `help:"due_within_help" default:"-1" placeholder:"DAYS"`
	Search string `help:"due_search_help"`
}

// needData is one paper that is asked of somebody, as JSON.
type needData struct {
	NIP    string               `json:"nip"`
	Name   string               `json:"name"`
	Unit   string               `json:"unit"`
	Kind   document.Kind        `json:"kind"`
	Due    clock.Date           `json:"due"`
	State  document.NeedState   `json:"state"`
	Until  clock.Date           `json:"valid_until"`
	Note   string               `json:"note"`
	Serves []regulation.Purpose `json:"serves"`
}

type dueData struct {
	Day    clock.Date                 `json:"day"`
	States map[document.NeedState]int `json:"states"`
	Papers []needData                 `json:"papers"`
}

// Run prints the list, the soonest due first.
func (d *DocumentsDueCmd) Run(c *Command) error {
	return d.with(c, func(h *House, a org.Agency) error {
		tree, err := org.TreeOf(c.Ctx, h.DB, a.ID)
		if err != nil {
			return err
		}
		f := document.Narrowing{Kind: document.Kind(d.Kind), State: document.NeedState(d.State), All: d.All, Search: d.Search}
		today := a.Today(h.Clock.Now())
		if d.Within >= 0 {
			f.By = today.AddDays(d.Within)
		}
		if d.Kind != "" && !f.Kind.Valid() {
			return Usage(c.T("document.bad_kind"))
		}
		if d.Unit != "" {
			for _, u := range tree.Children("") {
				if org.Fold(u.Name) == org.Fold(d.Unit) {
					f.Office = u.ID
				}
			}
			if f.Office == "" {
				return Usage(c.T("document.due.no_unit", "Name", d.Unit))
			}
		}
		all, err := h.Papers.Needs(c.Ctx, atMachine, a)
		if err != nil {
			return err
		}
		list, states := f.Narrow(all, tree)
		out := dueData{Day: today, States: states, Papers: []needData{}}
		for _, n := range list {
			out.Papers = append(out.Papers, needData{n.NIP, n.Name, tree.Path(n.Unit), n.Kind, n.Due, n.State, n.Until, n.Note, n.Serves})
		}
		if c.JSON {
			return c.PrintJSON(out)
		}
		for _, n := range out.Papers {
			c.Printf("%-10s  %-18s  %-36s  %-28s  %s\n", n.Due, n.NIP, n.Name, c.T("document.kind."+string(n.Kind)), c.T("document.need."+string(n.State)))
		}
		c.Printf("%s\n", c.T("document.due.count", "N", len(list), "Of", len(all)))
		return nil
	})
}

// DocumentsUndoCmd takes a list of papers or a bundle of scans back.
type DocumentsUndoCmd struct{ UndoFlags }

// Run takes the import back.
func (d *DocumentsUndoCmd) Run(c *Command) error {
	return d.with(c, func(h *House, a org.Agency) error {
		bundle := document.BundleID(d.Import)
		if _, err := document.BundleByID(c.Ctx, h.DB, a.ID, bundle); err == nil {
			return h.Papers.UndoScans(c.Ctx, atMachine, a, bundle)
		}
		return h.Probation.Undo(c.Ctx, atMachine, a, d.Import)
	})
}
