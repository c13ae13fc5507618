package attendance_test

import (
	"testing"

	"pamong/internal/access"
	"pamong/internal/attendance"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/notify"
	"pamong/internal/schedule/scheduletest"
)

func TestABreachTellsTheOfficeOnceAndKeepsNamesInTheInbox(t *testing.T) {
	dbtest.Each(t, append(scheduletest.Schemas(), attendance.Schema, notify.Schema), func(t *testing.T, d *db.DB) {
		c := newClass(t, d)
		c.desk.Post = &notify.Post{DB: d, Clock: c.Clock}
		if err := d.InTx(t.Context(), func(tx *db.Tx) error {
			return access.Give(t.Context(), tx, "officer", access.Grant{Role: access.Officer, Agency: string(c.Agency.ID), Scope: access.Whole}, "2025-01-01")
		}); err != nil {
			t.Fatal(err)
		}
		var absent []attendance.Entry
		for _, s := range c.seats[:2] {
			absent = append(absent, attendance.Entry{Chain: s.Chain, State: attendance.Absent})
		}
		for _, s := range c.sessions[:8] {
			if _, err := c.desk.Call(t.Context(), c.committee, c.Agency, s.ID, absent); err != nil {
				t.Fatal(err)
			}
		}
		list, total, err := notify.Inbox(t.Context(), d, notify.Reader{Account: "officer"}, false, 1)
		if err != nil || total != 1 {
			t.Fatalf("%d messages, %v; want one for the roll that broke the limit", total, err)
		}
		if n := list[0]; n.Text.Key != "attendance.told.case" || len(n.More) != 2 || n.Href != c.Agency.Path("attendance/cases") {
			t.Errorf("message %+v", n)
		}
	})
}
