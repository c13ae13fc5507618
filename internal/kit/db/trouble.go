package db

import (
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"runtime"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	sqlite3 "modernc.org/sqlite/lib"
)

// windowsDiskFull is ERROR_DISK_FULL of Windows, which package syscall does not
// name on other systems.
const windowsDiskFull = syscall.Errno(112)

// Full reports whether err says that the disk is full, that of the database or
// that of the files.
func Full(err error) bool {
	return sqliteCode(err) == sqlite3.SQLITE_FULL || pgCode(err) == "53100" || errors.Is(err, syscall.ENOSPC) ||
		runtime.GOOS == "windows" && errors.Is(err, windowsDiskFull)
}

// Lost reports whether err says that the database cannot be reached or cannot
// be written at present: the server is down, starting or full of guests, the
// connection broke, or the file may only be read.
func Lost(err error) bool {
	switch sqliteCode(err) {
	case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR:
		return true
	}
	switch code := pgCode(err); {
	case strings.HasPrefix(code, "08"), strings.HasPrefix(code, "57P"), code == "53300", code == "25006":
		return true
	}
	var connect *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &connect) || errors.As(err, &network) || pgconn.SafeToRetry(err) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, driver.ErrBadConn) || errors.Is(err, net.ErrClosed)
}

// errCommit is what a transaction met at its very end.
var errCommit = errors.New("commit")

// Unsure reports whether err leaves open whether a transaction came to be: the
// database was lost while it was asked to keep it.
func Unsure(err error) bool { return errors.Is(err, errCommit) && Lost(err) }

// pgCode returns the SQLSTATE of PostgreSQL, "" for other errors.
func pgCode(err error) string {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return ""
	}
	return e.Code
}
