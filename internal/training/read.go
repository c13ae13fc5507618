package training

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/roster"
)

const programmeColumns = `id, agency_id, name, pack_id, mode, start_date, cap, group_count, mixed, numbering, ramadan_from, ramadan_until`

// missing turns "no row" into a fault, and names what was read in any other.
func missing(err error, what string) error {
	if errors.Is(err, sql.ErrNoRows) {
		return fault.NotFound("access.not_found")
	}
	if err != nil {
		return fmt.Errorf("read %s: %w", what, err)
	}
	return nil
}

func scanProgramme(row db.Row) (Programme, error) {
	var p Programme
	err := row.Scan(&p.ID, &p.Agency, &p.Name, &p.Pack, &p.Mode, &p.Start, &p.Cap, &p.Groups, &p.Mixed, &p.Numbering, &p.RamadanFrom, &p.RamadanUntil)
	return p, err
}

// Programmes returns the programmes of an agency, newest first.
func Programmes(ctx context.Context, q db.Q, agency org.AgencyID) ([]Programme, error) {
	return db.List(ctx, q, "list programmes", scanProgramme, `SELECT `+programmeColumns+` FROM training_programme WHERE agency_id = $1 ORDER BY start_date DESC, id DESC`, string(agency))
}

// ProgrammeByID returns a programme of an agency.
func ProgrammeByID(ctx context.Context, q db.Q, agency org.AgencyID, id ProgrammeID) (Programme, error) {
	p, err := scanProgramme(q.QueryRow(ctx, `SELECT `+programmeColumns+` FROM training_programme WHERE id = $1 AND agency_id = $2`, string(id), string(agency)))
	return p, missing(err, "programme "+string(id))
}

// ProgrammeByName returns the programme of an agency with a name; case,
// accents and punctuation do not matter.
func ProgrammeByName(ctx context.Context, q db.Q, agency org.AgencyID, name string) (Programme, error) {
	p, err := scanProgramme(q.QueryRow(ctx, `SELECT `+programmeColumns+` FROM training_programme WHERE agency_id = $1 AND search_key = $2`, string(agency), org.Fold(name)))
	return p, missing(err, "programme")
}

// Waves returns the waves of a programme in order.
func Waves(ctx context.Context, q db.Q, programme ProgrammeID) ([]Wave, error) {
	return db.List(ctx, q, "list waves", func(row db.Row) (Wave, error) {
		var w Wave
		err := row.Scan(&w.ID, &w.Programme, &w.Number, &w.Start)
		return w, err
	}, `SELECT id, programme_id, number, start_date FROM training_wave WHERE programme_id = $1 ORDER BY number`, string(programme))
}

const batchQuery = `SELECT b.id, b.agency_id, b.programme_id, b.wave_id, w.number, b.number, b.label, b.class, b.mode, b.start_date, b.end_date, b.holidays_as_of, b.state,
(SELECT COUNT(*) FROM training_seat s WHERE s.batch_id = b.id AND s.until_date = '')
FROM training_batch b JOIN training_wave w ON w.id = b.wave_id `

func scanBatch(row db.Row) (Batch, error) {
	var b Batch
	err := row.Scan(&b.ID, &b.Agency, &b.Programme, &b.Wave, &b.WaveNumber, &b.Number, &b.Label, &b.Class, &b.Mode, &b.Start, &b.End, &b.AsOf, &b.State, &b.Size)
	return b, err
}

// Batches returns the open batches of a programme by number.
func Batches(ctx context.Context, q db.Q, programme ProgrammeID) ([]Batch, error) {
	return db.List(ctx, q, "list batches", scanBatch, batchQuery+`WHERE b.programme_id = $1 AND b.state = 'open' ORDER BY b.number`, string(programme))
}

// AllBatches returns the open batches of all programmes of an agency, by
// start and number.
func AllBatches(ctx context.Context, q db.Q, agency org.AgencyID) ([]Batch, error) {
	return db.List(ctx, q, "list batches", scanBatch, batchQuery+`WHERE b.agency_id = $1 AND b.state = 'open' ORDER BY b.start_date, b.programme_id, b.number`, string(agency))
}

