package app

import (
	"fmt"
	"os"

	"pamong/internal/kit/i18n"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// AttendanceCmd groups the commands of attendance.
type AttendanceCmd struct {
	Template AttendanceTemplateCmd `cmd:"" help:"attendance_template_help"`
	Import   AttendanceImportCmd   `cmd:"" help:"attendance_import_help"`
}

// AttendanceTemplateCmd writes the attendance sheet of a batch.
type AttendanceTemplateCmd struct {
	BatchFlags
	Out string `arg:"" help:"out_help"`
}

// Run writes the sheet.
func (t *AttendanceTemplateCmd) Run(c *Command) error {
	return t.with(c, func(h *House, a org.Agency, b training.Batch) error {
		book, err := h.Attendance.Book(c.Ctx, atMachine, a, b.ID)
		if err != nil {
			return err
		}
		f, err := os.Create(t.Out)
		if err != nil {
			return c.cannotWrite(t.Out, err)
		}
		if err := book.Sheet(f, c.Speaker); err != nil {
			f.Close()
			return err
		}
		return f.Close()
	})
}

// AttendanceImportCmd enters a filled attendance sheet.
type AttendanceImportCmd struct {
	File string `arg:"" type:"existingfile" help:"list_file_help"`
	BatchFlags
	Commit     bool `help:"commit_help"`
	SkipErrors bool `help:"skip_errors_help"`
}

// Run reads the sheet and, with --commit, enters it.
func (i *AttendanceImportCmd) Run(c *Command) error {
	return i.with(c, func(h *House, a org.Agency, b training.Batch) error {
		f, err := os.Open(i.File)
		if err != nil {
			return Refused(err.Error())
		}
		defer f.Close()
		info, err := f.Stat()
		if err != nil {
			return err
		}
		p, err := h.Attendance.Read(c.Ctx, atMachine, a, b.ID, roster.File{ReaderAt: f, Size: info.Size(), Name: info.Name()}, c.catalogue.Speaker(i18n.Indonesian), c.catalogue.Speaker(i18n.English))
		if err != nil {
			return err
		}
		list := ListFlags{Commit: i.Commit, SkipErrors: i.SkipErrors}
		return list.finish(c, c.listData(p.Rows, listCounts{p.New, p.Changed, p.Unchanged}), func() (string, error) {
			n, err := h.Attendance.Enter(c.Ctx, atMachine, a, p, i.SkipErrors)
			return fmt.Sprint(n), err
		})
	})
}
