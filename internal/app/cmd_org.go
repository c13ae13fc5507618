package app

import (
	"encoding/csv"
	"fmt"
	"os"
	"strings"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
)

// OrgCmd groups the commands for agencies and units.
type OrgCmd struct {
	Create OrgCreateCmd `cmd:"" help:"org_create_help"`
	List   OrgListCmd   `cmd:"" help:"org_list_help"`
	Import OrgImportCmd `cmd:"" help:"org_import_help"`
}

// OrgCreateCmd makes an agency.
type OrgCreateCmd struct {
	Code string `arg:"" help:"agency_code_help"`
	Name string `arg:"" help:"agency_name_help"`
	Zone string `help:"zone_help" default:"WIB" placeholder:"WIB|WITA|WIT"`
	Hue  int    `help:"hue_help" placeholder:"0-359"`
}

// Run makes the agency.
func (o *OrgCreateCmd) Run(c *Command) error {
	h, err := c.open()
	if err != nil {
		return err
	}
	defer h.Close()
	agency, err := h.Org.CreateAgency(c.Ctx, atMachine, org.Agency{Code: o.Code, Name: o.Name, Zone: org.Zone(o.Zone), Hue: o.Hue})
	if err != nil {
		return err
	}
	if c.JSON {
		return c.PrintJSON(map[string]string{"id": string(agency), "code": o.Code})
	}
	c.Printf("%s\n", c.T("cmd.agency_made", "Name", o.Name))
	return nil
}

// OrgListCmd lists the agencies.
type OrgListCmd struct{}

type agencyData struct {
	Code  string `json:"code"`
	Name  string `json:"name"`
	Zone  string `json:"zone"`
	Today string `json:"today"`
}

// Run lists the agencies.
func (o *OrgListCmd) Run(c *Command) error {
	h, err := c.open()
	if err != nil {
		return err
	}
	defer h.Close()
	all, err := org.Agencies(c.Ctx, h.DB)
	if err != nil {
		return err
	}
	list := []agencyData{}
	for _, a := range all {
		list = append(list, agencyData{a.Code, a.Name, string(a.Zone), string(a.Today(h.Clock.Now()))})
	}
	if c.JSON {
		return c.PrintJSON(list)
	}
	for _, a := range list {
		c.Printf("%-16s %-40s %s %s\n", a.Code, a.Name, a.Zone, a.Today)
	}
	return nil
}

// OrgImportCmd loads a tree of units.
type OrgImportCmd struct {
	File   string `arg:"" type:"existingfile" help:"org_file_help"`
	Agency string `required:"" help:"agency_help" placeholder:"CODE"`
}

// Run loads the tree.
func (o *OrgImportCmd) Run(c *Command) error {
	list, err := readUnits(o.File)
	if err != nil {
		return err
	}
	h, err := c.open()
	if err != nil {
		return err
	}
	defer h.Close()
	agency, err := c.agencyOf(h.DB, o.Agency)
	if err != nil {
		return err
	}
	n, err := h.Org.AddUnits(c.Ctx, atMachine, agency.ID, list, agency.Today(h.Clock.Now()))
	if err != nil {
		return err
	}
	if c.JSON {
		return c.PrintJSON(map[string]int{"read": len(list), "added": n})
	}
	c.Printf("%s\n", c.T("cmd.units_added", "N", n, "Read", len(list)))
	return nil
}

// readUnits reads a csv file with the columns code, parent_code, kind, name.
func readUnits(name string) ([]org.NewUnit, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, fault.Invalid("cmd.bad_csv", "Problem", err.Error())
	}
	if len(rows) == 0 || strings.Join(rows[0], ",") != "code,parent_code,kind,name" {
		return nil, fault.Invalid("cmd.bad_units_header")
	}
	var list []org.NewUnit
	for _, r := range rows[1:] {
		list = append(list, org.NewUnit{Code: r[0], Parent: r[1], Kind: r[2], Name: r[3]})
	}
	return list, nil
}

// UserCmd groups the commands for accounts.
type UserCmd struct {
	Create UserCreateCmd `cmd:"" help:"user_create_help"`
	Renew  UserRenewCmd  `cmd:"" help:"user_renew_help"`
	List   UserListCmd   `cmd:"" help:"user_list_help"`
	Views  UserViewsCmd  `cmd:"" help:"user_views_help"`

	Handover UserHandoverCmd `cmd:"" help:"user_handover_help"`
}

