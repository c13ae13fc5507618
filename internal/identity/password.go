package identity

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"pamong/internal/kit/fault"
)

// Parameters of argon2id: 19 MiB, two passes, one thread (OWASP's second
// choice), so that many people can sign in at once on a small machine.
const (
	argonMemory = 19 << 10 // KiB
	argonPasses = 2
	argonKey    = 32
	argonSalt   = 16
)

// Length of passwords in characters. The lower bound is that of BSSN 4/2021.
const (
	shortestPassword = 12
	longestPassword  = 200
)

// hashing lets only two passwords be hashed at a time: each takes 19 MiB.
var hashing = make(chan struct{}, 2)

func argon(password string, salt []byte) []byte {
	hashing <- struct{}{}
	defer func() { <-hashing }()
	return argon2.IDKey([]byte(password), salt, argonPasses, argonMemory, 1, argonKey)
}

func hashPassword(password string) string {
	salt := make([]byte, argonSalt)
	rand.Read(salt)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=1$%s$%s", argon2.Version, argonMemory, argonPasses,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(argon(password, salt)))
}

// matches reports whether the password belongs to the hash. An empty hash
// takes as long as a real one, so that nobody learns which accounts exist.
func matches(hash, password string) bool {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 {
		argon(password, make([]byte, argonSalt))
		return false
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	want, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	if err1 != nil || err2 != nil {
		return false
	}
	return subtle.ConstantTimeCompare(argon(password, salt), want) == 1
}

// checkPassword refuses passwords that are too short, or made of what
// everybody knows of the account.
func checkPassword(a Account, password, again string) error {
	var f fault.Fields
	folded := strings.ToLower(password)
	switch n := utf8.RuneCountInString(password); {
	case n < shortestPassword:
		f.Add("password", "identity.password_short", "N", shortestPassword)
	case n > longestPassword:
		f.Add("password", "identity.password_long", "N", longestPassword)
	case a.NIP != "" && strings.Contains(folded, a.NIP), a.Email != "" && strings.Contains(folded, a.Email), strings.Trim(folded, folded[:1]) == "", common(folded):
		f.Add("password", "identity.password_known")
	case password != again:
		f.Add("again", "identity.password_differs")
	}
	return f.Err()
}

// common reports whether a password is built on one that everybody tries.
func common(folded string) bool {
	for _, word := range []string{"password", "passw0rd", "1234567890", "qwertyuiop", "katasandi", "indonesia123", "bismillah123"} {
		if rest := strings.ReplaceAll(folded, word, ""); len(folded)-len(rest) > 0 && len(rest) < 6 {
			return true
		}
	}
	return false
}
