package app

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"

	"pamong/internal/roster"
)

// keyFor derives the key for a purpose from the secret of the installation.
func keyFor(secret []byte, purpose string) ([]byte, error) {
	key, err := hkdf.Key(sha256.New, secret, nil, "pamong "+purpose, 32)
	if err != nil {
		return nil, fmt.Errorf("derive key for %s: %w", purpose, err)
	}
	return key, nil
}

// vault encrypts with a key of its own for the purpose, derived from the
// secret of the installation.
func vault(secret []byte, purpose string) (roster.Vault, error) {
	key, err := keyFor(secret, purpose)
	if err != nil {
		return roster.Vault{}, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return roster.Vault{}, fmt.Errorf("prepare cipher for %s: %w", purpose, err)
	}
	box, err := cipher.NewGCM(block)
	if err != nil {
		return roster.Vault{}, fmt.Errorf("prepare cipher for %s: %w", purpose, err)
	}
	seal := func(plain string) (string, error) {
		nonce := make([]byte, box.NonceSize())
		rand.Read(nonce)
		return base64.RawStdEncoding.EncodeToString(box.Seal(nonce, nonce, []byte(plain), nil)), nil
	}
	open := func(sealed string) (string, error) {
		b, err := base64.RawStdEncoding.DecodeString(sealed)
		if err != nil || len(b) < box.NonceSize() {
			return "", errors.Join(fmt.Errorf("open sealed %s", purpose), err)
		}
		plain, err := box.Open(nil, b[:box.NonceSize()], b[box.NonceSize():], nil)
		if err != nil {
			return "", fmt.Errorf("open sealed %s: %w", purpose, err)
		}
		return string(plain), nil
	}
	return roster.Vault{Seal: seal, Open: open}, nil
}
