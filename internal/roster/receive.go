package roster

import (
	"archive/zip"
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/id"
	"pamong/internal/org"
)

// The most that a sealed record may hold, in bytes and files.
const (
	mostRecord      = 4 << 20
	mostCarriedFile = 20 << 20
	mostCarried     = 200
)

// recordFile is the name of the record in its file.
const recordFile = "record.json"

// Look returns what a transfer brings, for both agencies: as it was frozen, or
// as it is now while an offer waits. It is asked of a transfer as TransferOf
// returns it.
func (d *Desk) Look(ctx context.Context, actor access.Actor, agency org.AgencyID, t Transfer) (Bundle, error) {
	var b Bundle
	if err := actor.Require(string(agency), keepers...); err != nil {
		return b, err
	}
	if t.record != "" {
		if err := json.Unmarshal([]byte(t.record), &b); err != nil {
			return b, fmt.Errorf("read transfer %s: %w", t.ID, err)
		}
		return b, nil
	}
	if t.State != Offered {
		return b, fault.NotFound("access.not_found")
	}
	p, err := ByID(ctx, d.DB, t.Agency, t.Person)
	if err != nil {
		return b, err
	}
	return d.bundle(ctx, d.DB, &p, t)
}

// Accept takes a person in who was offered, into a unit from the day on which
// they left. The other agency keeps its history and sees where the person went.
func (d *Desk) Accept(ctx context.Context, actor access.Actor, agency org.AgencyID, transfer TransferID, unit org.UnitID) (PersonID, error) {
	if err := actor.Require(string(agency), keepers...); err != nil {
		return "", err
	}
	person := PersonID(id.New())
	err := d.DB.InTx(ctx, func(tx *db.Tx) error {
		t, err := TransferOf(ctx, tx, agency, transfer)
		if err != nil {
			return err
		}
		if t.To != agency || t.State != Offered {
			return fault.Conflict("roster.release_over")
		}
		p, err := ByID(ctx, tx, t.Agency, t.Person)
		if err != nil {
			return err
		}
		if p.State != Active {
			return fault.Conflict("roster.release_inactive")
		}
		if err := d.settled(ctx, tx, actor, &p, &t); err != nil {
			return err
		}
		if err := d.leave(ctx, tx, actor, &p, &t); err != nil {
			return err
		}
		if err := d.take(ctx, tx, actor, agency, person, t, unit); err != nil {
			return err
		}
		t.State, t.Received = Accepted, person
		if err := d.endTransfer(ctx, tx, actor, t); err != nil {
			return err
		}
		if d.Followed != nil {
			if err := d.Followed(ctx, tx, t, person); err != nil {
				return err
			}
		}
		if err := d.tellAccepted(ctx, tx, actor, t); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(t.Agency), At: d.Clock.Now(), Actor: actor.Ref(), Act: "roster.left", Subject: "transfer:" + string(t.ID), Person: string(t.Person), After: map[string]string{"to": t.ToName}, Reason: t.Reason})
	})
	if db.Unique(err) {
		return "", fault.Conflict("roster.nip_taken")
	}
	return person, err
}

// take enters the person of a transfer under an id.
func (d *Desk) take(ctx context.Context, tx *db.Tx, actor access.Actor, agency org.AgencyID, person PersonID, t Transfer, unit org.UnitID) error {
	var b Bundle
	if err := json.Unmarshal([]byte(t.record), &b); err != nil {
		return fault.Invalid("roster.bundle_bad").Because(err)
	}
	a, err := org.AgencyByID(ctx, tx, agency)
	if err != nil {
		return err
	}
	p, err := d.personIn(ctx, agency, b)
	if err != nil {
		return err
	}
	p.ID = person
	if err := d.arrive(ctx, tx, actor, a, p, b, unit); err != nil {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: d.Clock.Now(), Actor: actor.Ref(), Act: "roster.receive", Subject: "transfer:" + string(t.ID), Person: string(person), After: map[string]any{"from": t.FromName, "left": t.Left, "number": t.Number}, Reason: t.Reason})
}

// Code is the check code of a sealed record: the two offices compare it, so
// that nobody has changed the file on its way.
func (t Transfer) Code() string {
	if t.record == "" {
		return ""
	}
	return codeOf([]byte(t.record))
}

func codeOf(record []byte) string {
	sum := sha256.Sum256(record)
	text := strings.ToUpper(hex.EncodeToString(sum[:8]))
	return text[:4] + "-" + text[4:8] + "-" + text[8:12] + "-" + text[12:]
}

