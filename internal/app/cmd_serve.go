package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime"
	"sync"
	"time"

	"pamong/internal/kit/web"
	"pamong/internal/org"
)

// defaultAddr is where the pages are served unless told otherwise.
const defaultAddr = "127.0.0.1:8080"

// ServeCmd serves the pages.
type ServeCmd struct {
	Addr string `help:"addr_help" env:"PAMONG_ADDR" default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	Open bool   `help:"open_help"`
}

// Run serves until it is interrupted. A database that carries the demo mark
// is refused: its people are invented and its dates moved.
func (s *ServeCmd) Run(c *Command) error {
	h, err := c.open()
	if err != nil {
		return err
	}
	defer h.Close()
	h.Log = slog.New(slog.NewTextHandler(c.Err, nil))
	demo, err := org.IsDemo(c.Ctx, h.DB)
	if err != nil {
		return err
	}
	if demo {
		return Refused(c.T("cmd.serve_demo"))
	}
	return c.serve(h, s.Addr, false, func(url string) {
		c.Printf("%s\n", c.T("cmd.serving", "URL", url))
		if s.Open {
			go func() { h.report(c.Ctx, "open browser", openBrowser(c.Ctx, runtime.GOOS, url)) }()
		}
	})
}

// serve listens on addr, tells the address once it answers, and runs the
// asynchronous life of the system beside the pages until the context ends.
func (c *Command) serve(h *House, addr string, demo bool, ready func(url string)) error {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return Refused(c.T("cmd.no_listen", "Addr", addr, "Problem", err.Error()))
	}
	if h.Config.URL == "" {
		h.Config.URL = "http://" + l.Addr().String()
	}
	srv := &http.Server{Handler: h.handler(demo), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 1 << 16, ErrorLog: slog.NewLogLogger(h.Log.Handler(), slog.LevelWarn)}
	ctx, stop := context.WithCancel(c.Ctx)
	defer stop()
	var life sync.WaitGroup
	life.Go(func() { h.live(ctx) })
	life.Go(func() { h.report(ctx, "work queue", h.Jobs.Work(ctx, h.reactions())) })
	ready(h.publicURL())
	err = web.Serve(ctx, srv, func() error { return srv.Serve(l) })
	stop()
	life.Wait()
	if err != nil && !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve pages: %w", err)
	}
	return nil
}
