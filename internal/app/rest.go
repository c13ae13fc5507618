package app

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// restless is how many bytes a server without visitors may ask for between two
// looks: the sealer, the queue and the sweep take less.
const restless = 8 << 20

// rest gives memory back to the machine once nobody comes any more: the runtime
// alone keeps what the busiest minute took.
type rest struct {
	asked   uint64 // bytes that were ever asked for, at the last look
	resting bool
}

// look is called from time to time and reports whether a rest begins.
func (r *rest) look() bool {
	sample := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(sample)
	asked := sample[0].Value.Uint64()
	rested, idle := r.resting, asked-r.asked < restless
	r.asked, r.resting = asked, idle
	return idle && !rested
}

// giveBack returns to the machine what only a busy server needs.
func (h *House) giveBack() {
	h.DB.Rest()
	runtime.GC() // pools give up what they hold at the second collection
	debug.FreeOSMemory()
}