// BatchByID returns a batch of an agency, merged ones included.
func BatchByID(ctx context.Context, q db.Q, agency org.AgencyID, id BatchID) (Batch, error) {
	b, err := scanBatch(q.QueryRow(ctx, batchQuery+`WHERE b.id = $1 AND b.agency_id = $2`, string(id), string(agency)))
	return b, missing(err, "batch "+string(id))
}

// BatchesOf returns the open batches of an agency among some, by start and
// number.
func BatchesOf(ctx context.Context, q db.Q, agency org.AgencyID, ids []BatchID) ([]Batch, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	among, args := db.In("b.id", ids, 2)
	return db.List(ctx, q, "list batches", scanBatch, batchQuery+`WHERE b.agency_id = $1 AND b.state = 'open' AND `+among+` ORDER BY b.start_date, b.programme_id, b.number`, append([]any{string(agency)}, args...)...)
}

// Stages returns the stages of a batch in order, those left out too.
func Stages(ctx context.Context, q db.Q, batch BatchID) ([]Stage, error) {
	all, err := StagesOf(ctx, q, []BatchID{batch})
	return all[batch], err
}

// stagesAtOnce is how many batches one question about stages names.
const stagesAtOnce = 128

// StagesOf returns the stages of some batches, each in order, those left out
// too.
func StagesOf(ctx context.Context, q db.Q, batches []BatchID) (map[BatchID][]Stage, error) {
	type staged struct {
		batch BatchID
		Stage
	}
	all := make(map[BatchID][]Stage, len(batches))
	for some := range slices.Chunk(batches, stagesAtOnce) {
		among, args := db.In("batch_id", some, 1)
		list, err := db.List(ctx, q, "list stages", func(row db.Row) (staged, error) {
			var s staged
			var days, change string
			if err := row.Scan(&s.batch, &s.Key, &s.Kind, &s.Start, &s.End, &days, &change); err != nil {
				return s, err
			}
			for d := range strings.FieldsSeq(days) {
				s.Days = append(s.Days, clock.Date(d))
			}
			return s, json.Unmarshal([]byte(change), &s.Change)
		}, `SELECT batch_id, key, kind, start_date, end_date, days, change_json FROM training_stage WHERE `+among+` ORDER BY batch_id, position`, args...)
		if err != nil {
			return nil, err
		}
		for _, s := range list {
			all[s.batch] = append(all[s.batch], s.Stage)
		}
	}
	return all, nil
}

// PackOf returns the rule pack that a batch took when it was made. Readers
// share it and change nothing in it.
func PackOf(ctx context.Context, q db.Q, batch BatchID) (*regulation.Pack, error) {
	return frozen(ctx, q, "pack of batch "+string(batch), `SELECT pack_hash FROM training_batch WHERE id = $1`, string(batch))
}

// PackOfProgramme returns the rule pack that a programme took when it was
// made. Readers share it and change nothing in it.
func PackOfProgramme(ctx context.Context, q db.Q, programme ProgrammeID) (*regulation.Pack, error) {
	return frozen(ctx, q, "pack of programme "+string(programme), `SELECT pack_hash FROM training_programme WHERE id = $1`, string(programme))
}

// frozen reads the pack whose hash a query finds. A pack is decoded once: its
// hash names what it says.
func frozen(ctx context.Context, q db.Q, what, query, id string) (*regulation.Pack, error) {
	var hash string
	if err := missing(q.QueryRow(ctx, query, id).Scan(&hash), what); err != nil {
		return nil, err
	}
	return db.Kept(q, "training.pack:"+hash, func() (*regulation.Pack, error) {
		var text string
		if err := missing(q.QueryRow(ctx, `SELECT decoded FROM training_pack WHERE hash = $1`, hash).Scan(&text), what); err != nil {
			return nil, err
		}
		pack := &regulation.Pack{}
		if err := json.Unmarshal([]byte(text), pack); err != nil {
			return nil, fmt.Errorf("read %s: %w", what, err)
		}
		return pack, nil
	})
}

