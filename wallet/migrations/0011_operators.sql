-- The trail: what operators asked, written before it acts (about is null), and what came of it. Chained like the journal, and never changed.
CREATE TABLE trail (
    seq      bigint PRIMARY KEY,
    at_ms    bigint NOT NULL,
    operator text   NOT NULL,
    role     text   NOT NULL,
    about    bigint REFERENCES trail (seq),
    body     bytea  NOT NULL,
    outcome  text,
    chain    bytea  NOT NULL CHECK (length(chain) = 32),
    CHECK ((about IS NULL) = (outcome IS NULL))
);
CREATE INDEX trail_about ON trail (about) WHERE about IS NOT NULL;
CREATE TRIGGER trail_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON trail
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
INSERT INTO writers (name, epoch, last_seq, head) VALUES ('trail', 0, 0, sha256('wager up trail'::bytea));
GRANT SELECT, INSERT ON trail TO wagerup_app;

-- What operators wrote down about players.
CREATE TABLE notes (
    note_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    player_id text   NOT NULL REFERENCES players (player_id),
    at_ms     bigint NOT NULL,
    operator  text   NOT NULL,
    words     text   NOT NULL
);
CREATE INDEX notes_of_player ON notes (player_id, note_id DESC);
GRANT SELECT, INSERT ON notes TO wagerup_app;

-- Two accounts of one person: sign-ins of the one that was given up lead to the other.
CREATE TABLE merges (
    duplicate_id text   PRIMARY KEY REFERENCES players (player_id),
    player_id    text   NOT NULL REFERENCES players (player_id),
    at_ms        bigint NOT NULL,
    operator     text   NOT NULL
);
GRANT SELECT, INSERT ON merges TO wagerup_app;
GRANT UPDATE (player_id) ON identities TO wagerup_app;
