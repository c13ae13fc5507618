//go:build linux

package main

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// works drives the filled system.
type works struct {
	*system
	bare    *process
	table   *table
	long    time.Duration
	commits time.Duration // one durable commit
}

// The bars of the design that these works are held against.
const (
	barStart    = 300 * time.Millisecond
	barVisit    = 60_000 // bytes on the wire
	barRequests = 8
	barAgain    = 15_000
	barHome     = 1500 * time.Microsecond
	barList     = 10 * time.Millisecond
	barListSize = 150_000
	barMarks    = 15 * time.Millisecond
	barSheet    = 30 * time.Millisecond
	barBackup   = time.Second
	barSlowest  = 100 * time.Millisecond
	barMemory   = 60_000_000
)

func (w *works) start(context.Context) error {
	w.table.add(row{work: "start to first answer, filled database", ours: milliseconds(w.filled), bar: "300 ms", met: w.filled <= barStart})
	return nil
}

var linked = regexp.MustCompile(`(?:src|href)="(/assets/[^"]+|/[^"]+\.(?:css|js|woff2|svg)[^"]*)"`)

// firstVisit weighs a home page with all that it brings along.
func (w *works) firstVisit(ctx context.Context) error {
	cookie := w.people["pontianak/Peserta"]
	page, err := fetch(ctx, http.DefaultClient, w.url+"/a/pontianak", cookie)
	if err != nil {
		return err
	}
	again, _, err := weigh(ctx, w.url+"/a/pontianak", cookie)
	if err != nil {
		return err
	}
	whole, n := again, 1
	var seen []string
	for _, m := range linked.FindAllStringSubmatch(string(page), -1) {
		if slices.Contains(seen, m[1]) {
			continue
		}
		seen = append(seen, m[1])
		size, _, err := weigh(ctx, w.url+m[1], cookie)
		if err != nil {
			return err
		}
		whole, n = whole+size, n+1
	}
	w.table.add(row{work: "first visit, empty cache", ours: kilobytes(whole), limit: strconv.Itoa(n) + " requests", bar: "60 KB in 8", met: whole <= barVisit && n <= barRequests})
	w.table.add(row{work: "the next page", ours: kilobytes(again), bar: "15 KB", met: again <= barAgain})
	return nil
}

// homes drives the home page of each role beside the bare page.
func (w *works) homes(ctx context.Context) error {
	limit, err := drive(ctx, w.bare, 16, w.long, "", "/")
	if err != nil {
		return err
	}
	for _, role := range []string{"Peserta", "Mentor", "Coach dan pengampu", "Panitia", "Pengelola kepegawaian", "Pimpinan"} {
		cookie, known := w.people["pontianak/"+role]
		if !known {
			return fmt.Errorf("nobody is %s in the demo", role)
		}
		for _, connections := range []int{16, 64} {
			got, err := drive(ctx, w.process, connections, w.long, cookie, "/a/pontianak")
			if err != nil {
				return err
			}
			w.table.add(row{work: fmt.Sprintf("home, %s, %d connections", role, connections), ours: perSecond(got), limit: perSecond(limit),
				ratio: ratio(got.cpu, limit.cpu), cpu: got.cpu, bar: "1.5 ms CPU", met: got.cpu <= barHome})
		}
	}
	return nil
}

func perSecond(l load) string { return fmt.Sprintf("%.0f/s", l.perSecond) }

// lists drives the long lists of an officer.
func (w *works) lists(ctx context.Context) error {
	cookie := w.people["pontianak/Pengelola kepegawaian"]
	_, plain, err := weigh(ctx, w.url+"/a/pontianak/people", cookie)
	if err != nil {
		return err
	}
	if err := w.page(ctx, "people list, a page of 50", cookie, barList, "10 ms CPU", "/a/pontianak/people"); err != nil {
		return err
	}
	w.table.add(row{work: "people list, before compression", ours: kilobytes(plain), bar: "150 KB", met: plain <= barListSize})
	if err := w.page(ctx, "people list, searched", cookie, barList, "10 ms CPU", "/a/pontianak/people?q=putri"); err != nil {
		return err
	}
	if err := w.page(ctx, "probation list", w.people["bontang/Pengelola kepegawaian"], barList, "10 ms CPU", "/a/bontang/probation"); err != nil {
		return err
	}
	batches, err := w.batches(ctx)
	if err != nil {
		return err
	}
	return w.together(ctx, "marks of 338 people with all parts", w.people["pontianak/Panitia"], barMarks, "15 ms CPU", batches)
}

