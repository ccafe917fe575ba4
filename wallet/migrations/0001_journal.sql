-- The journal, the postings beside it, and the writer rows that fence both logs.
CREATE TABLE writers (
    name     text PRIMARY KEY,
    epoch    bigint NOT NULL,
    last_seq bigint NOT NULL,
    head     bytea  NOT NULL
);
INSERT INTO writers (name, epoch, last_seq, head) VALUES
    ('journal', 0, 0, sha256('wager up journal'::bytea)),
    ('events',  0, 0, sha256('wager up events'::bytea));

CREATE TABLE journal (
    seq        bigint  PRIMARY KEY,
    at_ms      bigint  NOT NULL,
    outcome    integer NOT NULL,
    command_id text    NOT NULL UNIQUE,
    digest     bytea   NOT NULL CHECK (length(digest) = 32),
    chain      bytea   NOT NULL CHECK (length(chain) = 32),
    body       bytea   NOT NULL
);

-- Balances after each change: the newest version of an account is its balance. A cache beside the journal, with the last line of defence.
CREATE TABLE postings (
    account text   NOT NULL,
    version bigint NOT NULL,
    seq     bigint NOT NULL,
    posted  bigint NOT NULL,
    held    bigint NOT NULL,
    PRIMARY KEY (account, version),
    CHECK (held >= 0),
    CHECK (posted - held >= 0 OR account LIKE 'outside:%')
);

CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP;
END $$;
CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER postings_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON postings
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
