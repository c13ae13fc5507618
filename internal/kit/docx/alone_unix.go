//go:build unix

package docx

import (
	"os/exec"
	"syscall"
)

// alone lets the program and all that it starts end together when the time is
// over.
func alone(run *exec.Cmd) {
	run.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	run.Cancel = func() error { return syscall.Kill(-run.Process.Pid, syscall.SIGKILL) }
}
