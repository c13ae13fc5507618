package app

import (
	"io/fs"
	"log/slog"

	"pamong/internal/access"
	"pamong/internal/actualization"
	"pamong/internal/attendance"
	"pamong/internal/audit"
	"pamong/internal/certificate"
	"pamong/internal/demo"
	"pamong/internal/desk"
	"pamong/internal/document"
	"pamong/internal/evaluation"
	"pamong/internal/identity"
	"pamong/internal/kit/blob"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/docx"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/jobs"
	"pamong/internal/kit/pdf"
	"pamong/internal/kit/sheet"
	"pamong/internal/kit/upload"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/logistics"
	"pamong/internal/moving"
	"pamong/internal/notify"
	"pamong/internal/notify/notifyweb"
	"pamong/internal/org"
	"pamong/internal/planning"
	"pamong/internal/probation"
	"pamong/internal/regulation"
	"pamong/internal/reporting"
	"pamong/internal/roster"
	"pamong/internal/schedule"
	"pamong/internal/seminar"
	"pamong/internal/trainer"
	"pamong/internal/training"
	"pamong/internal/venue"
)

// House is the whole product around one database: every desk with what it
// needs.
type House struct {
	DB        *db.DB
	Clock     clock.Clock
	Log       *slog.Logger
	Config    Config
	Catalogue *i18n.Catalogue
	Jobs      *jobs.Queue

	Rules    *regulation.Library
	Org      *org.Desk
	Identity *identity.Desk
	Papers   *document.Cabinet
	Post     *notify.Post
	Roster   *roster.Desk

	Training      *training.Planner
	Trainers      *trainer.Desk
	Venues        *venue.Desk
	Logistics     *logistics.Desk
	Schedule      *schedule.Desk
	Planning      *planning.Desk
	Seminars      *seminar.Desk
	Attendance    *attendance.Desk
	Actualization *actualization.Desk
	Evaluation    *evaluation.Board
	Certificates  *certificate.Registry
	Probation     *probation.Office
	Moving        *moving.Desk
	Reports       *reporting.Desk
	Desk          *desk.Reader

	people audit.Shelf[struct{}, notifyweb.Directory] // how those of an agency are reached

	key     []byte // the secret of the installation
	exposed bool   // the demo may be reached from other machines
}

