package trainingweb

import (
	"context"
	"path"
	"slices"
	"strings"

	"pamong/internal/access"
	"pamong/internal/kit/calendar"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// batchView is what a form about a whole batch shows.
type batchView struct {
	agency  org.Agency
	change  string // split, merge or reenter
	batch   training.Batch
	batches []training.Batch
	groups  int
	waiting []training.Member
}

func (p *pages) batchOf(r *web.Request) (batchView, error) {
	v := batchView{agency: org.From(r.Ctx()), change: path.Base(r.URL.Path)}
	var err error
	if v.batch, err = p.batch(r); err != nil {
		return v, err
	}
	if v.batches, err = training.Batches(r.Ctx(), p.db, v.batch.Programme); err != nil {
		return v, err
	}
	groups, err := training.Groups(r.Ctx(), p.db, v.batch.ID)
	if err != nil {
		return v, err
	}
	v.groups = len(groups)
	if v.change == "reenter" {
		v.waiting, err = training.Waiting(r.Ctx(), p.db, v.agency.ID)
	}
	return v, err
}

func (p *pages) batchForm(r *web.Request) (web.Answer, error) {
	if err := p.planners(r); err != nil {
		return nil, err
	}
	v, err := p.batchOf(r)
	if err != nil {
		return nil, err
	}
	return web.Page(batchPage(v, p.today(r), nil, nil)), nil
}

func (p *pages) split(r *web.Request) (web.Answer, error) {
	v, err := p.batchOf(r)
	if err != nil {
		return nil, err
	}
	n, err := noteOf(r)
	if err == nil {
		var made training.BatchID
		if made, err = p.planner.SplitBatch(r.Ctx(), access.From(r.Ctx()), v.agency.ID, v.batch.ID, n); err == nil {
			return web.Go(BatchPath(v.agency, made, ""), "training.done_split", "Label", v.batch.Label), nil
		}
	}
	return web.Refuse(err, batchPage(v, p.today(r), err, r.PostForm))
}

func (p *pages) merge(r *web.Request) (web.Answer, error) {
	v, err := p.batchOf(r)
	if err != nil {
		return nil, err
	}
	n, err := noteOf(r)
	into := training.BatchID(r.V("batch"))
	if err == nil && !slices.ContainsFunc(v.batches, func(b training.Batch) bool { return b.ID == into }) {
		var f fault.Fields
		f.Add("batch", "training.fault.same_batch")
		err = f.Err()
	}
	if err == nil {
		if err = p.planner.MergeBatches(r.Ctx(), access.From(r.Ctx()), v.agency.ID, v.batch.ID, into, n); err == nil {
			return web.Go(BatchPath(v.agency, into, ""), "training.done_merge", "Label", v.batch.Label), nil
		}
	}
	return web.Refuse(err, batchPage(v, p.today(r), err, r.PostForm))
}

func (p *pages) reenterPage(r *web.Request) (web.Answer, error) {
	v, err := p.batchOf(r)
	if err != nil {
		return nil, err
	}
	return web.Page(batchPage(v, p.today(r), nil, nil)), nil
}

func (p *pages) reenter(r *web.Request) (web.Answer, error) {
	v, err := p.batchOf(r)
	if err != nil {
		return nil, err
	}
	n, err := noteOf(r)
	if err == nil {
		err = p.planner.Reenter(r.Ctx(), access.From(r.Ctx()), v.agency.ID, roster.PersonID(r.V("person")), v.batch.ID, groupOf(r), n)
	}
	if err != nil {
		return web.Refuse(err, batchPage(v, p.today(r), err, r.PostForm))
	}
	return web.Go(BatchPath(v.agency, v.batch.ID, ""), "training.done_reenter"), nil
}

// returning offers the people who may come back.
func returning(ctx context.Context, waiting []training.Member) []ui.Option {
	options := []ui.Option{{Label: say(ctx, "training.choose")}}
	for _, m := range waiting {
		options = append(options, ui.Option{Value: string(m.Person.ID), Label: m.Person.Name + " (" + say(ctx, "training.event_"+string(m.Seat.Ended.Event)) + ")"})
	}
	return options
}

// waveView is what the form for the start of a wave shows.
type waveView struct {
	agency    org.Agency
	programme training.Programme
	wave      training.Wave
	batches   int
}

func (p *pages) waveOf(r *web.Request) (waveView, error) {
	v := waveView{agency: org.From(r.Ctx())}
	if err := p.planners(r); err != nil {
		return v, err
	}
	var err error
	if v.wave, err = training.WaveByID(r.Ctx(), p.db, v.agency.ID, training.WaveID(r.PathValue("wave"))); err != nil {
		return v, err
	}
	if v.programme, err = training.ProgrammeByID(r.Ctx(), p.db, v.agency.ID, v.wave.Programme); err != nil {
		return v, err
	}
	batches, err := training.Batches(r.Ctx(), p.db, v.programme.ID)
	for _, b := range batches {
		if b.Wave == v.wave.ID {
			v.batches++
		}
	}
	return v, err
}

func (p *pages) waveStart(r *web.Request) (web.Answer, error) {
	v, err := p.waveOf(r)
	if err != nil {
		return nil, err
	}
	return web.Page(wavePage(v, nil, nil)), nil
}

func (p *pages) setWaveStart(r *web.Request) (web.Answer, error) {
	v, err := p.waveOf(r)
	if err != nil {
		return nil, err
	}
	var f fault.Fields
	start := r.Date("start", &f)
	if err = f.Err(); err == nil {
		err = p.planner.SetWaveStart(r.Ctx(), access.From(r.Ctx()), v.agency.ID, v.wave.ID, start, r.V("reason"))
	}
	if err != nil {
		return web.Refuse(err, wavePage(v, err, r.PostForm))
	}
	return web.Go(ProgrammePath(v.agency, v.programme.ID), "training.done_wave", "N", v.wave.Number), nil
}

// stageView is what the form for one stage of a batch shows.
type stageView struct {
	agency org.Agency
	batch  training.Batch
	stage  training.Stage
	rule   *regulation.Stage
	course *regulation.Mode
	title  string

	holidays *calendar.List
	trial    *training.Trial // what the change typed would do
}

// skip names the days that the stage skips where that differs from the pack.
func (v stageView) skip() string {
	if v.stage.Change.Rule == nil {
		return ""
	}
	return strings.Join(v.stage.Change.Rule.Skip(), ",")
}

func (p *pages) stageOf(r *web.Request) (stageView, error) {
	v := stageView{agency: org.From(r.Ctx())}
	var err error
	if v.batch, err = p.batch(r); err != nil {
		return v, err
	}
	stages, err := training.Stages(r.Ctx(), p.db, v.batch.ID)
	if err != nil {
		return v, err
	}
	i := slices.IndexFunc(stages, func(s training.Stage) bool { return s.Key == r.PathValue("stage") })
	if i < 0 {
		return v, fault.NotFound("web.no_page")
	}
	v.stage = stages[i]
	pack, err := training.PackOf(r.Ctx(), p.db, v.batch.ID)
	if err != nil {
		return v, err
	}
	mode, err := pack.Training.Mode(v.batch.Mode)
	if err != nil {
		return v, err
	}
	v.course, v.rule, v.title = mode, mode.Stage(v.stage.Key), training.StageTitle(speakerOf(r), mode, v.stage.Key)
	all, err := p.planner.Rules.Holidays(r.Ctx(), p.db, string(v.agency.ID))
	if err != nil {
		return v, err
	}
	v.holidays = all.AsOf(v.batch.AsOf)
	return v, nil
}

func (p *pages) stage(r *web.Request) (web.Answer, error) {
	v, err := p.stageOf(r)
	if err != nil {
		return nil, err
	}
	return web.Page(stagePage(v, nil, nil)), nil
}

func (p *pages) setStage(r *web.Request) (web.Answer, error) {
	v, err := p.stageOf(r)
	if err != nil {
		return nil, err
	}
	change, err := v.stageChange(r)
	if err == nil && r.V("do") == "look" {
		var t training.Trial
		if t, err = p.planner.TryStage(r.Ctx(), p.db, v.agency, v.batch, v.stage.Key, change); err == nil {
			v.trial = &t
			return web.Page(stagePage(v, nil, r.PostForm)), nil
		}
	}
	if err == nil {
		err = p.planner.SetStage(r.Ctx(), access.From(r.Ctx()), v.agency.ID, v.batch.ID, v.stage.Key, change, r.V("reason"))
	}
	if err != nil {
		return web.Refuse(err, stagePage(v, err, r.PostForm))
	}
	return web.Go(BatchPath(v.agency, v.batch.ID, ""), "training.done_stage", "Stage", v.title), nil
}
