-- +goose Up
ALTER TABLE identity_pass ADD COLUMN email TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE identity_pass DROP COLUMN email;
