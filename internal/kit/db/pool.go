package db

import (
	"context"
	"database/sql"
	"sync"
)

// keptStatements bounds how many prepared statements one pool keeps; lists
// with changing filters past that are prepared each time.
const keptStatements = 600

// pool keeps prepared statements: preparing is most of the cost of a point
// read on SQLite. On PostgreSQL the driver keeps its own.
type pool struct {
	db   *sql.DB
	keep bool

	mu    sync.RWMutex
	stmts map[string]*sql.Stmt
}

// stmt returns the kept statement of a text, nil when it is not to be kept.
func (p *pool) stmt(ctx context.Context, query string) *sql.Stmt {
	if !p.keep {
		return nil
	}
	p.mu.RLock()
	s := p.stmts[query]
	full := len(p.stmts) >= keptStatements
	p.mu.RUnlock()
	if s != nil || full {
		return s
	}
	s, err := p.db.PrepareContext(ctx, query)
	if err != nil {
		return nil // the query itself will tell the error
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if other := p.stmts[query]; other != nil {
		s.Close()
		return other
	}
	if p.stmts == nil {
		p.stmts = map[string]*sql.Stmt{}
	}
	p.stmts[query] = s
	return s
}

func (p *pool) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if s := p.stmt(ctx, query); s != nil {
		return s.QueryContext(ctx, args...)
	}
	return p.db.QueryContext(ctx, query, args...)
}

func (p *pool) queryRow(ctx context.Context, query string, args ...any) *sql.Row {
	if s := p.stmt(ctx, query); s != nil {
		return s.QueryRowContext(ctx, args...)
	}
	return p.db.QueryRowContext(ctx, query, args...)
}

// known returns a statement that is already prepared. A transaction may not
// prepare on the pool: the only writer connection is its own.
func (p *pool) known(query string) *sql.Stmt {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.stmts[query]
}

// learn keeps statements that a transaction used, after it has ended.
func (p *pool) learn(ctx context.Context, queries map[string]*sql.Stmt) {
	if !p.keep {
		return
	}
	for q := range queries {
		p.stmt(ctx, q)
	}
}

func (p *pool) forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, s := range p.stmts {
		s.Close()
	}
	p.stmts = nil
}
