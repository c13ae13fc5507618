package app

import (
	"cmp"
	"slices"

	"pamong/internal/kit/fault"
	"pamong/internal/notify"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/roster"
	"pamong/internal/trainer"
)

// MessagesCmd groups the commands of messages to people.
type MessagesCmd struct {
	List  MessagesListCmd  `cmd:"" help:"messages_list_help"`
	Done  MessagesDoneCmd  `cmd:"" help:"messages_done_help"`
	Quiet MessagesQuietCmd `cmd:"" help:"messages_quiet_help"`
}

// reachData is somebody on a roster or on the list of trainers whom the office
// tells, as JSON.
type reachData struct {
	NIP   string                    `json:"nip"`
	Name  string                    `json:"name"`
	Phone string                    `json:"phone,omitempty"`
	State notify.ReachState         `json:"state"`
	N     map[notify.ReachState]int `json:"messages"`
	First string                    `json:"first,omitempty"`
}

// compare puts those first who want attention, those who wait longest before others.
func (a reachData) compare(b reachData) int {
	return cmp.Or(slices.Index(notify.ReachStates, a.State)-slices.Index(notify.ReachStates, b.State), cmp.Compare(a.First, b.First), cmp.Compare(a.Name, b.Name), cmp.Compare(a.NIP, b.NIP))
}

// linksData are links of one kind that wait for the office, as JSON.
type linksData struct {
	Kind  string `json:"kind"`
	State string `json:"state"`
	N     int    `json:"n"`
}

// messagesData is all that waits to be sent, as JSON.
type messagesData struct {
	People []reachData `json:"people"`
	Guests []reachData `json:"trainers"` // without an account
	Links  []linksData `json:"links"`
}

// MessagesListCmd prints whom on the roster and which trainers without an account
// the office has to tell, and how far it is; then the links that wait to be sent, by
// kind.
type MessagesListCmd struct{ AgencyFlag }

// Run prints the list, those who wait longest first.
func (m *MessagesListCmd) Run(c *Command) error {
	return m.with(c, func(h *House, a org.Agency) error {
		d, err := reachedOf(c, h, a)
		if err != nil {
			return err
		}
		waits, err := h.Desk.Waits(c.Ctx, atMachine, a)
		if err != nil {
			return err
		}
		for _, l := range waits.Links() {
			d.Links = append(d.Links, linksData{l.Kind, l.State, l.N})
		}
		if c.JSON {
			return c.PrintJSON(d)
		}
		for _, p := range slices.Concat(d.People, d.Guests) {
			c.Printf("%-18s  %-36s  %-14s  %-10s  %s\n", p.NIP, p.Name, p.Phone, p.First, c.T("notify.reach."+string(p.State)))
		}
		for _, l := range waits.Links() {
			c.Printf("%s\n", c.T(l.Key(), "N", l.N))
		}
		return nil
	})
}

// reachedOf lists whom the office has to tell, in the order in which they are
// printed, without links yet.
func reachedOf(c *Command, h *House, a org.Agency) (messagesData, error) {
	d := messagesData{[]reachData{}, []reachData{}, []linksData{}}
	all, err := notify.Worklist(c.Ctx, h.DB, atMachine, h.Post.ScopeOf(a, ""))
	if err != nil {
		return d, err
	}
	people, err := roster.All(c.Ctx, h.DB, a.ID)
	if err != nil {
		return d, err
	}
	trainers, err := trainer.All(c.Ctx, h.DB, a.ID)
	if err != nil {
		return d, err
	}
	by := make(map[string]roster.Person, len(people))
	for _, p := range people {
		by[string(p.ID)] = p
	}
	guests := make(map[string]trainer.Trainer, len(trainers))
	for _, t := range trainers {
		guests[string(t.ID)] = t
	}
	for _, r := range all {
		if p, ok := by[r.Person]; ok {
			d.People = append(d.People, reachData{p.NIP, p.Name, p.Phone, r.State(), countsOf(r.N), string(r.First)})
		} else if t, ok := guests[r.Person]; ok {
			d.Guests = append(d.Guests, reachData{t.NIP, t.Name, t.Phone, r.State(), countsOf(r.N), string(r.First)})
		}
	}
	slices.SortFunc(d.People, reachData.compare)
	slices.SortFunc(d.Guests, reachData.compare)
	return d, nil
}

