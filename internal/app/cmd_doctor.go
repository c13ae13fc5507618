package app

// DoctorCmd explains what is wrong with an installation and how to mend it.
type DoctorCmd struct{}

// Run looks at everything and refuses when something is wrong.
func (d *DoctorCmd) Run(c *Command) error {
	list := checkup{c.Ctx, c.Config, c.Speaker}.all()
	sick := 0
	for _, f := range list {
		if !f.OK {
			sick++
		}
	}
	if c.JSON {
		if err := c.PrintJSON(list); err != nil {
			return err
		}
	} else {
		for _, f := range list {
			mark := "✓"
			if !f.OK {
				mark = "✗"
			}
			c.Printf("%s %-10s %s\n", mark, f.Check, f.Text)
		}
	}
	if sick > 0 {
		return Refused(c.T("cmd.doctor_sick", "N", sick))
	}
	return nil
}
