package trainingweb

import (
	"context"
	"strings"

	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/training"
)

// say is i18n.T under a name short enough for templates.
func say(ctx context.Context, key string, args ...any) string { return i18n.T(ctx, key, args...) }

// BatchName says a batch: "Angkatan II".
func BatchName(ctx context.Context, b training.Batch) string {
	return say(ctx, "training.batch", "Label", b.Label)
}

// ClassName says the class of a batch: "Golongan II", "Golongan campuran".
func ClassName(ctx context.Context, c training.Class) string {
	if c == training.Mixed {
		return say(ctx, "training.class_mixed")
	}
	return say(ctx, "training.class", "Class", string(c))
}

// speakerOf returns the speaker of a request.
func speakerOf(r *web.Request) *i18n.Speaker { return i18n.From(r.Ctx()) }

// cutPrefix is strings.CutPrefix.
func cutPrefix(s, prefix string) (string, bool) { return strings.CutPrefix(s, prefix) }
