package seminar

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/id"
	"pamong/internal/org"
	"pamong/internal/trainer"
	"pamong/internal/training"
	"pamong/internal/venue"
)

const planColumns = `p.id, p.agency_id, p.batch_id, p.subject, p.number, p.revision, p.state, p.settings_json, p.reason, p.published_at, p.published_by`

func scanPlan(row db.Row) (p Plan, err error) {
	var settings string
	if err = row.Scan(&p.ID, &p.Agency, &p.Batch, &p.Subject, &p.Number, &p.Revision, &p.State, &settings, &p.Reason, &p.Published, &p.By); err != nil {
		return p, err
	}
	return p, json.Unmarshal([]byte(settings), &p.Settings)
}

const slotColumns = `s.id, s.person_id, s.session_id, s.group_number, s.day, s.start_minute, s.end_minute, s.room_id, s.place, s.link, s.coach_id, s.coach, s.examiner_id, s.examiner, s.mentor_id, s.mentor, s.locked, s.reasons_json`

// scanSlot reads a slot, and before it whatever else the row begins with.
func scanSlot(row db.Row, before ...any) (s Slot, err error) {
	var reasons string
	err = row.Scan(append(before, &s.ID, &s.Person, &s.Session, &s.Group, &s.Day, &s.Start, &s.End, &s.RoomID, &s.Place, &s.Link, &s.CoachID, &s.Coach, &s.ExaminerID, &s.Examiner, &s.MentorID, &s.Mentor, &s.Locked, &reasons)...)
	if err != nil || reasons == "" {
		return s, err
	}
	return s, json.Unmarshal([]byte(reasons), &s.Reasons)
}

// versions returns the plans of a seminar of a batch with their slots, the newest
// first.
func versions(ctx context.Context, q db.Q, batch training.BatchID, subject Subject) ([]Plan, error) {
	plans, err := db.List(ctx, q, "list plans of seminar", scanPlan, `SELECT `+planColumns+` FROM seminar_plan p WHERE p.batch_id = $1 AND p.subject = $2 ORDER BY p.number DESC`, string(batch), string(subject))
	if err != nil {
		return nil, err
	}
	type planned struct {
		plan PlanID
		slot Slot
	}
	list, err := db.List(ctx, q, "list slots of seminar", func(row db.Row) (p planned, err error) {
		p.slot, err = scanSlot(row, &p.plan)
		return p, err
	}, `SELECT s.plan_id, `+slotColumns+` FROM seminar_slot s JOIN seminar_plan p ON p.id = s.plan_id WHERE p.batch_id = $1 AND p.subject = $2`, string(batch), string(subject))
	for i := range plans {
		for _, one := range list {
			if one.plan == plans[i].ID {
				plans[i].Slots = append(plans[i].Slots, one.slot)
			}
		}
		sortSlots(plans[i].Slots)
	}
	return plans, err
}

// standingSlot is a slot of a plan as it stands now: of the draft, or of the
// published plan where no draft waits.
type standingSlot struct {
	batch   training.BatchID
	label   string
	subject Subject
	slot    Slot
}

// Which plans count: those that are published, or the draft of each seminar where
// one waits.
const (
	published = `p.state = 'published'`
	newest    = `(p.state = 'draft' OR p.state = 'published' AND NOT EXISTS (SELECT 1 FROM seminar_plan n WHERE n.batch_id = p.batch_id AND n.subject = p.subject AND n.state = 'draft'))`
)

// standing returns the slots of an agency on some days in plans that meet a condition.
func standing(ctx context.Context, q db.Q, agency org.AgencyID, days []clock.Date, which string) ([]standingSlot, error) {
	in, args := db.In("s.day", days, 2)
	list, err := db.List(ctx, q, "list slots on days", func(row db.Row) (o standingSlot, err error) {
		o.slot, err = scanSlot(row, &o.batch, &o.subject)
		return o, err
	}, `SELECT p.batch_id, p.subject, `+slotColumns+` FROM seminar_slot s JOIN seminar_plan p ON p.id = s.plan_id WHERE p.agency_id = $1 AND `+in+` AND s.end_minute > 0 AND `+which, append([]any{string(agency)}, args...)...)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	if list, err = withoutMerged(ctx, q, agency, list, func(o standingSlot) (training.BatchID, clock.Date) { return o.batch, o.slot.Day }); err != nil {
		return nil, err
	}
	batches, err := training.AllBatches(ctx, q, agency)
	for i := range list {
		if b := slices.IndexFunc(batches, func(b training.Batch) bool { return b.ID == list[i].batch }); b >= 0 {
			list[i].label = batches[b].Label
		}
	}
	return list, err
}

