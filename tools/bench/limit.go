//go:build linux

package main

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/a-h/templ"
	"github.com/klauspost/compress/gzhttp"
	_ "modernc.org/sqlite" // the limit of the machine is measured with the driver that we use
)

// pageSize is the size in bytes of the bare page: that of a home page.
const pageSize = 15_000

// barePage is a page that knows nothing and asks nothing.
func barePage() templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		for n := 0; n < pageSize; {
			m, err := fmt.Fprintf(w, `<tr><td>%s</td><td class="num">%d</td></tr>`, templ.EscapeString("Dinas Pekerjaan Umum & Penataan Ruang"), n)
			if err != nil {
				return err
			}
			n += m
		}
		return nil
	})
}

// serveLimit answers with the bare page, compressed as ours are.
func serveLimit(addr string) error {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	fmt.Println("http://" + l.Addr().String())
	return http.Serve(l, gzhttp.GzipHandler(templ.Handler(barePage())))
}

func startLimit(ctx context.Context) (*process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return launch(ctx, os.Environ(), self, "-limit", "127.0.0.1:0")
}

// durableCommits returns how long one durable commit of one row takes here.
func durableCommits(ctx context.Context, dir string, long time.Duration) (time.Duration, error) {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "limit.db")+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	if err != nil {
		return 0, err
	}
	defer db.Close()
	if _, err := db.ExecContext(ctx, `CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT)`); err != nil {
		return 0, err
	}
	n, begin := 0, time.Now()
	for ; time.Since(begin) < long; n++ {
		if _, err := db.ExecContext(ctx, `INSERT INTO t (text) VALUES ($1)`, strings.Repeat("x", 200)); err != nil {
			return 0, err
		}
	}
	return time.Since(begin) / time.Duration(n), nil
}

// peak returns the largest resident memory of an ended process in bytes.
func peak(state *os.ProcessState) int64 {
	if usage, ok := state.SysUsage().(*syscall.Rusage); ok {
		return usage.Maxrss * 1024
	}
	return 0
}
