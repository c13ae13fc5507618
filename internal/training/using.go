package training

import (
	"context"
	"fmt"

	"pamong/internal/kit/db"
	"pamong/internal/regulation"
)

// Using names the programmes of every agency that took a pack: each keeps its
// own frozen copy, and no value of that pack is edited any more.
func Using(ctx context.Context, q db.Q, pack string) ([]regulation.Use, error) {
	rows, err := q.Query(ctx, `SELECT p.agency_id, p.id, p.name, (SELECT COUNT(*) FROM training_batch b WHERE b.programme_id = p.id AND b.state = 'open')
FROM training_programme p WHERE p.pack_id = $1 ORDER BY p.start_date DESC, p.id`, pack)
	if err != nil {
		return nil, fmt.Errorf("read who uses pack %s: %w", pack, err)
	}
	defer rows.Close()
	var list []regulation.Use
	for rows.Next() {
		var u regulation.Use
		if err := rows.Scan(&u.Agency, &u.ID, &u.Name, &u.Batches); err != nil {
			return nil, fmt.Errorf("read who uses pack %s: %w", pack, err)
		}
		list = append(list, u)
	}
	return list, rows.Err()
}
