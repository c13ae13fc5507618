//go:build linux

package main

import (
	"context"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"
)

// load is what driving one page came to.
type load struct {
	perSecond float64
	median    time.Duration
	p95       time.Duration
	cpu       time.Duration // of the server for one request
}

// drive asks for pages in turn over so many connections for a while.
func drive(ctx context.Context, p *process, connections int, long time.Duration, cookie string, addresses ...string) (load, error) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: connections}}
	defer client.CloseIdleConnections() // these people have gone when the next ones come
	if _, err := fetch(ctx, client, p.url+addresses[0], cookie); err != nil {
		return load{}, err
	}
	before, err := p.cpu()
	if err != nil {
		return load{}, err
	}
	var all []time.Duration
	var failed error
	var mu sync.Mutex
	var wg sync.WaitGroup
	begin := time.Now()
	for range connections {
		wg.Go(func() {
			var mine []time.Duration
			var err error
			for i := 0; err == nil && time.Since(begin) < long; i++ {
				at := time.Now()
				_, err = fetch(ctx, client, p.url+addresses[i%len(addresses)], cookie)
				mine = append(mine, time.Since(at))
			}
			mu.Lock()
			defer mu.Unlock()
			all = append(all, mine...)
			if err != nil {
				failed = err
			}
		})
	}
	wg.Wait()
	if failed != nil {
		return load{}, failed
	}
	took := time.Since(begin)
	after, err := p.cpu()
	if err != nil {
		return load{}, err
	}
	slices.Sort(all)
	return load{perSecond: float64(len(all)) / took.Seconds(), median: all[len(all)/2], p95: all[len(all)*95/100], cpu: (after - before) / time.Duration(len(all))}, nil
}

// weigh returns how many bytes an answer has on the wire and before
// compression.
func weigh(ctx context.Context, address, cookie string) (wire, plain int64, err error) {
	for i, encoding := range []string{"gzip", "identity"} {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		if err != nil {
			return 0, 0, err
		}
		r.Header.Set("Accept-Encoding", encoding)
		if cookie != "" {
			r.Header.Set("Cookie", cookie)
		}
		answer, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			return 0, 0, err
		}
		n, err := io.Copy(io.Discard, answer.Body)
		answer.Body.Close()
		if err != nil {
			return 0, 0, err
		}
		if i == 0 {
			wire = n
		} else {
			plain = n
		}
	}
	return wire, plain, nil
}
