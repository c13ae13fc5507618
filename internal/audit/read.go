package audit

import (
	"context"
	"fmt"
	"strings"
	"time"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
)

// Row is a remembered act as read back: states are JSON texts.
type Row struct {
	ID, Agency, At, Actor, Act, Subject, Person, Before, After, Reason string
	Sealed                                                             bool
}

// Filter narrows a reading of the trail; empty fields narrow nothing.
type Filter struct {
	Agency  string
	Person  string
	Subject string
	Act     string   // the act's name, or the beginning of names when it ends with a dot
	People  []string // any of these persons, when not nil
	Actor   string
	From    time.Time // the first instant; the zero time for no beginning
	Until   time.Time // the first instant after the last one; the zero time for no end
	Before  string    // only entries with a smaller id: the page after the one that ended there
	Limit   int
}

// List returns entries, newest first.
func List(ctx context.Context, q db.Q, f Filter) ([]Row, error) {
	where, args := []string{"1 = 1"}, []any{}
	add := func(clause string, v string) {
		if v == "" {
			return
		}
		args = append(args, v)
		where = append(where, fmt.Sprintf(clause, len(args)))
	}
	add("agency_id = $%d", f.Agency)
	add("person_id = $%d", f.Person)
	add("subject = $%d", f.Subject)
	add("actor = $%d", f.Actor)
	add("at >= $%d", stamp(f.From))
	add("at < $%d", stamp(f.Until))
	add("id < $%d", f.Before)
	if strings.HasSuffix(f.Act, ".") {
		add("act >= $%d", f.Act)
		add("act < $%d", f.Act+"~")
	} else {
		add("act = $%d", f.Act)
	}
	if f.People != nil {
		marks := []string{"NULL"}
		for _, p := range f.People {
			args = append(args, p)
			marks = append(marks, fmt.Sprintf("$%d", len(args)))
		}
		where = append(where, "person_id IN ("+strings.Join(marks, ", ")+")")
	}
	args = append(args, max(1, f.Limit))
	return db.List(ctx, q, "read audit trail", func(row db.Row) (r Row, err error) {
		err = row.Scan(&r.ID, &r.Agency, &r.At, &r.Actor, &r.Act, &r.Subject, &r.Person, &r.Before, &r.After, &r.Reason, &r.Sealed)
		return r, err
	}, `SELECT id, agency_id, at, actor, act, subject, person_id, before_state, after_state, reason, sealed FROM audit_entry WHERE `+
		strings.Join(where, " AND ")+fmt.Sprintf(" ORDER BY id DESC LIMIT $%d", len(args)), args...)
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return clock.Stamp(t)
}

// Viewer is one person's reading of another's page.
type Viewer struct {
	Viewer string
	Day    clock.Date
	At     string
}

// Viewers returns who read a person's page, newest first.
func Viewers(ctx context.Context, q db.Q, person string, limit int) ([]Viewer, error) {
	return db.List(ctx, q, "read viewers", func(row db.Row) (v Viewer, err error) {
		err = row.Scan(&v.Viewer, &v.Day, &v.At)
		return v, err
	}, `SELECT viewer, day, at FROM audit_view WHERE person_id = $1 ORDER BY at DESC LIMIT $2`, person, limit)
}
