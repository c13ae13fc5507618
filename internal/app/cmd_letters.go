package app

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"pamong/internal/document"
	"pamong/internal/kit/clock"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/trainer"
	"pamong/internal/training"
)

// LettersCmd groups the commands of letters.
type LettersCmd struct {
	Make     LettersMakeCmd     `cmd:"" help:"letters_make_help"`
	Register LettersRegisterCmd `cmd:"" help:"letters_register_help"`
	Void     LettersVoidCmd     `cmd:"" help:"letters_void_help"`
	Template LettersTemplateCmd `cmd:"" help:"letters_template_help"`
	Signer   LettersSignerCmd   `cmd:"" help:"letters_signer_help"`
}

// LettersMakeCmd makes letters of a kind.
type LettersMakeCmd struct {
	Kind       string   `arg:"" help:"letter_kind_help"`
	Agency     string   `required:"" help:"agency_help" placeholder:"CODE"`
	Batch      string   `help:"letter_batch_help"`
	Programme  string   `help:"letter_programme_help" placeholder:"NAME"`
	NIP        []string `name:"nip" help:"letter_people_help"`
	Trainer    []string `help:"letter_trainer_help" placeholder:"NAME"`
	Signer     string   `help:"letter_signer_help"`
	Date       string   `help:"letter_date_help" placeholder:"DATE"`
	Unnumbered bool     `help:"letter_unnumbered_help"`
	PDF        bool     `name:"pdf" help:"letter_pdf_help"`
	Zip        string   `help:"letter_zip_help" placeholder:"FILE"`
	Preview    string   `help:"letter_preview_help" placeholder:"FILE"`
}

// letterData is a letter of the register as JSON.
type letterData struct {
	Number string `json:"number"`
	Kind   string `json:"kind"`
	Title  string `json:"title"`
	Date   string `json:"date"`
	State  string `json:"state"`
	Reason string `json:"reason"`
	SHA256 string `json:"sha256"`
	ID     string `json:"id"`
}

// Run makes the letters in the foreground, or with --preview the first of them
// without a number.
func (l *LettersMakeCmd) Run(c *Command) error {
	return c.inAgency(l.Agency, func(h *House, a org.Agency) error {
		m, err := l.wish(c, h, a)
		if err != nil {
			return err
		}
		letters, err := h.Papers.Look(c.Ctx, atMachine, a, m)
		if err != nil && l.Preview == "" {
			return err
		}
		l.note(c, letters)
		if l.Preview != "" {
			_, body, err := h.Papers.Preview(c.Ctx, atMachine, a, m, nil)
			if err != nil {
				return err
			}
			if err := os.WriteFile(l.Preview, body, 0o600); err != nil {
				return c.cannotWrite(l.Preview, err)
			}
			return nil
		}
		run, err := h.Papers.Make(c.Ctx, atMachine, a, m, func(done, total int) {
			if !c.JSON {
				fmt.Fprintf(c.Err, "\r%s", c.T("cmd.papers_progress", "Done", done, "Total", total))
			}
		})
		if err != nil {
			return err
		}
		if !c.JSON {
			fmt.Fprintln(c.Err)
		}
		list, _, err := h.Papers.Register(c.Ctx, atMachine, a, document.Narrow{Run: run})
		if err != nil {
			return err
		}
		if l.Zip != "" {
			if err := writeTo(c, l.Zip, func(w io.Writer) error { return h.Papers.Zip(w, list) }); err != nil {
				return err
			}
		}
		return c.printLetters(list)
	})
}

