package db

import (
	"context"
	"fmt"
	"strconv"
	"strings"
)

// bulkRows is how many rows one statement inserts.
const bulkRows = 50

// InsertAll inserts many rows with few statements. Head is the statement up to
// and including VALUES, width the number of columns, tail what follows the
// rows, such as ON CONFLICT; args hold the rows one after the other.
func (t *Tx) InsertAll(ctx context.Context, head string, width int, args []any, tail string) error {
	for len(args) > 0 {
		n := min(len(args)/width, bulkRows)
		if n == 0 {
			return fmt.Errorf("insert rows: %d values are no row of %d", len(args), width)
		}
		if err := t.Do(ctx, head+placeholders(t.kind, n, width)+tail, args[:n*width]...); err != nil {
			return err
		}
		args = args[n*width:]
	}
	return nil
}

// placeholders writes ($1, $2), ($3, $4) for PostgreSQL and (?, ?), (?, ?) for
// SQLite, whose driver searches every name among all the others.
func placeholders(kind Kind, rows, width int) string {
	var b strings.Builder
	for i := range rows * width {
		switch {
		case i == 0:
			b.WriteString(" (")
		case i%width == 0:
			b.WriteString("), (")
		default:
			b.WriteString(", ")
		}
		if kind == SQLite {
			b.WriteByte('?')
		} else {
			fmt.Fprintf(&b, "$%d", i+1)
		}
	}
	b.WriteString(") ")
	return b.String()
}

// Flag is how both databases keep a yes or no: 1 or 0.
func Flag(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// In returns the condition that a column holds one of some texts, with its
// arguments; placeholders begin at $next. The number of placeholders is a power
// of two, the rest filled with the last text, so that lists of all lengths
// share few prepared statements. An empty list holds nothing.
func In[T ~string](column string, texts []T, next int) (string, []any) {
	if len(texts) == 0 {
		return "1 = 0", nil
	}
	n := 1
	for n < len(texts) {
		n *= 2
	}
	marks, args := make([]string, n), make([]any, n)
	for i := range n {
		marks[i], args[i] = "$"+strconv.Itoa(next+i), string(texts[min(i, len(texts)-1)])
	}
	return column + " IN (" + strings.Join(marks, ", ") + ")", args
}