func newHouse(d *db.DB, cfg Config, key []byte, catalogue *i18n.Catalogue, log *slog.Logger) (*House, error) {
	people, err := vault(key, "roster")
	if err != nil {
		return nil, err
	}
	queue, err := jobs.New(d, clock.System{}, log)
	if err != nil {
		return nil, err
	}
	h := &House{Jobs: queue, DB: d, Clock: clock.System{}, Log: log, Config: cfg, Catalogue: catalogue, key: key}
	if h.Rules, err = regulation.NewLibrary(d, h.Clock); err != nil {
		return nil, err
	}
	h.Rules.Using = training.Using
	h.Org = &org.Desk{DB: d, Clock: h.Clock}
	h.Identity = &identity.Desk{DB: d, Clock: h.Clock}
	h.Papers = &document.Cabinet{DB: d, Clock: h.Clock, Files: cfg.store(), Parts: &upload.Shelf{DB: d, Clock: h.Clock, Dir: cfg.parts()}, Jobs: queue, Log: log, Speak: catalogue.Speaker(i18n.Indonesian), Office: docx.FindOffice()}
	if h.Post, err = h.newPost(key, queue); err != nil {
		return nil, err
	}
	h.Identity.Invited, h.Identity.Asked, h.Identity.Viewed, h.Papers.Judged = h.tellInvited, h.tellAsked, h.tellViewed, h.tellJudged
	h.Identity.HandedOver, h.Identity.Stuck = h.tellHandedOver, h.tellStuck
	if h.Identity.Key, err = keyFor(key, "links"); err != nil {
		return nil, err
	}
	h.Post.Guests = trainer.Guests
	h.Roster = &roster.Desk{DB: d, Clock: h.Clock, Org: h.Org, Rules: h.Rules, Vault: people, Jobs: queue, Links: h.Identity, Post: h.Post, Owed: h.owed}
	h.Training = &training.Planner{DB: d, Clock: h.Clock, Rules: h.Rules, Post: h.Post}
	h.Trainers = &trainer.Desk{DB: d, Clock: h.Clock}
	h.Venues = &venue.Desk{DB: d, Clock: h.Clock}
	if h.Logistics, err = h.newLogistics(key); err != nil {
		return nil, err
	}
	h.Schedule = &schedule.Desk{DB: d, Clock: h.Clock, Post: h.Post, Links: h.Identity, Address: h.publicURL}
	if h.Schedule.Key, err = keyFor(key, "calendars"); err != nil {
		return nil, err
	}
	h.Training.Dated, h.Training.Rehoured = h.Schedule.Follow, h.Schedule.FollowRamadan
	h.Planning = &planning.Desk{DB: d, Clock: h.Clock, Schedule: h.Schedule, Trainers: h.Trainers, Jobs: queue}
	h.Seminars = &seminar.Desk{DB: d, Clock: h.Clock, Post: h.Post}
	h.Schedule.Extras, h.Schedule.Elsewhere, h.Schedule.Followed = seminar.Events, seminar.Occupied, h.Seminars.Follow
	h.Trainers.Guides, h.Trainers.Led, h.Trainers.Linked, h.Trainers.Bound = schedule.GuidesByNIP, schedule.Led, h.linked, h.Schedule.Bound
	h.Trainers.Used = append(h.Trainers.Used, schedule.LedBy, seminar.NeededBy)
	h.Venues.Used = append(h.Venues.Used, schedule.HeldIn, seminar.HeldIn)
	h.Attendance = &attendance.Desk{DB: d, Clock: h.Clock, Post: h.Post, Address: h.publicURL}
	h.Actualization = &actualization.Desk{DB: d, Clock: h.Clock, Post: h.Post}
	h.Evaluation = &evaluation.Board{DB: d, Clock: h.Clock, Post: h.Post, Links: h.Identity}
	h.Roster.Built, h.Roster.Holdings = built(), holdings()
	h.Roster.Files, h.Roster.Seat, h.Roster.Followed = h.Papers.Files, seatNow, h.followed
	h.Roster.Unsettled, h.Roster.Staying = probation.Unsettled, staying
	h.Roster.Collided = h.tellCollided
	h.Roster.Carriers = h.carriers()
	h.Certificates = &certificate.Registry{DB: d, Clock: h.Clock, Rules: h.Rules, Board: h.Evaluation, People: h.Roster, Post: h.Post, Files: h.Papers.Files, Jobs: queue, Log: log, Speak: catalogue.Speaker(i18n.Indonesian), Ink: ui.AccentOf, Check: h.checkURL}
	h.Probation = &probation.Office{DB: d, Clock: h.Clock, Rules: h.Rules, Papers: h.Papers, People: h.Roster, Post: h.Post}
	h.Moving = &moving.Desk{DB: d, Clock: h.Clock, Rules: h.Rules, Jobs: queue, Roster: h.Roster, Training: h.Training, Schedule: h.Schedule, Attendance: h.Attendance, Evaluation: h.Evaluation, Certificates: h.Certificates, Probation: h.Probation,
		Speakers: []*i18n.Speaker{catalogue.Speaker(i18n.Indonesian), catalogue.Speaker(i18n.English)}}
	h.Reports = &reporting.Desk{DB: d, Clock: h.Clock, Probation: h.Probation}
	h.Desk = &desk.Reader{DB: d, Clock: h.Clock, Papers: h.Papers, Roster: h.Roster, Probation: h.Probation, Evaluation: h.Evaluation, Schedule: h.Schedule}
	h.Papers.Sources, h.Papers.Rules, h.Papers.Holders = h.letters(), h.Rules, h.Probation.Holders
	h.Papers.Numbers, h.Papers.Named = probation.Numbers, namedFiles
	h.Papers.Relied, h.Papers.Sealed = probation.Relied, roster.Sealed
	return h, nil
}

// Close lets go of the database.
func (h *House) Close() error { return h.DB.Close() }

// schemas lists the tables of all houses in the order of the story.
func schemas() []fs.FS {
	return []fs.FS{web.Schema, jobs.Schema, upload.Schema, audit.Schema, access.Schema, regulation.Schema, org.Schema, identity.Schema, document.Schema, notify.Schema, roster.Schema, training.Schema, trainer.Schema, venue.Schema, logistics.Schema, schedule.Schema, planning.Schema, seminar.Schema, attendance.Schema, actualization.Schema, evaluation.Schema, certificate.Schema, probation.Schema, moving.Schema}
}

// Messages returns the texts of all houses.
func Messages() (*i18n.Catalogue, error) {
	return i18n.NewCatalogue(blob.Messages, sheet.Messages, pdf.Messages, docx.Messages, jobs.Messages, upload.Messages, web.Messages, ui.Messages, audit.Messages, access.Messages, regulation.Messages, org.Messages, identity.Messages, document.Messages, notify.Messages, roster.Messages, training.Messages, trainer.Messages, venue.Messages, logistics.Messages, schedule.Messages, planning.Messages, seminar.Messages, attendance.Messages, actualization.Messages, evaluation.Messages, certificate.Messages, probation.Messages, moving.Messages, reporting.Messages, desk.Messages, demo.Messages, ownMessages)
}
