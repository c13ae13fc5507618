package app

import (
	"io/fs"
	"log/slog"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/identity"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/regulation"
)

// House is the whole product around one database: every desk with what it
// needs.
type House struct {
	DB        *db.DB
	Clock     clock.Clock
	Log       *slog.Logger
	Config    Config
	Catalogue *i18n.Catalogue

	Org      *org.Desk
	Identity *identity.Desk

	key []byte // the secret of the installation
}

func newHouse(d *db.DB, cfg Config, key []byte, catalogue *i18n.Catalogue, log *slog.Logger) *House {
	h := &House{DB: d, Clock: clock.System{}, Log: log, Config: cfg, Catalogue: catalogue, key: key}
	h.Org = &org.Desk{DB: d, Clock: h.Clock}
	h.Identity = &identity.Desk{DB: d, Clock: h.Clock}
	return h
}

// Close lets go of the database.
func (h *House) Close() error { return h.DB.Close() }

// schemas lists the tables of all houses in the order of the story.
func schemas() []fs.FS {
	return []fs.FS{web.Schema, audit.Schema, access.Schema, org.Schema, identity.Schema}
}

// Messages returns the texts of all houses.
func Messages() (*i18n.Catalogue, error) {
	return i18n.NewCatalogue(web.Messages, ui.Messages, audit.Messages, access.Messages, regulation.Messages, org.Messages, identity.Messages, ownMessages)
}
