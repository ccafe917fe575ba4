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

-- Whether the house knows who somebody is: a reference at the provider, and what it said last. Documents stay there.
CREATE TABLE identity_checks (
    player_id  text    PRIMARY KEY REFERENCES players (player_id),
    reference  text    NOT NULL,
    attempt    integer NOT NULL,
    state      text    NOT NULL CHECK (state IN ('pending', 'verified', 'failed')),
    updated_ms bigint  NOT NULL
);
CREATE TABLE redemptions (
    redemption_id text   PRIMARY KEY,
    player_id     text   NOT NULL REFERENCES players (player_id),
    minor         bigint NOT NULL CHECK (minor > 0),
    state         text   NOT NULL CHECK (state IN ('asked', 'granted', 'denied', 'refused')),
    why           text,
    operator      text,
    created_ms    bigint NOT NULL,
    updated_ms    bigint NOT NULL
);
CREATE INDEX redemptions_of_player ON redemptions (player_id, created_ms DESC);
CREATE INDEX redemptions_waiting ON redemptions (created_ms) WHERE state = 'asked';
CREATE TABLE entry_codes (
    code       text   PRIMARY KEY,
    player_id  text   NOT NULL REFERENCES players (player_id),
    issued_ms  bigint NOT NULL,
    expires_ms bigint NOT NULL,
    used_ms    bigint,
    operator   text
);
CREATE INDEX entry_codes_of_player ON entry_codes (player_id, issued_ms DESC);
GRANT SELECT, INSERT, UPDATE ON identity_checks, redemptions, entry_codes TO wagerup_app;

-- A payment may be for a package of Gold Coins.
ALTER TABLE deposits ADD COLUMN package text;
