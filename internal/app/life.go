package app

import (
	"context"
	"errors"
	"time"

	"pamong/internal/audit"
	"pamong/internal/kit/web"
)

// How often the parts of the asynchronous life run.
const (
	sealEvery  = time.Second
	sweepEvery = time.Hour
	restEvery  = 10 * time.Second
)

// live runs what nobody presses: the sealing of the audit trail, the hourly
// sweep, and rest after a busy time. It returns when the context ends.
func (h *House) live(ctx context.Context) {
	seal, sweep, calm := time.NewTicker(sealEvery), time.NewTicker(sweepEvery), time.NewTicker(restEvery)
	defer seal.Stop()
	defer sweep.Stop()
	defer calm.Stop()
	var r rest
	for {
		select {
		case <-ctx.Done():
			return
		case <-seal.C:
			h.report(ctx, "seal audit trail", h.seal(ctx))
		case <-sweep.C:
			h.report(ctx, "sweep", h.sweep(ctx))
		case <-calm.C:
			if r.look() {
				h.giveBack()
			}
		}
	}
}

// seal appends waiting entries to the chains; without any it costs one read.
func (h *House) seal(ctx context.Context) error {
	waiting, err := audit.Waiting(ctx, h.DB)
	if err != nil || !waiting {
		return err
	}
	_, err = audit.Seal(ctx, h.DB)
	return err
}

// sweep does what is due: every job in it may run twice without harm.
func (h *House) sweep(ctx context.Context) error {
	return errors.Join(
		web.ExpireOnce(ctx, h.DB, h.Clock.Now()),
		h.Jobs.Expire(ctx),
		h.Post.Expire(ctx),
		h.Identity.Expire(ctx),
		h.Identity.Sweep(ctx),
		h.Roster.Expire(ctx),
		h.Training.Expire(ctx),
		h.Logistics.Expire(ctx),
		h.Moving.Expire(ctx),
		h.Papers.Parts.Expire(ctx),
		h.Papers.ExpireScans(ctx),
		h.Probation.Remind(ctx),
	)
}

func (h *House) report(ctx context.Context, what string, err error) {
	if err != nil && ctx.Err() == nil {
		h.Log.Error(what+" failed", "error", err)
	}
}
