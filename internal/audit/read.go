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
	rows, err := q.Query(ctx, `SELECT id, agency_id, at, actor, act, subject, person_id, before_state, after_state, reason, sealed FROM audit_entry WHERE `+
		strings.Join(where, " AND ")+fmt.Sprintf(" ORDER BY id DESC LIMIT $%d", len(args)), args...)
	if err != nil {
		return nil, fmt.Errorf("read audit trail: %w", err)
	}
	defer rows.Close()
	var list []Row
	for rows.Next() {
		var r Row
		if err := rows.Scan(&r.ID, &r.Agency, &r.At, &r.Actor, &r.Act, &r.Subject, &r.Person, &r.Before, &r.After, &r.Reason, &r.Sealed); err != nil {
			return nil, fmt.Errorf("read audit trail: %w", err)
		}
		list = append(list, r)
	}
	return list, rows.Err()
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
	rows, err := q.Query(ctx, `SELECT viewer, day, at FROM audit_view WHERE person_id = $1 ORDER BY at DESC LIMIT $2`, person, limit)
	if err != nil {
		return nil, fmt.Errorf("read viewers: %w", err)
	}
	defer rows.Close()
	var list []Viewer
	for rows.Next() {
		var v Viewer
		if err := rows.Scan(&v.Viewer, &v.Day, &v.At); err != nil {
			return nil, fmt.Errorf("read viewers: %w", err)
		}
		list = append(list, v)
	}
	return list, rows.Err()
}

// Latest names the newest entry of an agency, "" while there is none. Whoever
// keeps an answer over the facts of an agency sees by it that they changed.
func Latest(ctx context.Context, q db.Q, agency string) (string, error) {
	var id string
	if err := q.QueryRow(ctx, `SELECT COALESCE(MAX(id), '') FROM audit_entry WHERE agency_id = $1`, agency).Scan(&id); err != nil {
		return "", fmt.Errorf("find newest entry: %w", err)
	}
	return id, nil
}