// countsOf names the counts of states; those without messages are left out.
func countsOf(n notify.ReachCounts) map[notify.ReachState]int {
	list := map[notify.ReachState]int{}
	for _, s := range notify.ReachStates {
		if n.Of(s) > 0 {
			list[s] = n.Of(s)
		}
	}
	return list
}

// MessagesDoneCmd ticks what people had to be told as done.
type MessagesDoneCmd struct {
	AgencyFlag
	Who  []string `arg:"" name:"who" help:"messages_nip_help"`
	Undo bool     `help:"messages_undo_help"`
}

// Run ticks it, or takes the last ticks back.
func (m *MessagesDoneCmd) Run(c *Command) error {
	return m.with(c, func(h *House, a org.Agency) error {
		guests, err := trainer.All(c.Ctx, h.DB, a.ID)
		if err != nil {
			return err
		}
		guests = slices.DeleteFunc(guests, func(t trainer.Trainer) bool { return t.Account != "" })
		var to []notify.Recipient
		for _, who := range m.Who {
			some, err := toldAs(c, h, a, guests, who)
			if err != nil {
				return err
			}
			for _, r := range some {
				if !slices.Contains(to, r) {
					to = append(to, r)
				}
			}
		}
		n, err := h.Post.MarkDone(c.Ctx, atMachine, h.Post.ScopeOf(a, ""), !m.Undo, to...)
		if err != nil {
			return err
		}
		if c.JSON {
			return c.PrintJSON(map[string]int{"messages": n})
		}
		c.Printf("%s\n", c.T("app.messages.changed", "N", n))
		return nil
	})
}

// toldAs finds as whom somebody is told: as the person on the roster with an NIP,
// as the trainer without an account with that NIP or exactly that name, or as both.
func toldAs(c *Command, h *House, a org.Agency, guests []trainer.Trainer, who string) ([]notify.Recipient, error) {
	if org.Fold(who) == "" {
		return nil, fault.Invalid("app.messages.empty")
	}
	var to []notify.Recipient
	p, err := roster.ByNIP(c.Ctx, h.DB, a.ID, regulation.CleanNIP(who))
	if err == nil {
		to = append(to, notify.Recipient{Person: string(p.ID)})
	} else if fault.KindOf(err) != fault.KindNotFound {
		return nil, err
	}
	t, err := called(guests, who)
	if err == nil {
		to = append(to, t.Recipient())
	} else if fault.KindOf(err) != fault.KindNotFound {
		return nil, err
	}
	if len(to) == 0 {
		return nil, fault.NotFound("app.messages.unknown", "Name", who)
	}
	return to, nil
}

// MessagesQuietCmd prints or sets when an agency disturbs nobody.
type MessagesQuietCmd struct {
	AgencyFlag
	From  string `help:"messages_from_help" placeholder:"20.00"`
	Until string `help:"messages_until_help" placeholder:"06.00"`
	Never bool   `help:"messages_never_help"`
}

// Run sets what was given and prints what holds.
func (m *MessagesQuietCmd) Run(c *Command) error {
	return m.with(c, func(h *House, a org.Agency) error {
		if m.From != "" || m.Until != "" || m.Never {
			v, err := notify.ParseQuiet(m.From, m.Until)
			if err == nil {
				err = h.Post.SetQuiet(c.Ctx, atMachine, a.ID, v)
			}
			if err != nil {
				return err
			}
		}
		v, err := notify.QuietOf(c.Ctx, h.DB, a.ID)
		if err != nil {
			return err
		}
		from, until := v.Texts()
		if c.JSON {
			return c.PrintJSON(map[string]string{"from": from, "until": until})
		}
		c.Printf("%s–%s\n", from, until)
		return nil
	})
}
