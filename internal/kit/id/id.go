// Package id makes identifiers that sort by the time they were made.
package id

import "github.com/google/uuid"

// New returns a new UUIDv7 as text.
func New() string { return uuid.Must(uuid.NewV7()).String() }

// Valid reports whether s has the form of an identifier.
func Valid(s string) bool { return uuid.Validate(s) == nil && len(s) == 36 }
