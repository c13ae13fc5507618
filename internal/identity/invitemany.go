package identity

import (
	"context"
	"fmt"

	"pamong/internal/access"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
)

// MostAtOnce is the most people that one act invites.
const MostAtOnce = 1000

// Slip is an activation link that has just been made.
type Slip struct {
	Account Account
	Secret  string
}

// Many is what inviting many people came to.
type Many struct {
	Slips  []Slip
	Active int      // whose account is active already: they need no link
	Left   []string // names of those without NIP and e-mail address, or with faulty ones
}

// InviteMany invites people together, such as a whole batch: all links or
// none. A telephone number that cannot be one is left out rather than keeping
// somebody from the course. Who was invited before gets a new link, and the
// older one ends. An e-mail address that is somebody else's is left out too:
// lists repeat them.
func (d *Desk) InviteMany(ctx context.Context, actor access.Actor, agency string, list []Invitation) (Many, error) {
	if len(list) > MostAtOnce {
		return Many{}, fault.Conflict("identity.too_many", "N", len(list), "Most", MostAtOnce)
	}
	var sound []Invitation
	var left []string
	for _, v := range list {
		if err := mayGive(actor, agency, v.Role); err != nil {
			return Many{}, err
		}
		if _, ok := CleanPhone(v.Phone); !ok {
			v.Phone = ""
		}
		if v.clean() != nil {
			left = append(left, v.Name)
			continue
		}
		sound = append(sound, v)
	}
	var m Many
	err := d.DB.InTx(ctx, func(tx *db.Tx) error {
		m = Many{Left: left}
		for _, v := range sound {
			if err := ownEmail(ctx, tx, &v); err != nil {
				return err
			}
			a, secret, err := d.invite(ctx, tx, actor, agency, v)
			if err != nil {
				return err
			}
			if secret == "" {
				m.Active++
				continue
			}
			m.Slips = append(m.Slips, Slip{a, secret})
		}
		return nil
	})
	if err != nil {
		return Many{}, fmt.Errorf("invite %d people: %w", len(list), err)
	}
	return m, nil
}

// ownEmail drops the e-mail address of somebody with an NIP when an account of
// another NIP has it.
func ownEmail(ctx context.Context, tx *db.Tx, v *Invitation) error {
	if v.NIP == "" || v.Email == "" {
		return nil
	}
	var others int
	if err := tx.QueryRow(ctx, `SELECT COUNT(*) FROM identity_account WHERE email = $1 AND nip <> $2`, v.Email, v.NIP).Scan(&others); err != nil {
		return fmt.Errorf("ask who has an address: %w", err)
	}
	if others > 0 {
		v.Email = ""
	}
	return nil
}