// page drives one page over four connections.
func (w *works) page(ctx context.Context, work, cookie string, most time.Duration, bar string, address string) error {
	got, err := drive(ctx, w.process, 4, w.long, cookie, address)
	if err == nil {
		w.table.add(row{work: work, ours: perSecond(got), cpu: got.cpu, bar: bar, met: got.cpu <= most})
	}
	return err
}

// together drives pages that make up one work: the CPU is that of all.
func (w *works) together(ctx context.Context, work, cookie string, most time.Duration, bar string, addresses []string) error {
	got, err := drive(ctx, w.process, 4, w.long, cookie, addresses...)
	if err == nil {
		all := got.cpu * time.Duration(len(addresses))
		w.table.add(row{work: fmt.Sprintf("%s (%d pages)", work, len(addresses)), cpu: all, bar: bar, met: all <= most})
	}
	return err
}

var markPage = regexp.MustCompile(`/a/pontianak/evaluation/[0-9a-f-]{36}`)

// batches returns the pages of marks of all batches.
func (w *works) batches(ctx context.Context) ([]string, error) {
	page, err := fetch(ctx, http.DefaultClient, w.url+"/a/pontianak/evaluation", w.people["pontianak/Panitia"])
	if err != nil {
		return nil, err
	}
	found := markPage.FindAllString(string(page), -1)
	slices.Sort(found)
	return slices.Compact(found), nil
}

// sheets drives what people take away as xlsx.
func (w *works) sheets(ctx context.Context) error {
	batches, err := w.batches(ctx)
	if err != nil {
		return err
	}
	var sheets []string
	for _, b := range batches {
		sheets = append(sheets, b+"/sheet.xlsx")
	}
	if err := w.together(ctx, "marks of 338 people to xlsx", w.people["pontianak/Panitia"], barSheet, "30 ms CPU", sheets); err != nil {
		return err
	}
	return w.page(ctx, "people list to xlsx, 338 rows", w.people["pontianak/Pengelola kepegawaian"], barSheet, "30 ms CPU", "/a/pontianak/people.xlsx")
}

var rollPage = regexp.MustCompile(`/a/pontianak/attendance/sessions/[0-9a-f-]{36}`)

// roll drives the page on which a roll is called.
func (w *works) roll(ctx context.Context) error {
	cookie := w.people["pontianak/Panitia"]
	page, err := fetch(ctx, http.DefaultClient, w.url+"/a/pontianak/attendance", cookie)
	if err != nil {
		return err
	}
	found := rollPage.FindString(string(page))
	if found == "" {
		return fmt.Errorf("no session of the demo has a roll today")
	}
	return w.page(ctx, "page of a roll", cookie, barList, "10 ms CPU", found)
}

// backup takes one while people work.
func (w *works) backup(ctx context.Context) error {
	type result struct {
		took time.Duration
		err  error
	}
	done := make(chan result, 1)
	file := strings.TrimSuffix(w.program, "pamong") + "backup.zip"
	go func() {
		took, _, _, err := w.command(ctx, w.env, "backup", file)
		done <- result{took, err}
	}()
	cookie, slowest := w.people["pontianak/Peserta"], time.Duration(0)
	for {
		select {
		case r := <-done:
			if r.err == nil {
				w.table.add(row{work: "backup of the filled cities while serving", ours: milliseconds(r.took), limit: "slowest " + milliseconds(slowest), bar: "1 s, 100 ms", met: r.took <= barBackup && slowest <= barSlowest})
			}
			return r.err
		default:
			at := time.Now()
			if _, err := fetch(ctx, http.DefaultClient, w.url+"/a/pontianak", cookie); err != nil {
				return err
			}
			slowest = max(slowest, time.Since(at))
		}
	}
}

// settles is how long a server takes to notice that nobody comes any more.
const settles = 25 * time.Second

// idle looks at the memory once the load is over.
func (w *works) idle(context.Context) error {
	time.Sleep(settles)
	before, err := w.cpu()
	if err != nil {
		return err
	}
	time.Sleep(5 * time.Second)
	after, err := w.cpu()
	if err != nil {
		return err
	}
	memory, err := w.memory()
	if err != nil {
		return err
	}
	w.table.add(row{work: "memory when idle after load (PSS)", ours: fmt.Sprintf("%.0f MB", float64(memory)/1e6), bar: "60 MB", met: memory <= barMemory})
	w.table.add(row{work: "CPU of one second when idle", cpu: (after - before) / 5})
	return nil
}
