package app

import (
	"pamong/internal/org"
	"pamong/internal/roster"
)

// MentorsCmd groups the commands of mentors.
type MentorsCmd struct {
	Import MentorsImportCmd `cmd:"" help:"mentors_import_help"`
	Undo   MentorsUndoCmd   `cmd:"" help:"list_undo_help"`
	List   MentorsListCmd   `cmd:"" help:"mentors_list_help"`
	Links  MentorsLinksCmd  `cmd:"" help:"mentors_links_help"`
}

// MentorsImportCmd enters a list of mentors.
type MentorsImportCmd struct{ ListFlags }

// Run reads the list and, with --commit, enters it.
func (m *MentorsImportCmd) Run(c *Command) error {
	return m.with(c, func(h *House, a org.Agency, file roster.File) error {
		l, err := h.Schedule.ReadMentors(c.Ctx, atMachine, a, file)
		if err != nil {
			return err
		}
		d := c.listData(l.Rows, listCounts{l.New, l.Changed, l.Unchanged})
		return m.finish(c, d, func() (string, error) { return h.Schedule.EnterMentors(c.Ctx, atMachine, a, l, m.SkipErrors) })
	})
}

// MentorsUndoCmd takes a list of mentors back.
type MentorsUndoCmd struct{ UndoFlags }

// Run takes it back.
func (m *MentorsUndoCmd) Run(c *Command) error {
	return m.with(c, func(h *House, a org.Agency) error { return h.Schedule.UndoMentors(c.Ctx, atMachine, a, m.Import) })
}

// mentorData is a participant with the mentor as JSON.
type mentorData struct {
	NIP       string `json:"nip"`
	Name      string `json:"name"`
	Mentor    string `json:"mentor,omitempty"`
	MentorNIP string `json:"mentor_nip,omitempty"`
	Phone     string `json:"phone,omitempty"`
	Letter    string `json:"letter,omitempty"`
	State     string `json:"state"`
	Link      string `json:"link,omitempty"`
}

// MentorsListCmd prints who guides whom, and how far each link has come.
type MentorsListCmd struct{ AgencyFlag }

// Run prints the list.
func (m *MentorsListCmd) Run(c *Command) error {
	return m.with(c, func(h *House, a org.Agency) error { return c.printMentors(h, a, false) })
}

// MentorsLinksCmd makes the links that are missing and prints those that were
// not opened yet.
type MentorsLinksCmd struct{ AgencyFlag }

// Run makes and prints them.
func (m *MentorsLinksCmd) Run(c *Command) error {
	return m.with(c, func(h *House, a org.Agency) error {
		if _, err := h.Schedule.LinkAll(c.Ctx, atMachine, a); err != nil {
			return err
		}
		return c.printMentors(h, a, true)
	})
}

func (c *Command) printMentors(h *House, a org.Agency, links bool) error {
	all, err := h.Schedule.Guided(c.Ctx, atMachine, a)
	if err != nil {
		return err
	}
	list := []mentorData{}
	for _, g := range all {
		d := mentorData{NIP: g.Person.NIP, Name: g.Person.Name, State: "none"}
		if g.Mentor != nil {
			d.Mentor, d.MentorNIP, d.Phone, d.Letter, d.State = g.Mentor.Name, g.Mentor.NIP, g.Mentor.Phone, g.Mentor.Letter, "no_link"
		}
		if g.Pass != nil {
			d.State = string(g.Pass.State(h.Clock.Now()))
		}
		if links {
			if g.Pass == nil || !g.Pass.Opens(h.Clock.Now()) {
				continue
			}
			secret, err := h.Identity.PassSecret(g.Pass.ID)
			if err != nil {
				return err
			}
			d.Link = h.passURL(secret)
		}
		list = append(list, d)
	}
	if c.JSON {
		return c.PrintJSON(list)
	}
	for _, d := range list {
		state := "identity.pass_state." + d.State
		if d.State == "none" {
			state = "schedule.mentor.state.none"
		}
		c.Printf("%-18s  %-36s  %-36s  %-10s  %s\n", d.NIP, d.Name, d.Mentor, c.T(state), d.Link)
	}
	return nil
}
