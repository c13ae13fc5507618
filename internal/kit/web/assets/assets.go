// Package assets serves the few files that every page needs: the stylesheet,
// the font, htmx and the page script.
//
// Each file has the hash of its content in its address, so that browsers keep
// it for a year and a new version is a new address. The files are compressed
// once, when they are first asked for. Nothing is fetched from elsewhere: the
// content security policy of the product allows only our own files.
package assets

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// Prefix is where Handler is mounted.
const Prefix = "/static/"

// The names of the files, as URL and Read take them.
const (
	Style  = "pamong.css"
	Script = "pamong.js"
	HTMX   = "htmx.min.js"
	Font   = "plus-jakarta-sans.woff2"
	Mark   = "mark.svg" // the icon in the tab of the browser

	// Only pages with a board of days and hours load these two.
	BoardStyle  = "board.css"
	BoardScript = "board.js"
)

//go:embed css/*.css board.css *.js *.svg *.woff2 *.txt
var files embed.FS

// File is one served file.
type File struct {
	Name    string
	Hash    string // first 12 hex digits of the SHA-256 of Body
	Type    string
	Body    []byte
	Gzipped []byte // nil when compression does not help
}

// URL returns the address of the file, which changes with its content.
func (f *File) URL() string { return Prefix + f.Hash + "/" + f.Name }

var table = sync.OnceValue(load)

// URL returns the address of the named file. An unknown name is a mistake in
// the program and returns an address that answers 404.
func URL(name string) string {
	if f := table()[name]; f != nil {
		return f.URL()
	}
	return Prefix + "none/" + name
}

// Read returns the named file, nil when there is none.
func Read(name string) *File { return table()[name] }

// Handler serves the files below Prefix.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hash, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, Prefix), "/")
		f := table()[name]
		if f == nil || f.Hash != hash {
			http.NotFound(w, r)
			return
		}
		send(w, r, f)
	})
}

func send(w http.ResponseWriter, r *http.Request, f *File) {
	h := w.Header()
	h.Set("Content-Type", f.Type)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("ETag", `"`+f.Hash+`"`)
	if f.Gzipped != nil {
		h.Add("Vary", "Accept-Encoding")
	}
	if r.Header.Get("If-None-Match") == `"`+f.Hash+`"` {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body := f.Body
	if f.Gzipped != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = f.Gzipped
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the reader has gone; there is nobody to tell
	}
}

// load builds the table: the sheets of css/ joined in the order of their
// names, with the address of the font put in.
func load() map[string]*File {
	t := map[string]*File{}
	add(t, Font, "font/woff2", read(Font))
	add(t, "OFL.txt", "text/plain; charset=utf-8", read("OFL.txt"))
	add(t, HTMX, "text/javascript; charset=utf-8", read(HTMX))
	add(t, Mark, "image/svg+xml", read(Mark))
	add(t, Script, "text/javascript; charset=utf-8", read(Script))
	add(t, Style, "text/css; charset=utf-8", style(t[Font].URL()))
	add(t, BoardStyle, "text/css; charset=utf-8", tight(string(read(BoardStyle))))
	add(t, BoardScript, "text/javascript; charset=utf-8", read(BoardScript))
	return t
}

func add(t map[string]*File, name, kind string, body []byte) {
	sum := sha256.Sum256(body)
	t[name] = &File{Name: name, Hash: hex.EncodeToString(sum[:])[:12], Type: kind, Body: body, Gzipped: compress(kind, body)}
}

func read(name string) []byte {
	body, err := files.ReadFile(name)
	if err != nil {
		panic(fmt.Sprintf("embedded file %s: %v", name, err)) // the build guarantees it
	}
	return body
}

func compress(kind string, body []byte) []byte {
	if kind == "font/woff2" {
		return nil // compressed already
	}
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	_, _ = w.Write(body) // a buffer takes everything
	_ = w.Close()
	return b.Bytes()
}

var (
	comments = regexp.MustCompile(`(?s)/\*.*?\*/`)
	spaces   = regexp.MustCompile(`\s+`)
	edges    = regexp.MustCompile(`\s*([{};,>])\s*`)
)

// tight takes comments and needless spaces out of a sheet.
func tight(text string) []byte {
	text = comments.ReplaceAllString(text, "")
	text = spaces.ReplaceAllString(text, " ")
	text = edges.ReplaceAllString(text, "$1")
	return []byte(strings.ReplaceAll(text, ";}", "}"))
}

// style joins the sheets.
func style(font string) []byte {
	names, err := fs.Glob(files, "css/*.css")
	if err != nil {
		panic(err) // the pattern is constant
	}
	var b bytes.Buffer
	for _, n := range names {
		b.Write(read(n))
	}
	return bytes.Replace(tight(b.String()), []byte(Font), []byte(font), 1)
}
