package schedule

// Pauses returns the breaks of the day of a session, in minutes after midnight:
// lunch, and the one in the afternoon where the day has it. Houses that divide a
// session into smaller pieces of time leave them free.
func (v View) Pauses(s Session) [][2]int {
	f := frame{rules: v.Rules.Training, mode: v.Course, stages: v.Stages, from: v.Programme.RamadanFrom, until: v.Programme.RamadanUntil}
	var list [][2]int
	for _, p := range f.pauses(s.Day, dayJP(v.Sessions)[dayGroup{s.Day, s.Group}]) {
		list = append(list, [2]int{p.from, p.to})
	}
	return list
}
