package seminar

import (
	"hash/fnv"
	"strconv"

	"pamong/internal/roster"
)

// lot is the number that a participant draws: the same for the same seed, in
// whatever order people stand.
func lot(seed int, p roster.PersonID) uint64 {
	h := fnv.New64a()
	h.Write([]byte(strconv.Itoa(seed) + "/" + string(p)))
	return h.Sum64()
}
