// Package access says who may do what to whom.
//
// An Actor is whoever acts: an account, a signed link of somebody without an
// account, or the system itself; there is no anonymous write. Grants give an
// actor a role in an agency, over the whole of it or over one scope such as a
// batch or a group. The dated table of reach says which person lies in which
// scope: the house that owns a membership writes it with Cover, and every
// list and every act asks it, so that nobody sees or changes a person outside
// their reach.
package access

import (
	"context"
	"embed"
	"slices"
	"strings"
	"time"

	"pamong/internal/kit/fault"
)

// Schema holds the tables of this house.
//
//go:embed schema/*.sql
var Schema embed.FS

// Messages holds the texts of this house.
//
//go:embed messages.csv
var Messages string

// Role is what somebody is to an agency.
type Role string

// The roles of the people who use the product.
const (
	Participant Role = "participant" // peserta: a candidate in training or probation
	Mentor      Role = "mentor"      // direct superior of participants
	Clerk       Role = "clerk"       // who keeps the personnel of one unit (OPD) and sends in what the agency asks
	Coach       Role = "coach"       // widyaiswara who guides a group, tutor
	Examiner    Role = "examiner"    // penguji at the seminars
	Committee   Role = "committee"   // panitia who runs the batches
	Officer     Role = "officer"     // pengelola kepegawaian
	Leader      Role = "leader"      // pimpinan: mayor, PPK, head of the personnel body
	Auditor     Role = "auditor"     // penjamin mutu, auditor: reads everything, changes nothing
	Admin       Role = "admin"       // administrator of one agency
	Support     Role = "support"     // petugas bantuan: sees what somebody else sees, read-only and announced
	Operator    Role = "operator"    // administrator of the installation, over all agencies
)

// Self is the role of a candidate who came by a signed link: it fills in what
// the office lacks of them and nothing that an account may do. It is given by a
// link only, so that it does not stand among those that are given to accounts.
const Self Role = "self"

// AllRoles lists the roles in the order in which pages name them.
var AllRoles = []Role{Participant, Mentor, Clerk, Coach, Examiner, Committee, Officer, Leader, Auditor, Admin, Support, Operator}

// Scope is a set of people with a name: the whole agency, a unit, a batch, a
// group, one person.
type Scope string

// Whole is the scope of a grant over the whole agency.
const Whole Scope = "agency"

// Scope constructors name the sets that houses write with Cover. A person is
// always within their own scope.
func UnitScope(id string) Scope   { return Scope("unit:" + id) }
func BatchScope(id string) Scope  { return Scope("batch:" + id) }
func GroupScope(id string) Scope  { return Scope("group:" + id) }
func MentorScope(id string) Scope { return Scope("mentor:" + id) }
func PersonScope(id string) Scope { return Scope("person:" + id) }

// Person returns the person of a person scope, "" for other scopes.
func (s Scope) Person() string {
	id, ok := strings.CutPrefix(string(s), "person:")
	if !ok {
		return ""
	}
	return id
}

// Grant gives a role in an agency over a scope.
type Grant struct {
	Role   Role
	Agency string
	Scope  Scope
}

// Kinds of actors.
const (
	kindAccount = "account"
	kindLink    = "link"
	kindSystem  = "system"
)

// Actor is whoever acts. The zero Actor may do nothing.
type Actor struct {
	kind   string
	id     string
	grants []Grant

	viewer string    // account that looks with the eyes of this one, "" for none
	until  time.Time // when that ends
}

// AccountActor is somebody signed in.
func AccountActor(account string, grants []Grant) Actor {
	return Actor{kind: kindAccount, id: account, grants: grants}
}

// EyesOf is an account as another one looks with its eyes until some moment:
// it sees what the account sees and its name in the trail is the viewer's.
func EyesOf(account string, grants []Grant, viewer string, until time.Time) Actor {
	return Actor{kind: kindAccount, id: account, grants: grants, viewer: viewer, until: until}
}

// LinkActor is somebody who came by a signed link, under the name of whoever
// holds it: a renewed link is the same actor.
func LinkActor(holder string, grants []Grant) Actor {
	return Actor{kind: kindLink, id: holder, grants: grants}
}

// System is the product itself or a command at the machine, under the name of
// what it does. It may do everything in every agency; whoever can run a
// command on the machine owns the database.
func System(name string) Actor { return Actor{kind: kindSystem, id: name} }

// Ref names the actor in the audit trail: "account:…", "link:…", "system:…".
func (a Actor) Ref() string {
	if a.kind == "" {
		return ""
	}
	if a.viewer != "" {
		return kindAccount + ":" + a.viewer
	}
	return a.kind + ":" + a.id
}

// Account returns the account id, "" when the actor is none.
func (a Actor) Account() string {
	if a.kind != kindAccount {
		return ""
	}
	return a.id
}

// Looks returns the account that looks with the eyes of this actor and until
// when, "" when nobody does.
func (a Actor) Looks() (viewer string, until time.Time) { return a.viewer, a.until }

// IsLooking reports whether somebody else looks with the eyes of this actor.
// Such a reader is shown no secret, as the address of a signed link is.
func (a Actor) IsLooking() bool { return a.viewer != "" }

// EyesMark begins the mark of a page that is drawn for the eyes of another.
const EyesMark = "eyes:"

// Mark names, for the forms of a page, as whom it was drawn when that may end
// while the page is still open: with the eyes of another account, or by one of
// the links of a device. It is "" for an own account. It is no secret.
func (a Actor) Mark() string {
	switch {
	case a.viewer != "":
		return EyesMark + a.id
	case a.kind == kindLink:
		return a.Ref()
	}
	return ""
}

// Known reports whether there is an actor at all.
func (a Actor) Known() bool { return a.kind != "" }

// Grants returns what the actor was given.
func (a Actor) Grants() []Grant { return a.grants }

// in reports whether the grant counts in the agency.
func (g Grant) in(agency string) bool { return g.Role == Operator || g.Agency == agency }

// Has reports whether the actor has one of the roles in the agency, over
// whatever scope.
func (a Actor) Has(agency string, roles ...Role) bool {
	return a.kind == kindSystem || slices.ContainsFunc(a.grants, func(g Grant) bool {
		return g.in(agency) && slices.Contains(roles, g.Role)
	})
}

// Within reports whether the actor has any role in the agency.
func (a Actor) Within(agency string) bool {
	return a.kind == kindSystem || slices.ContainsFunc(a.grants, func(g Grant) bool { return g.in(agency) })
}

// HasWhole reports whether the actor has one of the roles over the whole
// agency.
func (a Actor) HasWhole(agency string, roles ...Role) bool {
	return a.kind == kindSystem || slices.ContainsFunc(a.grants, func(g Grant) bool {
		return g.in(agency) && g.Scope == Whole && slices.Contains(roles, g.Role)
	})
}

// Require refuses an actor who has none of the roles over the whole agency.
// Somebody outside the agency is told that there is no such thing, somebody
// within it that they may not.
func (a Actor) Require(agency string, roles ...Role) error {
	if a.HasWhole(agency, roles...) {
		return nil
	}
	return a.refuse(agency)
}

func (a Actor) refuse(agency string) error {
	if !a.Within(agency) {
		return fault.NotFound("access.not_found")
	}
	return fault.Forbidden("access.forbidden")
}

type actorKey struct{}

// With returns a context in which the actor acts. Pages read it with From;
// acts take the actor as an argument.
func With(ctx context.Context, a Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, a)
}

// From returns the actor of the context, the zero Actor if there is none.
func From(ctx context.Context) Actor {
	a, _ := ctx.Value(actorKey{}).(Actor)
	return a
}
