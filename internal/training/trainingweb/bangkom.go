package trainingweb

import (
	"pamong/internal/kit/web"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// bangkomView is the SMARTBANGKOM upload of a batch with what it lacks.
type bangkomView struct {
	agency org.Agency
	batch  training.Batch
	upload training.Upload
	lacks  []training.Lack
	people int // with a fault
}

func (p *pages) uploadOf(r *web.Request) (bangkomView, error) {
	v := bangkomView{agency: org.From(r.Ctx())}
	var err error
	if v.batch, err = p.batch(r); err != nil {
		return v, err
	}
	members, err := training.Members(r.Ctx(), p.db, v.agency.ID, v.batch.ID)
	if err != nil {
		return v, err
	}
	pack, err := training.PackOf(r.Ctx(), p.db, v.batch.ID)
	if err != nil {
		return v, err
	}
	mode, err := pack.Training.Mode(v.batch.Mode)
	if err != nil {
		return v, err
	}
	v.upload = training.Upload{Agency: v.agency.Name, Address: v.agency.Address, Mode: mode.Title.ID, Budget: budget(r)}
	if v.upload.Ranks, err = roster.RankNames(); err != nil {
		return v, err
	}
	for _, m := range members {
		e := training.Entrant{Member: m}
		if e.Religion, err = p.people.Private(r.Ctx(), p.db, m.Person.ID, roster.FieldReligion); err != nil {
			return v, err
		}
		if e.BirthPlace, err = p.people.Private(r.Ctx(), p.db, m.Person.ID, roster.FieldBirthPlace); err != nil {
			return v, err
		}
		v.upload.People = append(v.upload.People, e)
	}
	v.lacks = v.upload.Lacks()
	v.people = len(v.byPerson())
	return v, nil
}

// lackRow is what one person's row lacks.
type lackRow struct {
	member  training.Member
	columns string
}

// byPerson gathers the faults of each person in one line.
func (v bangkomView) byPerson() []lackRow {
	var rows []lackRow
	for _, l := range v.lacks {
		if n := len(rows); n > 0 && rows[n-1].member.Seat.ID == l.Member.Seat.ID {
			rows[n-1].columns += ", " + l.Column
		} else {
			rows = append(rows, lackRow{l.Member, l.Column})
		}
	}
	return rows
}

// budget is where the money comes from, as the form has it.
func budget(r *web.Request) string {
	if b := r.Q("budget"); b != "" {
		return b
	}
	return "APBD"
}

func (p *pages) bangkom(r *web.Request) (web.Answer, error) {
	v, err := p.uploadOf(r)
	if err != nil {
		return nil, err
	}
	return web.Page(bangkomPage(v)), nil
}

func (p *pages) bangkomFile(r *web.Request) (web.Answer, error) {
	v, err := p.uploadOf(r)
	if err != nil {
		return nil, err
	}
	return web.Workbook("smartbangkom-"+v.batch.Label+".xlsx", v.upload.List(v.batch.Label)), nil
}
