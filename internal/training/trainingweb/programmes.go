package trainingweb

import (
	"pamong/internal/kit/clock"
	"pamong/internal/kit/web"
	"pamong/internal/org"
	"pamong/internal/training"
)

// programmeRow is one programme as the list shows it.
type programmeRow struct {
	training.Programme
	batches, waves, people int
	start, end             clock.Date
}

// programmes lists the programmes of the agency; people who see single
// batches only get those.
func (p *pages) programmes(r *web.Request) (web.Answer, error) {
	sight, err := p.sight(r)
	if err != nil {
		return nil, err
	}
	a := org.From(r.Ctx())
	batches, err := training.AllBatches(r.Ctx(), p.db, a.ID)
	if err != nil {
		return nil, err
	}
	batches = sight.Filter(batches)
	if !sight.Whole {
		return web.Page(ownBatches(a, batches, p.today(r))), nil
	}
	all, err := training.Programmes(r.Ctx(), p.db, a.ID)
	if err != nil {
		return nil, err
	}
	var rows []programmeRow
	for _, programme := range all {
		row := programmeRow{Programme: programme}
		waves := map[training.WaveID]bool{}
		for _, b := range batches {
			if b.Programme != programme.ID {
				continue
			}
			row.batches++
			row.people += b.Size
			waves[b.Wave] = true
			if row.start.IsZero() || b.Start < row.start {
				row.start = b.Start
			}
			row.end = max(row.end, b.End)
		}
		row.waves = len(waves)
		rows = append(rows, row)
	}
	return web.Page(programmeList(a, rows, sight.Write, p.today(r))), nil
}