// wish is what the flags ask for.
func (l *LettersMakeCmd) wish(c *Command, h *House, a org.Agency) (document.Making, error) {
	m := document.Making{Kind: document.LetterKind(l.Kind), Unnumber: l.Unnumbered, PDF: l.PDF, Day: clock.Date(l.Date)}
	if l.Date != "" && !m.Day.Valid() {
		return m, c.notADay(l.Date)
	}
	if l.Batch != "" {
		b, err := c.batchOf(h, a, l.Programme, l.Batch)
		if err != nil {
			return m, err
		}
		m.Batch = string(b.ID)
	} else if l.Programme != "" {
		p, err := training.ProgrammeByName(c.Ctx, h.DB, a.ID, l.Programme)
		if err != nil {
			return m, err
		}
		m.Programme = string(p.ID)
	}
	if err := l.trainers(c, h, a, &m); err != nil {
		return m, err
	}
	for _, nip := range l.NIP {
		p, err := roster.ByNIP(c.Ctx, h.DB, a.ID, nip)
		if err != nil {
			return m, err
		}
		m.People = append(m.People, string(p.ID))
	}
	signers, err := document.Signers(c.Ctx, h.DB, a)
	if err != nil {
		return m, err
	}
	for _, s := range signers {
		if l.Signer != "" && strings.Contains(org.Fold(s.Name+" "+s.Title), org.Fold(l.Signer)) {
			m.Signer = s.ID
			return m, nil
		}
	}
	if l.Signer != "" {
		return m, Refused(c.T("document.no_signer"))
	}
	return m, nil
}

// trainers names the trainers of the flags, by NIP or by name.
func (l *LettersMakeCmd) trainers(c *Command, h *House, a org.Agency, m *document.Making) error {
	all, err := trainer.All(c.Ctx, h.DB, a.ID)
	for _, name := range l.Trainer {
		i := slices.IndexFunc(all, func(t trainer.Trainer) bool { return t.NIP == name && name != "" || org.Fold(t.Name) == org.Fold(name) })
		if i < 0 {
			m.People = append(m.People, document.ByName+name)
			continue
		}
		m.People = append(m.People, string(all[i].ID))
	}
	return err
}

// note says on the terminal what the letters of a making do not hold.
func (l *LettersMakeCmd) note(c *Command, letters []document.Letter) {
	said := map[string]bool{}
	for _, one := range letters {
		for _, note := range one.Notes {
			if text := note.Of(c.Speaker); !said[text] {
				said[text] = true
				fmt.Fprintln(c.Err, text)
			}
		}
	}
}

