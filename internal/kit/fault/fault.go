// Package fault sorts errors by what a person can do about them.
//
// A fault carries the key of a message in the user's language; every other
// error is internal: the page shows a reference number and the log the rest.
package fault

import (
	"errors"
	"strings"
)

// Kind says what stands in the way.
type Kind int

// The kinds of faults.
const (
	KindInternal  Kind = iota // not a fault of the user
	KindNotFound              // no such thing, or not within the person's reach
	KindInvalid               // something typed or uploaded is wrong
	KindForbidden             // the person may not do this
	KindConflict              // the state of things forbids it now
)

// Error is a fault with its message key. Args alternate names and values, as
// i18n.T takes them.
type Error struct {
	Kind   Kind
	Key    string
	Args   []any
	Fields []Field // problems beside fields, for KindInvalid
	Cause  error
}

// Field is one problem beside one field of a form.
type Field struct {
	Name string
	Key  string
	Args []any
}

// Error describes the fault for the log, by keys only.
func (e *Error) Error() string {
	parts := []string{e.Key}
	for _, f := range e.Fields {
		parts = append(parts, f.Name+": "+f.Key)
	}
	text := strings.Join(parts, "; ")
	if e.Cause != nil {
		text += ": " + e.Cause.Error()
	}
	return text
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Because attaches the cause that the log should show.
func (e *Error) Because(err error) *Error {
	e.Cause = err
	return e
}

// NotFound says that there is no such thing within the person's reach.
func NotFound(key string, args ...any) *Error {
	return &Error{Kind: KindNotFound, Key: key, Args: args}
}

// Forbidden says that the person may not do this.
func Forbidden(key string, args ...any) *Error {
	return &Error{Kind: KindForbidden, Key: key, Args: args}
}

// Conflict says that the present state forbids the act.
func Conflict(key string, args ...any) *Error {
	return &Error{Kind: KindConflict, Key: key, Args: args}
}

// Invalid says that input as a whole cannot be taken.
func Invalid(key string, args ...any) *Error {
	return &Error{Kind: KindInvalid, Key: key, Args: args}
}

// KindOf returns the kind of the fault inside err, KindInternal if none.
func KindOf(err error) Kind {
	if f := Of(err); f != nil {
		return f.Kind
	}
	return KindInternal
}

// Of returns the fault inside err, nil if there is none.
func Of(err error) *Error {
	var f *Error
	if errors.As(err, &f) {
		return f
	}
	return nil
}

// Fields collects problems beside fields, so that all are shown together.
type Fields []Field

// Add notes a problem beside the named field.
func (f *Fields) Add(name, key string, args ...any) {
	*f = append(*f, Field{Name: name, Key: key, Args: args})
}

// Err returns the collected problems as one fault, nil when there are none.
func (f Fields) Err() error {
	if len(f) == 0 {
		return nil
	}
	return &Error{Kind: KindInvalid, Key: "fault.fields", Fields: f}
}

// Beside puts a fault that names no field beside the named one, whatever it is
// that went wrong with it. Any other error, and none, stays as it is.
func Beside(name string, err error) error {
	f := Of(err)
	if f == nil || len(f.Fields) > 0 {
		return err
	}
	var beside Fields
	beside.Add(name, f.Key, f.Args...)
	return beside.Err()
}
