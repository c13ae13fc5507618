package db

import "context"

type lookKey struct{}

// Looking returns a context in which nothing is written: an act in it fails
// with refused before it begins.
func Looking(ctx context.Context, refused error) context.Context {
	return context.WithValue(ctx, lookKey{}, refused)
}

// Acting returns a context in which what Looking has closed is open again, for
// what looking itself leaves behind: that it happened, and its end.
func Acting(ctx context.Context) context.Context {
	return context.WithValue(ctx, lookKey{}, nil)
}

// onlyLooks returns why nothing may be written in the context, nil if it may.
func onlyLooks(ctx context.Context) error {
	refused, _ := ctx.Value(lookKey{}).(error)
	return refused
}