// withoutMerged leaves out the slots that a batch had ahead when it was merged into
// another one: nobody comes to them any more.
func withoutMerged[T any](ctx context.Context, q db.Q, agency org.AgencyID, slots []T, of func(T) (training.BatchID, clock.Date)) ([]T, error) {
	merged, err := training.MergedOn(ctx, q, agency)
	return slices.DeleteFunc(slots, func(one T) bool {
		batch, day := of(one)
		from, ended := merged[batch]
		return ended && day >= from
	}), err
}

// store writes a new draft with its slots; slots without an id get one.
func (d *Desk) store(ctx context.Context, tx *db.Tx, p *Plan) error {
	settings, err := json.Marshal(p.Settings)
	if err != nil {
		return err
	}
	p.ID, p.State, p.Revision = PlanID(id.New()), Draft, 1
	err = tx.Do(ctx, `INSERT INTO seminar_plan (id, agency_id, batch_id, subject, number, revision, state, settings_json, reason, made_at, published_at, published_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', $9, '', '')`,
		string(p.ID), string(p.Agency), string(p.Batch), string(p.Subject), p.Number, p.Revision, string(p.State), string(settings), clock.Stamp(d.Clock.Now()))
	if err != nil {
		return fmt.Errorf("store plan of seminar: %w", err)
	}
	return storeSlots(ctx, tx, p)
}

// restore writes a draft that has changed.
func restore(ctx context.Context, tx *db.Tx, p *Plan) error {
	settings, err := json.Marshal(p.Settings)
	if err != nil {
		return err
	}
	p.Revision++
	if err := tx.Do(ctx, `UPDATE seminar_plan SET revision = $1, settings_json = $2 WHERE id = $3 AND state = 'draft'`, p.Revision, string(settings), string(p.ID)); err != nil {
		return fmt.Errorf("change plan of seminar: %w", err)
	}
	if err := tx.Do(ctx, `DELETE FROM seminar_slot WHERE plan_id = $1`, string(p.ID)); err != nil {
		return fmt.Errorf("change slots: %w", err)
	}
	return storeSlots(ctx, tx, p)
}

func storeSlots(ctx context.Context, tx *db.Tx, p *Plan) error {
	const width = 19
	args := make([]any, 0, len(p.Slots)*width)
	for i := range p.Slots {
		s := &p.Slots[i]
		if s.ID == "" {
			s.ID = SlotID(id.New())
		}
		reasons := ""
		if len(s.Reasons) > 0 {
			text, err := json.Marshal(s.Reasons)
			if err != nil {
				return err
			}
			reasons = string(text)
		}
		args = append(args, string(p.ID), string(s.ID), string(s.Person), string(s.Session), s.Group, string(s.Day), s.Start, s.End, string(s.RoomID), s.Place, s.Link,
			string(s.CoachID), s.Coach, string(s.ExaminerID), s.Examiner, string(s.MentorID), s.Mentor, db.Flag(s.Locked), reasons)
	}
	err := tx.InsertAll(ctx, `INSERT INTO seminar_slot (plan_id, id, person_id, session_id, group_number, day, start_minute, end_minute, room_id, place, link, coach_id, coach, examiner_id, examiner, mentor_id, mentor, locked, reasons_json) VALUES`, width, args, "")
	if err != nil {
		return fmt.Errorf("store slots: %w", err)
	}
	return nil
}

// HeldIn counts the slots that lie in a room in any version of a plan.
func HeldIn(ctx context.Context, q db.Q, agency org.AgencyID, r venue.RoomID) (int, error) {
	var n int
	if err := q.QueryRow(ctx, `SELECT COUNT(*) FROM seminar_slot s JOIN seminar_plan p ON p.id = s.plan_id WHERE p.agency_id = $1 AND s.room_id = $2`, string(agency), string(r)).Scan(&n); err != nil {
		return 0, fmt.Errorf("count slots in room: %w", err)
	}
	return n, nil
}

// NeededBy counts the slots to which a trainer comes as coach or examiner in any
// version of a plan.
func NeededBy(ctx context.Context, q db.Q, agency org.AgencyID, t trainer.ID) (int, error) {
	var n int
	if err := q.QueryRow(ctx, `SELECT COUNT(*) FROM seminar_slot s JOIN seminar_plan p ON p.id = s.plan_id WHERE p.agency_id = $1 AND (s.coach_id = $2 OR s.examiner_id = $2)`, string(agency), string(t)).Scan(&n); err != nil {
		return 0, fmt.Errorf("count slots of trainer: %w", err)
	}
	return n, nil
}
