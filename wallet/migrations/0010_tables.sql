-- What was said at the tables. Their rounds and bets are in the journal.
CREATE TABLE table_lines (
    line_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    table_id  text   NOT NULL,
    at_ms     bigint NOT NULL,
    player_id text   NOT NULL REFERENCES players (player_id),
    name      text   NOT NULL,
    words     text   NOT NULL
);
CREATE INDEX table_lines_of_table ON table_lines (table_id, line_id DESC);
CREATE INDEX table_lines_at ON table_lines (at_ms);
GRANT SELECT, INSERT, DELETE ON table_lines TO wagerup_app;
