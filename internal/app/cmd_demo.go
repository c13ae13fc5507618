package app

import (
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"

	"pamong/internal/demo"
	"pamong/internal/kit/clock"
	"pamong/internal/org"
)

// DemoCmd serves a filled system in which everybody is invented.
type DemoCmd struct {
	Addr   string   `help:"addr_help" default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	Today  []string `help:"demo_today_help" placeholder:"CODE=DATE" sep:"none"`
	Expose bool     `name:"expose-demo" help:"demo_expose_help"`
}

// Run fills an empty database, or goes on with one marked as a demo, and
// serves it. Without --db everything is gone when it ends.
func (d *DemoCmd) Run(c *Command) error {
	days, err := d.days(c)
	if err != nil {
		return err
	}
	if !d.Expose && !loopback(d.Addr) {
		return Refused(c.T("cmd.demo_exposed", "Addr", d.Addr))
	}
	if c.Config.Database == defaultDatabase {
		dir, err := os.MkdirTemp("", "pamong-demo-")
		if err != nil {
			return fmt.Errorf("make folder of the demo: %w", err)
		}
		defer os.RemoveAll(dir)
		c.Config.Database, c.Config.Files, c.Config.Secret = filepath.Join(dir, "pamong.db"), filepath.Join(dir, "files"), filepath.Join(dir, "pamong.secret")
	}
	c.Config.SMTP = SMTP{} // nobody invented gets mail
	h, err := c.open()
	if err != nil {
		return err
	}
	defer h.Close()
	h.Log = slog.New(slog.NewTextHandler(c.Err, nil))
	marked, err := org.IsDemo(c.Ctx, h.DB)
	if err != nil {
		return err
	}
	if !marked {
		c.Printf("%s\n", c.T("cmd.demo_filling"))
		if err := h.demoOffice().Fill(c.Ctx, days); err != nil {
			return err
		}
	}
	h.exposed = d.Expose
	return c.serve(h, d.Addr, true, func(at string) { c.Printf("%s\n%s\n", c.T("cmd.serving", "URL", at), c.T("cmd.demo_begin")) })
}

func (d *DemoCmd) days(c *Command) (map[string]clock.Date, error) {
	days := map[string]clock.Date{}
	for _, pair := range d.Today {
		code, text, _ := strings.Cut(pair, "=")
		day, err := clock.ParseDate(text)
		if err != nil {
			return nil, c.notADay(text)
		}
		days[code] = day
	}
	return days, nil
}

// loopback reports whether an address answers on this machine only.
func loopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// demoOffice gives the demo the desks it works at.
func (h *House) demoOffice() *demo.Office {
	return &demo.Office{DB: h.DB, Clock: h.Clock, Org: h.Org, Identity: h.Identity, Papers: h.Papers, Post: h.Post, Roster: h.Roster, Training: h.Training, Trainers: h.Trainers, Venues: h.Venues, Logistics: h.Logistics, Schedule: h.Schedule, Seminars: h.Seminars,
		Attendance: h.Attendance, Actualization: h.Actualization, Evaluation: h.Evaluation, Certificates: h.Certificates, Probation: h.Probation}
}
