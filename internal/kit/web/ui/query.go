package ui

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// The names under which the state of a list stands in the address.
const (
	paramSearch = "q"
	paramSort   = "sort" // a column, with "-" before it for descending
	paramPage   = "page"
)

// Query is the state of a list as it stands in the address: filters, words
// searched, order and page. Every link of a list is made from it, so that
// changing one thing keeps the others.
type Query struct {
	Path   string
	Values url.Values
}

// QueryOf reads the state of a list from a request.
func QueryOf(r *http.Request) Query { return Query{Path: r.URL.Path, Values: r.URL.Query()} }

// Get returns one value of the state.
func (q Query) Get(name string) string { return q.Values.Get(name) }

// Search returns the words searched, without surrounding spaces.
func (q Query) Search() string { return strings.TrimSpace(q.Get(paramSearch)) }

// Sort returns the column of the order and whether it descends; "" is the
// order that the list has by itself.
func (q Query) Sort() (column string, descending bool) {
	s := q.Get(paramSort)
	return strings.TrimPrefix(s, "-"), strings.HasPrefix(s, "-")
}

// lastPage bounds the number of a page, so that what is skipped can be counted.
const lastPage = 1_000_000

// Page returns the number of the page, from 1 to a million.
func (q Query) Page() int {
	n, err := strconv.Atoi(q.Get(paramPage))
	if err != nil || n < 1 {
		return 1
	}
	return min(n, lastPage)
}

// PageOf returns the part of a list that stands on the page of the address, with
// size entries at most; a page past the end has none.
func PageOf[T any](q Query, size int, list []T) []T {
	from := min(len(list), (q.Page()-1)*size)
	return list[from:min(len(list), from+size)]
}

// With returns the address with one value changed, or taken away when it is
// empty. Any change but that of the page goes back to the first page.
func (q Query) With(name, value string) string {
	next := url.Values{}
	for k, v := range q.Values {
		if k != name && (k != paramPage || name == paramPage) {
			next[k] = v
		}
	}
	if value != "" {
		next.Set(name, value)
	}
	if len(next) == 0 {
		return q.Path
	}
	return q.Path + "?" + next.Encode()
}

// Whole returns the address at path of the whole list in another form, such as
// a spreadsheet: filter and order are kept, the page is not.
func (q Query) Whole(path string) string {
	return Query{Path: path, Values: q.Values}.With(paramPage, "")
}

// sortLink returns the address that orders by the column, or turns its order.
func (q Query) sortLink(column string) string {
	if now, descending := q.Sort(); now == column && !descending {
		column = "-" + column
	}
	return q.With(paramSort, column)
}

// others returns the state that a search form must carry along.
func (q Query) others(own ...string) []Hidden {
	var hidden []Hidden
	for _, name := range slices.Sorted(maps.Keys(q.Values)) {
		if name == paramPage || slices.Contains(own, name) {
			continue
		}
		for _, v := range q.Values[name] {
			hidden = append(hidden, Hidden{Name: name, Value: v})
		}
	}
	return hidden
}