// PackText returns the frozen text of a batch's rule pack, for the books and
// for verdicts that store what they rest on.
func PackText(ctx context.Context, q db.Q, batch BatchID) (string, error) {
	var text string
	err := q.QueryRow(ctx, `SELECT p.content FROM training_pack p JOIN training_batch b ON b.pack_hash = p.hash WHERE b.id = $1`, string(batch)).Scan(&text)
	return text, missing(err, "pack of batch "+string(batch))
}

// Groups returns the groups of a batch in order.
func Groups(ctx context.Context, q db.Q, batch BatchID) ([]Group, error) {
	return db.List(ctx, q, "list groups", func(row db.Row) (Group, error) {
		var g Group
		err := row.Scan(&g.ID, &g.Batch, &g.Number)
		return g, err
	}, `SELECT id, batch_id, number FROM training_group WHERE batch_id = $1 ORDER BY number`, string(batch))
}

// seatQuery reads each seat with its present group, or the one it had last,
// and with the days on which it left earlier ones.
const seatQuery = `SELECT s.id, s.agency_id, s.programme_id, s.batch_id, s.person_id, s.attempt, s.chain_id, s.from_date, s.until_date,
s.begin_event, s.begin_reason, s.begin_document, s.begin_by, s.begin_authority, s.end_event, s.end_reason, s.end_document, s.end_by, s.end_authority,
COALESCE(g.id, ''), COALESCE(g.number, 0),
COALESCE((SELECT string_agg(o.until_date || ' ' || og.number, ',' ORDER BY o.id) FROM training_group_seat o JOIN training_group og ON og.id = o.group_id WHERE o.seat_id = s.id AND o.id < m.id), '')
FROM training_seat s
LEFT JOIN training_group_seat m ON m.id = (SELECT l.id FROM training_group_seat l WHERE l.seat_id = s.id ORDER BY l.id DESC LIMIT 1)
LEFT JOIN training_group g ON g.id = m.group_id `

func scanSeat(row db.Row) (Seat, error) {
	var s Seat
	var left string
	err := row.Scan(&s.ID, &s.Agency, &s.Programme, &s.Batch, &s.Person, &s.Attempt, &s.Chain, &s.From, &s.Until,
		&s.Began.Event, &s.Began.Reason, &s.Began.Document, &s.Began.By, &s.Began.Who, &s.Ended.Event, &s.Ended.Reason, &s.Ended.Document, &s.Ended.By, &s.Ended.Who, &s.Group, &s.GroupNumber, &left)
	if err != nil || left == "" {
		return s, err
	}
	for one := range strings.SplitSeq(left, ",") {
		var g groupUntil
		if _, err := fmt.Sscan(one, &g.until, &g.number); err != nil {
			return s, fmt.Errorf("read groups of seat %s: %w", s.ID, err)
		}
		s.left = append(s.left, g)
	}
	return s, nil
}

// GroupByID returns a group.
func GroupByID(ctx context.Context, q db.Q, group GroupID) (Group, error) {
	g := Group{ID: group}
	err := q.QueryRow(ctx, `SELECT batch_id, number FROM training_group WHERE id = $1`, string(group)).Scan(&g.Batch, &g.Number)
	return g, missing(err, "group "+string(group))
}

// Seats returns the seats of a batch that last, by group and person.
func Seats(ctx context.Context, q db.Q, batch BatchID) ([]Seat, error) {
	return db.List(ctx, q, "list seats", scanSeat, seatQuery+`WHERE s.batch_id = $1 AND s.until_date = '' ORDER BY g.number, s.id`, string(batch))
}

// PastSeats returns the seats of a batch that have ended, newest first.
func PastSeats(ctx context.Context, q db.Q, batch BatchID) ([]Seat, error) {
	return db.List(ctx, q, "list past seats", scanSeat, seatQuery+`WHERE s.batch_id = $1 AND s.until_date <> '' ORDER BY s.until_date DESC, s.id DESC`, string(batch))
}