// writeTo writes a file that a flag names.
func writeTo(c *Command, name string, write func(io.Writer) error) error {
	f, err := os.Create(name)
	if err != nil {
		return c.cannotWrite(name, err)
	}
	if err := write(f); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

func (c *Command) printLetters(list []document.Entry) error {
	data := []letterData{}
	for _, e := range list {
		data = append(data, letterData{e.Number, string(e.Kind), e.Title, string(e.Day), string(e.State), e.Reason, e.Hash, string(e.ID)})
	}
	if c.JSON {
		return c.PrintJSON(data)
	}
	for i, d := range data {
		c.Printf("%-32s %s  %-16s %s\n", d.Number, d.Date, c.T("document.letters.state."+d.State), d.Title)
		if why := list[i].Trouble; why.Key != "" {
			c.Printf("    %s\n", why.Of(c.Speaker))
		}
	}
	c.Printf("%s\n", c.T("document.letters.letters_n", "N", len(data)))
	return nil
}

// LettersRegisterCmd shows the register of numbers.
type LettersRegisterCmd struct {
	Agency string `required:"" help:"agency_help" placeholder:"CODE"`
	Kind   string `help:"letter_kind_help"`
	Year   int    `help:"letter_year_help"`
	Search string `help:"letter_search_help"`
}

// Run prints the register.
func (l *LettersRegisterCmd) Run(c *Command) error {
	return c.inAgency(l.Agency, func(h *House, a org.Agency) error {
		list, _, err := h.Papers.Register(c.Ctx, atMachine, a, document.Narrow{Kind: document.LetterKind(l.Kind), Year: l.Year, Search: l.Search})
		if err != nil {
			return err
		}
		return c.printLetters(list)
	})
}

// LettersVoidCmd declares letters with a number void.
type LettersVoidCmd struct {
	Number string `arg:"" help:"letter_void_number_help"`
	Agency string `required:"" help:"agency_help" placeholder:"CODE"`
	Reason string `required:"" help:"reason_help"`
}

// Run declares the standing letter of the number void.
func (l *LettersVoidCmd) Run(c *Command) error {
	return c.inAgency(l.Agency, func(h *House, a org.Agency) error {
		list, _, err := h.Papers.Register(c.Ctx, atMachine, a, document.Narrow{Search: l.Number})
		if err != nil {
			return err
		}
		for _, e := range list {
			if e.Number != l.Number || e.State == document.Voided {
				continue
			}
			if err := h.Papers.Void(c.Ctx, atMachine, a, e.ID, l.Reason); err != nil {
				return err
			}
			if e, err = document.LetterByID(c.Ctx, h.DB, a.ID, e.ID); err != nil {
				return err
			}
			return c.printLetters([]document.Entry{e})
		}
		return Refused(c.T("document.no_letter"))
	})
}

// LettersTemplateCmd takes an agency's own template of a kind, or goes back to
// the shipped one.
type LettersTemplateCmd struct {
	Kind    string `arg:"" help:"letter_kind_help"`
	Agency  string `required:"" help:"agency_help" placeholder:"CODE"`
	File    string `help:"letter_file_help" type:"existingfile"`
	Shipped bool   `help:"letter_shipped_help"`
	Out     string `help:"letter_out_help" placeholder:"FILE"`
}

// Run takes the file, goes back, or writes the template in force to a file.
func (l *LettersTemplateCmd) Run(c *Command) error {
	kind := document.LetterKind(l.Kind)
	return c.inAgency(l.Agency, func(h *House, a org.Agency) error {
		switch {
		case l.File != "":
			in, err := os.Open(l.File)
			if err != nil {
				return Refused(err.Error())
			}
			defer in.Close()
			if _, err := h.Papers.AddTemplate(c.Ctx, atMachine, a, kind, in.Name(), in); err != nil {
				return err
			}
		case l.Shipped:
			if err := h.Papers.UseTemplate(c.Ctx, atMachine, a, kind, ""); err != nil {
				return err
			}
		}
		t, err := document.InUse(c.Ctx, h.DB, a.ID, kind)
		if err != nil {
			return err
		}
		_, body, err := h.Papers.TemplateFile(c.Ctx, atMachine, a, kind, t.ID)
		if err == nil && l.Out != "" {
			err = os.WriteFile(l.Out, body, 0o600)
		}
		if err != nil {
			return err
		}
		if c.JSON {
			return c.PrintJSON(map[string]any{"kind": l.Kind, "version": t.Version, "file": t.Name})
		}
		c.Printf("%s: %s\n", c.T("document.letter."+l.Kind), t.Name)
		return nil
	})
}

// LettersSignerCmd enters an official who signs letters.
type LettersSignerCmd struct {
	Name   string `arg:"" help:"letter_signer_name_help"`
	Title  string `arg:"" help:"letter_signer_title_help"`
	Agency string `required:"" help:"agency_help" placeholder:"CODE"`
	NIP    string `name:"nip" help:"letter_signer_nip_help"`
	Rank   string `help:"letter_signer_rank_help"`
	Behalf string `help:"letter_signer_behalf_help"`
}

// Run enters the official.
func (l *LettersSignerCmd) Run(c *Command) error {
	return c.inAgency(l.Agency, func(h *House, a org.Agency) error {
		id, err := h.Papers.AddSigner(c.Ctx, atMachine, a, document.Signer{Name: l.Name, NIP: l.NIP, Rank: l.Rank, Title: l.Title, Behalf: l.Behalf})
		if err != nil {
			return err
		}
		if c.JSON {
			return c.PrintJSON(map[string]string{"signer": string(id)})
		}
		c.Printf("%s, %s\n", l.Name, l.Title)
		return nil
	})
}