// File writes the sealed record of somebody who has left, with the files of
// their papers, as a ZIP that another installation reads. The trail says who took
// it out, before the first byte goes.
func (d *Desk) File(ctx context.Context, actor access.Actor, agency org.AgencyID, transfer TransferID, w io.Writer) error {
	t, err := TransferOf(ctx, d.DB, agency, transfer)
	if err != nil {
		return err
	}
	if t.Agency != agency || t.State != GoneOut {
		return fault.NotFound("access.not_found")
	}
	b, err := d.Look(ctx, actor, agency, t)
	if err != nil {
		return err
	}
	err = d.DB.InTx(ctx, func(tx *db.Tx) error {
		return audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: d.Clock.Now(), Actor: actor.Ref(), Act: "roster.record", Subject: "transfer:" + string(t.ID), Person: string(t.Person),
			After: map[string]any{"to": t.ToName, "code": t.Code(), "files": len(b.Files)}})
	})
	if err != nil {
		return err
	}
	z := zip.NewWriter(w)
	out, err := z.Create(recordFile)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(out, t.record); err != nil {
		return err
	}
	for _, hash := range b.Files {
		if err := d.fileInto(z, hash); err != nil {
			return err
		}
	}
	return z.Close()
}

func (d *Desk) fileInto(z *zip.Writer, hash string) error {
	f, err := d.Files.Open(hash)
	if err != nil {
		return err
	}
	defer f.Close()
	out, err := z.CreateHeader(&zip.FileHeader{Name: "files/" + hash, Method: zip.Store})
	if err != nil {
		return err
	}
	_, err = io.Copy(out, f)
	return err
}

// Receive takes somebody in by the sealed record of another installation. The
// code is the one that the other office has told; a file that does not have it
// is refused, and so is one that does not hold together.
func (d *Desk) Receive(ctx context.Context, actor access.Actor, agency org.AgencyID, file io.ReaderAt, size int64, code string, unit org.UnitID) (PersonID, error) {
	if err := actor.Require(string(agency), keepers...); err != nil {
		return "", err
	}
	z, err := zip.NewReader(file, size)
	if err != nil {
		return "", besideFile("roster.bundle_bad", err)
	}
	record, err := readPart(z, recordFile, mostRecord)
	if err != nil {
		return "", besideFile("roster.bundle_bad", err)
	}
	if fold := strings.NewReplacer("-", "", " ", ""); !strings.EqualFold(fold.Replace(code), fold.Replace(codeOf(record))) {
		var f fault.Fields
		f.Add("code", "roster.bundle_code")
		return "", f.Err()
	}
	var b Bundle
	if err := json.Unmarshal(record, &b); err != nil || len(b.Files) > mostCarried {
		return "", besideFile("roster.bundle_bad", err)
	}
	t := Transfer{ID: TransferID(id.New()), FromName: b.From, To: agency, Received: PersonID(id.New()), Name: b.Fields[FieldName], NIP: b.NIP, Left: b.Left, Number: b.Number, Reason: b.Reason, State: Received, Made: d.Clock.Now(), record: string(record)}
	enter := func(tx *db.Tx) error {
		if err := d.take(ctx, tx, actor, agency, t.Received, t, unit); err != nil {
			return err
		}
		return t.insert(ctx, tx, actor.Ref())
	}
	err = d.DB.InTx(ctx, func(tx *db.Tx) error { return cmp.Or(enter(tx), errRehearsed) })
	if errors.Is(err, errRehearsed) {
		if err = d.keepParts(ctx, z, b.Files); err == nil {
			err = d.DB.InTx(ctx, enter)
		}
	}
	if db.Unique(err) {
		return "", fault.Conflict("roster.nip_taken")
	}
	return t.Received, err
}

// errRehearsed takes back what was done only to see whether it would be refused:
// the files of a record that is refused are never stored.
var errRehearsed = errors.New("rehearsed")

// keepParts stores the files of a sealed record once all of them are what their
// names say.
func (d *Desk) keepParts(ctx context.Context, z *zip.Reader, hashes []string) error {
	for _, hash := range hashes {
		if _, err := carried(z, hash); err != nil {
			return err
		}
	}
	for _, hash := range hashes {
		content, err := carried(z, hash)
		if err != nil {
			return err
		}
		if _, err := d.Files.Put(ctx, bytes.NewReader(content), mostCarriedFile); err != nil {
			return err
		}
	}
	return nil
}

// carried reads a file of a sealed record, refusing one that is not what its
// name says.
func carried(z *zip.Reader, hash string) ([]byte, error) {
	content, err := readPart(z, "files/"+hash, mostCarriedFile)
	if err != nil {
		return nil, besideFile("roster.bundle_bad", err)
	}
	if sum := sha256.Sum256(content); hex.EncodeToString(sum[:]) != hash {
		return nil, besideFile("roster.bundle_bad", fmt.Errorf("file %q is another one", hash))
	}
	return content, nil
}

func readPart(z *zip.Reader, name string, most int64) ([]byte, error) {
	f, err := z.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(content)) > most {
		err = fmt.Errorf("%q is longer than %d bytes", name, most)
	}
	return content, err
}

// besideFile notes what is wrong with a file beside its field.
func besideFile(key string, why error) error {
	var f fault.Fields
	f.Add("file", key)
	return fmt.Errorf("read sealed record: %w", fmt.Errorf("%w (%v)", f.Err(), why))
}
