-- +goose Up
CREATE TABLE moving_move (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  state TEXT NOT NULL,
  answers TEXT NOT NULL,
  result TEXT NOT NULL,
  by_actor TEXT NOT NULL,
  begun_at TEXT NOT NULL,
  entered_at TEXT NOT NULL,
  undone_at TEXT NOT NULL,
  task_id TEXT NOT NULL
);
CREATE INDEX moving_move_agency ON moving_move (agency_id, begun_at);
CREATE TABLE moving_page (
  move_id TEXT NOT NULL REFERENCES moving_move (id),
  position INTEGER NOT NULL,
  file_name TEXT NOT NULL,
  content TEXT NOT NULL,
  said TEXT NOT NULL,
  PRIMARY KEY (move_id, position)
);
CREATE TABLE moving_step (
  move_id TEXT NOT NULL REFERENCES moving_move (id),
  position INTEGER NOT NULL,
  part TEXT NOT NULL,
  reference TEXT NOT NULL,
  undone_at TEXT NOT NULL,
  PRIMARY KEY (move_id, position)
);
CREATE TABLE moving_title (
  agency_id TEXT NOT NULL,
  title TEXT NOT NULL,
  field TEXT NOT NULL,
  PRIMARY KEY (agency_id, title)
);

-- +goose Down
DROP TABLE moving_title;
DROP TABLE moving_step;
DROP TABLE moving_page;
DROP TABLE moving_move;