// SeatsOf returns every seat that a person has or had, oldest first.
func SeatsOf(ctx context.Context, q db.Q, person roster.PersonID) ([]Seat, error) {
	return db.List(ctx, q, "list seats of person", scanSeat, seatQuery+`WHERE s.person_id = $1 ORDER BY s.id`, string(person))
}

// SeatByID returns a seat of an agency.
func SeatByID(ctx context.Context, q db.Q, agency org.AgencyID, id SeatID) (Seat, error) {
	s, err := scanSeat(q.QueryRow(ctx, seatQuery+`WHERE s.id = $1 AND s.agency_id = $2`, string(id), string(agency)))
	return s, missing(err, "seat "+string(id))
}

// SeatNow returns the seat that a person has now; a NotFound fault when they
// have none.
func SeatNow(ctx context.Context, q db.Q, person roster.PersonID) (Seat, error) {
	s, err := scanSeat(q.QueryRow(ctx, seatQuery+`WHERE s.person_id = $1 AND s.until_date = ''`, string(person)))
	return s, missing(err, "seat of person")
}

// SeatOn returns the seat that a person has on a day: a change that is dated ahead
// holds from its day on. A NotFound fault when they have none.
func SeatOn(ctx context.Context, q db.Q, person roster.PersonID, day clock.Date) (Seat, error) {
	all, err := SeatsOf(ctx, q, person)
	if err != nil {
		return Seat{}, err
	}
	for _, s := range slices.Backward(all) {
		if s.From <= day && (s.Until.IsZero() || day < s.Until) {
			return s, nil
		}
	}
	return SeatNow(ctx, q, person)
}

// Seated returns the seats of an agency that last, by person: who is in which
// batch now.
func Seated(ctx context.Context, q db.Q, agency org.AgencyID) (map[roster.PersonID]Seat, error) {
	all, err := db.List(ctx, q, "list seats", scanSeat, seatQuery+`WHERE s.agency_id = $1 AND s.until_date = ''`, string(agency))
	if err != nil {
		return nil, err
	}
	seats := make(map[roster.PersonID]Seat, len(all))
	for _, s := range all {
		seats[s.Person] = s
	}
	return seats, nil
}

// Interrupted returns the last seats of the people of an agency who were
// deferred or withdrawn and have not come back: they may be taken in again.
func Interrupted(ctx context.Context, q db.Q, agency org.AgencyID) ([]Seat, error) {
	return db.List(ctx, q, "list interrupted seats", scanSeat, seatQuery+`WHERE s.agency_id = $1 AND s.end_event IN ('deferred', 'withdrawn')
AND NOT EXISTS (SELECT 1 FROM training_seat n WHERE n.person_id = s.person_id AND n.id > s.id)
AND NOT EXISTS (SELECT 1 FROM training_outcome o WHERE o.person_id = s.person_id AND o.withdrawn_at = '') ORDER BY s.until_date, s.id`, string(agency))
}

// Built names what this house has built on a person, for the roster: the key
// of a message, "" for nothing.
func Built(ctx context.Context, tx *db.Tx, person roster.PersonID) (string, error) {
	var n int
	err := tx.QueryRow(ctx, `SELECT (SELECT COUNT(*) FROM training_seat WHERE person_id = $1) + (SELECT COUNT(*) FROM training_outcome WHERE person_id = $1)`, string(person)).Scan(&n)
	if err != nil {
		return "", fmt.Errorf("ask seats: %w", err)
	}
	if n == 0 {
		return "", nil
	}
	return "training.built", nil
}

// WaveByID returns a wave of an agency.
func WaveByID(ctx context.Context, q db.Q, agency org.AgencyID, id WaveID) (Wave, error) {
	var w Wave
	err := q.QueryRow(ctx, `SELECT w.id, w.programme_id, w.number, w.start_date FROM training_wave w JOIN training_programme p ON p.id = w.programme_id WHERE w.id = $1 AND p.agency_id = $2`, string(id), string(agency)).
		Scan(&w.ID, &w.Programme, &w.Number, &w.Start)
	return w, missing(err, "wave "+string(id))
}
