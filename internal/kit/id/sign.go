package id

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"

	"github.com/google/uuid"
)

// letters are those of an address; strict, so that an identifier has one text.
func letters() *base64.Encoding { return base64.RawURLEncoding.Strict() }

// signed is how many bytes of a signature a signed identifier carries.
const signed = 16

// Sign returns an identifier with a signature that only the key can make, for
// addresses that nobody can guess: 43 letters that may stand in an address.
func Sign(key []byte, id string) (string, error) {
	u, err := uuid.Parse(id)
	if err != nil {
		return "", fmt.Errorf("sign identifier: %w", err)
	}
	return letters().EncodeToString(append(u[:], signature(key, u)...)), nil
}

// Signed returns the identifier that was signed with the key, false for
// anything else.
func Signed(key []byte, text string) (string, bool) {
	b, err := letters().DecodeString(text)
	if err != nil || len(b) != len(uuid.UUID{})+signed || len(key) == 0 {
		return "", false
	}
	u := uuid.UUID(b[:len(uuid.UUID{})])
	return u.String(), subtle.ConstantTimeCompare(b[len(u):], signature(key, u)) == 1
}

func signature(key []byte, u uuid.UUID) []byte {
	h := hmac.New(sha256.New, key)
	h.Write(u[:])
	return h.Sum(nil)[:signed]
}
