package demo

import (
	"context"

	"pamong/internal/access"
	"pamong/internal/actualization"
	"pamong/internal/schedule"
	"pamong/internal/training"
)

// worked is what participants write of their weeks at work.
var worked = []string{
	"Menyusun alur pelayanan baru bersama rekan sebidang dan mengujinya pada tiga hari kerja. Keluaran: bagan alur dan daftar periksa. Nilai: Berorientasi Pelayanan, Kolaboratif. Kendala: ruang tunggu sempit, disepakati pindah ke lantai satu.",
	"Mengumpulkan data sebelum kegiatan dan menyiapkan formulir survei. Keluaran: rekap 60 responden. Nilai: Akuntabel, Kompeten. Kendala: sebagian responden mengisi di kertas, direkap ulang.",
	"Sosialisasi kepada petugas loket dan pemasangan papan petunjuk. Keluaran: foto kegiatan, daftar hadir 14 orang. Nilai: Harmonis, Adaptif.",
	"Menyusun rancangan modul singkat dan meminta masukan mentor. Keluaran: modul 12 halaman. Nilai: Loyal, Kompeten. Kendala: jadwal piket bertabrakan, bertukar dengan rekan.",
}

// reportWeeks lets the people of a batch report the weeks at work that have
// begun, and their mentors approve most, return one, and leave some waiting.
func (c *city) reportWeeks(ctx context.Context, b training.Batch) error {
	course, err := c.Actualization.Course(ctx, c.actors[access.Officer], c.agency, b.ID)
	if err != nil {
		return err
	}
	today := c.agency.Today(c.Clock.Now())
	for i, l := range course.Lines {
		writer := access.LinkActor("demo", []access.Grant{{Role: access.Participant, Agency: string(c.agency.ID), Scope: access.PersonScope(string(l.Person.ID))}})
		for k, w := range l.Weeks {
			last := k+1 == len(l.Weeks) || l.Weeks[k+1].State(today) == actualization.Ahead
			if w.State(today) != actualization.Due || i%6 == 5 && last {
				continue
			}
			report, err := c.Actualization.Report(ctx, writer, c.agency, w.Monday, worked[(i+k)%len(worked)])
			if err != nil {
				return err
			}
			if l.Mentor == nil || last && i%2 == 0 {
				continue
			}
			by := actualization.Decision{Approve: i != 3}
			if !by.Approve {
				by.Note = "Tambahkan keluaran pekan ini dan nilai BerAKHLAK yang diterapkan."
			}
			if err := c.Actualization.Decide(ctx, mentorActor(c, l.Mentor.Mentor), c.agency, report, by); err != nil {
				return err
			}
		}
	}
	return nil
}

// mentorActor is a mentor who came by the own link.
func mentorActor(c *city, m schedule.Mentor) access.Actor {
	return access.LinkActor(string(m.Scope()), []access.Grant{{Role: access.Mentor, Agency: string(c.agency.ID), Scope: m.Scope()}})
}
