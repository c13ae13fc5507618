package training

import (
	"context"

	"pamong/internal/kit/db"
	"pamong/internal/regulation"
)

// Using names the programmes of every agency that took a pack: each keeps its
// own frozen copy, and no value of that pack is edited any more.
func Using(ctx context.Context, q db.Q, pack string) ([]regulation.Use, error) {
	return db.List(ctx, q, "read who uses pack "+pack, func(row db.Row) (u regulation.Use, err error) {
		err = row.Scan(&u.Agency, &u.ID, &u.Name, &u.Batches)
		return u, err
	}, `SELECT p.agency_id, p.id, p.name, (SELECT COUNT(*) FROM training_batch b WHERE b.programme_id = p.id AND b.state = 'open')
FROM training_programme p WHERE p.pack_id = $1 ORDER BY p.start_date DESC, p.id`, pack)
}
