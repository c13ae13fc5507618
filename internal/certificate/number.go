package certificate

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/regulation"
)

// Form is how the numbers of a register are written: words around
// placeholders. {nomor:8} is the running number in eight digits; {tahun},
// {bulan} and {bulan_romawi} are those of the day of issue; {instansi} is the
// code of the agency, {golongan} and {angkatan} are those of the person.
type Form string

// transcriptForm is the form of our own numbers of transcripts.
const transcriptForm Form = "{nomor:5}/TR-LATSAR/{instansi}/{tahun}"

var placeholder = regexp.MustCompile(`\{([^{}:]*)(?::([0-9]+))?\}`)

// mostDigits bounds the digits of a running number.
const mostDigits = 10

// Check refuses a form that would give two papers one number: it needs the
// running number and the year. An unknown placeholder is refused by its name.
func (f Form) Check() error {
	has := map[string]bool{}
	for _, m := range placeholder.FindAllStringSubmatch(string(f), -1) {
		has[m[1]] = true
		if _, known := (occasion{}).value(m[1]); !known {
			return fault.Invalid("certificate.form.unknown", "Name", m[0])
		}
		if n, _ := strconv.Atoi(m[2]); n > mostDigits {
			return fault.Invalid("certificate.form.unknown", "Name", m[0])
		}
	}
	if !has["nomor"] || !has["tahun"] || strings.ContainsAny(placeholder.ReplaceAllString(string(f), ""), "{}") || len(f) > 120 {
		return fault.Invalid("certificate.form.bad")
	}
	return nil
}

// occasion is what the placeholders of a form stand for.
type occasion struct {
	running              int
	day                  clock.Date
	agency, class, batch string
}

func (o occasion) value(name string) (string, bool) {
	switch name {
	case "nomor":
		return strconv.Itoa(o.running), true
	case "tahun":
		return strconv.Itoa(o.day.Year()), true
	case "bulan":
		return fmt.Sprintf("%02d", o.month()), true
	case "bulan_romawi":
		return regulation.Roman.Label(o.month()), true
	case "instansi":
		return strings.ToUpper(o.agency), true
	case "golongan":
		return o.class, true
	case "angkatan":
		return o.batch, true
	}
	return "", false
}

func (o occasion) month() int {
	if o.day == "" {
		return 1
	}
	return int(o.day.Time().Month())
}

// write fills the form.
func (f Form) write(o occasion) string {
	return placeholder.ReplaceAllStringFunc(string(f), func(text string) string {
		m := placeholder.FindStringSubmatch(text)
		v, _ := o.value(m[1])
		if v == "" {
			return "-" // a person whose golongan is not known
		}
		if digits, _ := strconv.Atoi(m[2]); len(v) < digits {
			v = strings.Repeat("0", digits-len(v)) + v
		}
		return v
	})
}

// Example shows how the form writes the first number of a day.
func (f Form) Example(a org.Agency, day clock.Date) string {
	return f.write(occasion{running: 1, day: day, agency: a.Code, class: "III", batch: "I"})
}

// lockRegister makes everybody who takes numbers or puts STTP in force for an
// agency wait for each other.
func lockRegister(ctx context.Context, tx *db.Tx, agency org.AgencyID) error {
	return tx.Lock(ctx, "certificate.register:"+string(agency))
}

// taking takes the next number of the year from the register of a kind.
var taking = map[Kind]string{
	Transcript: `INSERT INTO certificate_register (agency_id, year, last_number) VALUES ($1, $2, 1) ON CONFLICT (agency_id, year) DO UPDATE SET last_number = certificate_register.last_number + 1 RETURNING last_number`,
	Own:        `INSERT INTO certificate_sttp_register (agency_id, year, last_number) VALUES ($1, $2, 1) ON CONFLICT (agency_id, year) DO UPDATE SET last_number = certificate_sttp_register.last_number + 1 RETURNING last_number`,
}

// take gives a paper the next number of its series and enters it in the
// register, in the caller's transaction: a number and its paper are never
// parted.
func (r *Registry) take(ctx context.Context, tx *db.Tx, actor access.Actor, a org.Agency, form Form, o occasion, p *Paper) error {
	p.Agency, p.Year, p.Code, p.State = a.ID, p.IssuedOn.Year(), newCode(), Making
	err := tx.QueryRow(ctx, taking[p.Kind], string(a.ID), p.Year).Scan(&p.Running)
	if err != nil {
		return fmt.Errorf("take number: %w", err)
	}
	o.running, o.day, o.agency = p.Running, p.IssuedOn, a.Code
	p.Number = form.write(o)
	now := r.Clock.Now()
	_, err = tx.Exec(ctx, `INSERT INTO certificate_paper (id, agency_id, kind, batch_id, person_id, verdict_id, number, year, running, code, issued_on, days, jp, blob_hash, file_size, replaces, reason, made_by, made_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, '', 0, $14, $15, $16, $17)`,
		p.ID, string(a.ID), string(p.Kind), string(p.Batch), string(p.Person), p.Verdict, p.Number, p.Year, p.Running, p.Code, string(p.IssuedOn), p.Days, p.JP, p.Replaces, p.Why, actor.Ref(), clock.Stamp(now))
	if db.Unique(err) {
		return fault.Conflict("certificate.number_taken", "Number", p.Number)
	}
	if err != nil {
		return fmt.Errorf("enter paper: %w", err)
	}
	return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: now, Actor: actor.Ref(), Act: "certificate.number", Subject: string(p.Kind) + ":" + p.ID, Person: string(p.Person), After: map[string]string{"number": p.Number, "verdict": p.Verdict, "replaces": p.Replaces}, Reason: p.Why})
}

// newCode makes the code below a QR code: 60 random bits.
func newCode() string {
	var b [8]byte
	rand.Read(b[:])
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b[:])[:12]
}
