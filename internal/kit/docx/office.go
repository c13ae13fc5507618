package docx

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"pamong/internal/kit/fault"
)

// Office is LibreOffice as it was found on this machine; it makes PDF.
type Office struct{ program string }

// FindOffice looks for LibreOffice. Without it there is no PDF, and the zero
// Office is returned.
func FindOffice() Office {
	for _, name := range []string{"soffice", "libreoffice"} {
		if at, err := exec.LookPath(name); err == nil {
			return Office{at}
		}
	}
	return Office{}
}

// There reports whether LibreOffice was found.
func (o Office) There() bool { return o.program != "" }

const (
	startTime  = 40 * time.Second // to start the program, the first time with a new profile
	letterTime = 3 * time.Second  // for each document
)

// PDF turns documents into PDF, all in one run of the program with a profile
// of its own and a limit of time. It must not be called within a transaction.
func (o Office) PDF(ctx context.Context, documents ...[]byte) ([][]byte, error) {
	if !o.There() {
		return nil, fault.Conflict("docx.no_office")
	}
	dir, err := os.MkdirTemp("", "pamong-pdf-")
	if err != nil {
		return nil, fmt.Errorf("make PDF: %w", err)
	}
	defer os.RemoveAll(dir)
	profile := url.URL{Scheme: "file", Path: filepath.ToSlash(filepath.Join(dir, "profile"))}
	args := []string{"-env:UserInstallation=" + profile.String(), "--headless", "--norestore", "--nologo", "--convert-to", "pdf", "--outdir", dir}
	for i, d := range documents {
		name := filepath.Join(dir, fmt.Sprintf("%04d.docx", i))
		if err := os.WriteFile(name, d, 0o600); err != nil {
			return nil, fmt.Errorf("make PDF: %w", err)
		}
		args = append(args, name)
	}
	ctx, cancel := context.WithTimeout(ctx, startTime+time.Duration(len(documents))*letterTime)
	defer cancel()
	run := exec.CommandContext(ctx, o.program, args...)
	run.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "TMPDIR=" + dir, "LANG=C.UTF-8"}
	run.Dir = dir
	run.WaitDelay = 2 * time.Second
	alone(run)
	if err := run.Run(); err != nil {
		return nil, fault.Conflict("docx.office_failed").Because(err)
	}
	list := make([][]byte, len(documents))
	for i := range documents {
		list[i], err = os.ReadFile(filepath.Join(dir, fmt.Sprintf("%04d.pdf", i)))
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fault.Conflict("docx.office_failed").Because(err)
		}
		if err != nil {
			return nil, fmt.Errorf("make PDF: %w", err)
		}
	}
	return list, nil
}
