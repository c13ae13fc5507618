-- +goose Up
ALTER TABLE identity_account ADD COLUMN lang TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE identity_account DROP COLUMN lang;