// UserCreateCmd gives somebody a role and prints the activation link.
type UserCreateCmd struct {
	Login  string `arg:"" help:"login_help"`
	Name   string `required:"" help:"user_name_help"`
	Role   string `required:"" help:"role_help" placeholder:"officer|committee|leader|auditor|admin|operator|…"`
	Agency string `help:"agency_help" placeholder:"CODE"`
	Title  string `help:"user_title_help"`
	Phone  string `help:"phone_help"`
	Batch  string `help:"user_batch_help" placeholder:"II"`
	Group  int    `help:"user_group_help" placeholder:"N"`
	Unit   string `help:"user_unit_help" placeholder:"NAME"`
}

// Run invites the person.
func (u *UserCreateCmd) Run(c *Command) error {
	h, err := c.open()
	if err != nil {
		return err
	}
	defer h.Close()
	v := identity.Invitation{Name: u.Name, Title: u.Title, Phone: u.Phone, Role: access.Role(u.Role)}
	if strings.Contains(u.Login, "@") {
		v.Email = u.Login
	} else {
		v.NIP = u.Login
	}
	agency := ""
	if v.Role != access.Operator {
		a, err := c.agencyOf(h.DB, u.Agency)
		if err != nil {
			return err
		}
		agency = string(a.ID)
		if err := u.reach(c, h, a, &v); err != nil {
			return err
		}
	}
	_, secret, err := h.Identity.Invite(c.Ctx, atMachine, agency, v)
	if err != nil {
		return err
	}
	return c.printLink(h, secret)
}

func (c *Command) printLink(h *House, secret string) error {
	link := ""
	if secret != "" {
		link = h.activationURL(secret)
	}
	if c.JSON {
		return c.PrintJSON(map[string]string{"link": link})
	}
	if link == "" {
		c.Printf("%s\n", c.T("cmd.user_active"))
		return nil
	}
	c.Printf("%s\n%s\n", c.T("cmd.user_link"), link)
	return nil
}

// UserRenewCmd makes a new activation link: a forgotten password, a lost
// phone.
type UserRenewCmd struct {
	Login  string `arg:"" help:"login_help"`
	Agency string `help:"agency_help" placeholder:"CODE"`
}

// Run makes the link and ends the sessions of the account.
func (u *UserRenewCmd) Run(c *Command) error {
	h, err := c.open()
	if err != nil {
		return err
	}
	defer h.Close()
	agency := ""
	if u.Agency != "" {
		a, err := c.agencyOf(h.DB, u.Agency)
		if err != nil {
			return err
		}
		agency = string(a.ID)
	}
	account, err := identity.ByLogin(c.Ctx, h.DB, u.Login)
	if err != nil {
		return err
	}
	secret, err := h.Identity.Renew(c.Ctx, atMachine, agency, account.ID)
	if err != nil {
		return err
	}
	return c.printLink(h, secret)
}

// UserListCmd lists who has a role in an agency.
type UserListCmd struct {
	Agency string `required:"" help:"agency_help" placeholder:"CODE"`
}

type memberData struct {
	Name  string   `json:"name"`
	Login string   `json:"login"`
	Roles []string `json:"roles"`
	State string   `json:"state"`
}

// Run lists the members.
func (u *UserListCmd) Run(c *Command) error {
	h, err := c.open()
	if err != nil {
		return err
	}
	defer h.Close()
	a, err := c.agencyOf(h.DB, u.Agency)
	if err != nil {
		return err
	}
	members, err := identity.Members(c.Ctx, h.DB, string(a.ID), true)
	if err != nil {
		return err
	}
	list := []memberData{}
	for _, m := range members {
		d := memberData{Name: m.Name, Login: m.Email, State: string(m.State)}
		if d.Login == "" {
			d.Login = m.NIP
		}
		for _, g := range m.Grants {
			d.Roles = append(d.Roles, string(g.Role))
		}
		list = append(list, d)
	}
	if c.JSON {
		return c.PrintJSON(list)
	}
	for _, m := range list {
		c.Printf("%-40s %-30s %-10s %s\n", m.Name, m.Login, m.State, strings.Join(m.Roles, ", "))
	}
	return nil
}

// activationURL is the address of an activation link.
func (h *House) activationURL(secret string) string {
	return fmt.Sprintf("%s/activate/%s", h.publicURL(), secret)
}

// passURL is the address of the signed link of somebody without an account.
func (h *House) passURL(secret string) string { return h.publicURL() + identity.PassPath(secret) }

// publicURL is the address under which people reach the pages, without a
// slash at its end.
func (h *House) publicURL() string {
	if h.Config.URL != "" {
		return strings.TrimRight(h.Config.URL, "/")
	}
	return "http://" + defaultAddr
}
