-- +goose Up
ALTER TABLE document_bundle ADD COLUMN task_id TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE document_bundle DROP COLUMN task_id;
