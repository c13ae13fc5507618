package app

import (
	"fmt"
	"os"

	"pamong/internal/certificate"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// CertificateCmd groups the commands of transcripts.
type CertificateCmd struct {
	Issue CertificateIssueCmd `cmd:"" help:"certificate_issue_help"`
}

// CertificateIssueCmd issues the transcripts of a batch, and with --sttp its
// STTP.
type CertificateIssueCmd struct {
	BatchFlags
	Sttp bool   `help:"with_sttp_help"`
	Zip  string `help:"zip_help" placeholder:"FILE"`
}

// Run issues what is missing and, with --zip, writes all that stand.
func (i *CertificateIssueCmd) Run(c *Command) error {
	kinds := []certificate.Kind{certificate.Transcript}
	if i.Sttp {
		kinds = append(kinds, certificate.Own)
	}
	return i.with(c, func(h *House, a org.Agency, b training.Batch) error { return h.issuePapers(c, a, b, kinds, i.Zip) })
}

// SttpCmd groups the commands of STTP.
type SttpCmd struct {
	Import   SttpImportCmd   `cmd:"" help:"sttp_import_help"`
	Undo     SttpUndoCmd     `cmd:"" help:"list_undo_help"`
	Accredit SttpAccreditCmd `cmd:"" help:"sttp_accredit_help"`
	Off      SttpOffCmd      `cmd:"" help:"sttp_off_help"`
	Issue    SttpIssueCmd    `cmd:"" help:"sttp_issue_help"`
	Revoke   SttpRevokeCmd   `cmd:"" help:"sttp_revoke_help"`
	Replace  SttpReplaceCmd  `cmd:"" help:"sttp_replace_help"`
	Register SttpRegisterCmd `cmd:"" help:"sttp_register_help"`
}

// SttpIssueCmd issues the transcripts and STTP of a batch.
type SttpIssueCmd struct {
	BatchFlags
	Zip string `help:"zip_help" placeholder:"FILE"`
}

// Run issues what is missing and, with --zip, writes the STTP that stand.
func (i *SttpIssueCmd) Run(c *Command) error {
	return i.with(c, func(h *House, a org.Agency, b training.Batch) error {
		return h.issuePapers(c, a, b, []certificate.Kind{certificate.Transcript, certificate.Own}, i.Zip)
	})
}

// issuedData is the answer of an issue as JSON. Issued and Register count the
// transcripts.
type issuedData struct {
	Issued   int        `json:"issued"`
	Register int        `json:"register"`
	STTP     *sttpCount `json:"sttp,omitempty"`
	Failed   []leftData `json:"failed"`
}

type sttpCount struct {
	Issued   int        `json:"issued"`
	Register int        `json:"register"`
	Left     []leftData `json:"left"`
}

// leftData is somebody without a paper, and why.
type leftData struct {
	NIP    string `json:"nip"`
	Name   string `json:"name"`
	Kind   string `json:"kind"`
	Reason string `json:"reason"`
}

// issuePapers issues the papers of a batch in the foreground and says how far
// it is.
func (h *House) issuePapers(c *Command, a org.Agency, b training.Batch, kinds []certificate.Kind, archive string) error {
	plan, out, err := h.Certificates.Issue(c.Ctx, atMachine, a, b.ID, kinds, func(done, total int) {
		if !c.JSON {
			fmt.Fprintf(c.Err, "\r%s", c.T("cmd.papers_progress", "Done", done, "Total", total))
		}
	})
	if err != nil {
		return err
	}
	if !c.JSON && out.All()+len(out.Failed) > 0 {
		fmt.Fprintln(c.Err)
	}
	d := issuedData{Issued: out.Done[certificate.Transcript], Failed: []leftData{}}
	for _, f := range out.Failed {
		d.Failed = append(d.Failed, leftData{f.Person.NIP, f.Person.Name, string(f.Paper.Kind), c.why(f.Err)})
	}
	list, err := certificate.Papers(c.Ctx, h.DB, a.ID, b.ID, certificate.Transcript)
	if err != nil {
		return err
	}
	d.Register = len(list)
	if len(kinds) > 1 {
		if list, err = certificate.Papers(c.Ctx, h.DB, a.ID, b.ID, certificate.Own); err != nil {
			return err
		}
		d.STTP = &sttpCount{Issued: out.Done[certificate.Own], Register: len(list), Left: []leftData{}}
		for _, l := range plan.Waiting(certificate.Own) {
			d.STTP.Left = append(d.STTP.Left, leftData{l.Person.NIP, l.Person.Name, string(l.Kind), c.T(l.Key, l.Args...)})
		}
	}
	if archive != "" {
		if err := h.zipPapers(c, a, list, archive); err != nil {
			return err
		}
	}
	return c.printIssued(d)
}

// why says why a paper failed.
func (c *Command) why(err error) string {
	if f := fault.Of(err); f != nil {
		return c.T(f.Key, f.Args...)
	}
	return err.Error()
}

// printIssued prints the outcome; papers that failed make the command fail.
func (c *Command) printIssued(d issuedData) error {
	if c.JSON {
		if err := c.PrintJSON(d); err != nil {
			return err
		}
	} else {
		left, sttp := d.Failed, 0
		if d.STTP != nil {
			left, sttp = append(left, d.STTP.Left...), d.STTP.Issued
		}
		for _, l := range left {
			c.Printf("%s  %-42s %s: %s\n", l.NIP, l.Name, c.T("certificate.kind."+l.Kind), l.Reason)
		}
		c.Printf("%s\n", c.T("cmd.papers_issued", "Transcripts", d.Issued, "STTP", sttp))
	}
	if len(d.Failed) > 0 {
		return Refused(c.T("cmd.papers_failed", "N", len(d.Failed)))
	}
	return nil
}

// zipPapers writes the standing papers to a file.
func (h *House) zipPapers(c *Command, a org.Agency, list []certificate.Paper, name string) error {
	people, err := roster.All(c.Ctx, h.DB, a.ID)
	if err != nil {
		return err
	}
	byID := map[roster.PersonID]roster.Person{}
	for _, p := range people {
		byID[p.ID] = p
	}
	f, err := os.Create(name)
	if err != nil {
		return c.cannotWrite(name, err)
	}
	if err := h.Certificates.Zip(f, list, func(p certificate.Paper) roster.Person { return byID[p.Person] }); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// PaperFlags name one paper by its number.
type PaperFlags struct {
	Number string `arg:"" help:"paper_number_help"`
	Agency string `required:"" help:"agency_help" placeholder:"CODE"`
	Reason string `required:"" help:"reason_help"`
}

// with opens the house and finds the paper.
func (f *PaperFlags) with(c *Command, do func(h *House, a org.Agency, p certificate.Paper) (certificate.Paper, error)) error {
	return c.inAgency(f.Agency, func(h *House, a org.Agency) error {
		p, err := certificate.ByNumber(c.Ctx, h.DB, a.ID, f.Number)
		if err != nil {
			return err
		}
		if p, err = do(h, a, p); err != nil {
			return err
		}
		return c.printPapers(h, a, []certificate.Paper{p})
	})
}

// inAgency opens the house and finds an agency.
func (c *Command) inAgency(code string, do func(h *House, a org.Agency) error) error {
	h, err := c.open()
	if err != nil {
		return err
	}
	defer h.Close()
	a, err := c.agencyOf(h.DB, code)
	if err != nil {
		return err
	}
	return do(h, a)
}

// SttpRevokeCmd revokes one paper.
type SttpRevokeCmd struct{ PaperFlags }

// Run revokes the paper.
func (s *SttpRevokeCmd) Run(c *Command) error {
	return s.with(c, func(h *House, a org.Agency, p certificate.Paper) (certificate.Paper, error) {
		if err := h.Certificates.Revoke(c.Ctx, atMachine, a, p.ID, s.Reason); err != nil {
			return p, err
		}
		return certificate.ByID(c.Ctx, h.DB, a.ID, p.ID)
	})
}

// SttpReplaceCmd replaces one paper by a new one.
type SttpReplaceCmd struct{ PaperFlags }

// Run replaces the paper and prints the new one.
func (s *SttpReplaceCmd) Run(c *Command) error {
	return s.with(c, func(h *House, a org.Agency, p certificate.Paper) (certificate.Paper, error) {
		return h.Certificates.Replace(c.Ctx, atMachine, a, p.ID, s.Reason)
	})
}

// SttpRegisterCmd shows the register of numbers.
type SttpRegisterCmd struct {
	Agency      string `required:"" help:"agency_help" placeholder:"CODE"`
	Transcripts bool   `help:"transcripts_too_help"`
}

// Run prints the register.
func (s *SttpRegisterCmd) Run(c *Command) error {
	kind := certificate.Own
	if s.Transcripts {
		kind = certificate.Transcript
	}
	return c.inAgency(s.Agency, func(h *House, a org.Agency) error {
		list, err := certificate.Register(c.Ctx, h.DB, a.ID, kind)
		if err != nil {
			return err
		}
		return c.printPapers(h, a, list)
	})
}

// paperData is one number of the register as JSON.
type paperData struct {
	Number    string `json:"number"`
	Kind      string `json:"kind"`
	NIP       string `json:"nip"`
	Name      string `json:"name"`
	IssuedOn  string `json:"issued_on"`
	State     string `json:"state"`
	Reason    string `json:"reason"`
	Code      string `json:"code"`
	SHA256    string `json:"sha256"`
	By        string `json:"by"`
	Replaces  string `json:"replaces"`
	Successor string `json:"successor"`
}

// printPapers prints numbers of the register.
func (c *Command) printPapers(h *House, a org.Agency, list []certificate.Paper) error {
	people, err := roster.All(c.Ctx, h.DB, a.ID)
	if err != nil {
		return err
	}
	byID, numbers := map[roster.PersonID]roster.Person{}, map[string]string{}
	for _, p := range people {
		byID[p.ID] = p
	}
	for _, p := range list {
		for _, id := range []string{p.Replaces, p.Successor} {
			if id == "" {
				continue
			}
			other, err := certificate.ByID(c.Ctx, h.DB, a.ID, id)
			if err != nil {
				return err
			}
			numbers[id] = other.Number
		}
	}
	data := []paperData{}
	for _, p := range list {
		data = append(data, paperData{p.Number, string(p.Kind), byID[p.Person].NIP, byID[p.Person].Name, string(p.IssuedOn), string(p.State), p.Reason, p.Code, p.Hash, p.MadeBy, numbers[p.Replaces], numbers[p.Successor]})
	}
	if c.JSON {
		return c.PrintJSON(data)
	}
	for _, d := range data {
		c.Printf("%-40s %s  %-42s %s  %s\n", d.Number, d.NIP, d.Name, d.IssuedOn, c.T("certificate.state."+d.State))
	}
	return nil
}

// SttpAccreditCmd switches the own issue on or changes its basis.
type SttpAccreditCmd struct {
	Agency    string `required:"" help:"agency_help" placeholder:"CODE"`
	Institute string `required:"" help:"institute_help"`
	Number    string `required:"" help:"accreditation_help"`
	Dated     string `required:"" help:"accredited_on_help" placeholder:"DATE"`
	Until     string `required:"" help:"accredited_until_help" placeholder:"DATE"`
	Signer    string `required:"" help:"signer_help"`
	SignerNIP string `name:"signer-nip" help:"signer_nip_help"`
	Position  string `required:"" help:"signer_position_help"`
	Place     string `required:"" help:"sttp_place_help"`
	Form      string `help:"number_form_help"`
	Reason    string `help:"reason_help"`
}

// Run writes the basis. Without --form it takes that of the rule pack.
func (s *SttpAccreditCmd) Run(c *Command) error {
	return c.inAgency(s.Agency, func(h *House, a org.Agency) error {
		n := certificate.Accreditation{On: true, Institute: s.Institute, Number: s.Number, Dated: clock.Date(s.Dated), Until: clock.Date(s.Until), Signer: s.Signer, SignerNIP: s.SignerNIP, Position: s.Position, Place: s.Place, Form: certificate.Form(s.Form), Reason: s.Reason}
		if n.Form == "" {
			usual, err := h.Certificates.UsualForm(c.Ctx, a)
			if err != nil {
				return err
			}
			n.Form = certificate.Form(usual.Value)
		}
		if err := h.Certificates.Accredit(c.Ctx, atMachine, a, n); err != nil {
			return err
		}
		return c.printBasis(h, a)
	})
}

// SttpOffCmd switches the own issue off.
type SttpOffCmd struct {
	Agency string `required:"" help:"agency_help" placeholder:"CODE"`
	Reason string `required:"" help:"reason_help"`
}

// Run switches it off.
func (s *SttpOffCmd) Run(c *Command) error {
	return c.inAgency(s.Agency, func(h *House, a org.Agency) error {
		if err := h.Certificates.Accredit(c.Ctx, atMachine, a, certificate.Accreditation{Reason: s.Reason}); err != nil {
			return err
		}
		return c.printBasis(h, a)
	})
}

// printBasis prints whether STTP are issued here, and how their first number
// of today would read.
func (c *Command) printBasis(h *House, a org.Agency) error {
	n, err := certificate.AccreditationOf(c.Ctx, h.DB, a.ID)
	if err != nil {
		return err
	}
	if c.JSON {
		return c.PrintJSON(map[string]any{"on": n.On, "number": n.Number, "until": n.Until, "example": n.Form.Example(a, a.Today(h.Clock.Now()))})
	}
	if n.On {
		c.Printf("%s\n%s\n", c.T("certificate.switched_on"), n.Form.Example(a, a.Today(h.Clock.Now())))
	} else {
		c.Printf("%s\n", c.T("certificate.switched_off"))
	}
	return nil
}
