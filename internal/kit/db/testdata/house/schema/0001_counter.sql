-- +goose Up
CREATE TABLE counter (id TEXT NOT NULL PRIMARY KEY, n BIGINT NOT NULL);
-- +goose Down
DROP TABLE counter;
