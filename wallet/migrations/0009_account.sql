-- What the house knows of a person beside their play, apart from the books, so that it can be forgotten when they leave.
CREATE TABLE particulars (
    player_id text NOT NULL PRIMARY KEY REFERENCES players (player_id),
    born      text NOT NULL CHECK (born ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'),
    at_ms     bigint NOT NULL
);
-- What was accepted, by whom, when, and from where.
CREATE TABLE acceptances (
    player_id text    NOT NULL REFERENCES players (player_id),
    document  text    NOT NULL CHECK (document IN ('terms', 'privacy')),
    version   integer NOT NULL,
    at_ms     bigint  NOT NULL,
    place     text    NOT NULL,
    declared  boolean NOT NULL,
    PRIMARY KEY (player_id, document, version)
);
CREATE TRIGGER acceptances_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON acceptances
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
-- Who excluded themself, by a keyed hash of who they are to their identity provider: found again on a later account, and nothing else.
CREATE TABLE exclusions (
    person_hash bytea  PRIMARY KEY CHECK (length(person_hash) = 32),
    until_ms    bigint NOT NULL
);

ALTER TABLE postings DROP CONSTRAINT postings_check;
ALTER TABLE postings
    ADD CONSTRAINT postings_not_below_zero CHECK (posted - held >= 0 OR account LIKE 'outside:%' OR account LIKE 'receivable:%'),
    ADD CONSTRAINT postings_owed CHECK (account NOT LIKE 'receivable:%' OR posted <= 0);

-- How often something rare was done by whom: the moment at which the bucket is full again. It outlives a restart.
CREATE TABLE allowances (
    key     text   PRIMARY KEY,
    full_ms bigint NOT NULL
);

CREATE TABLE deposits (
    deposit_id     text    PRIMARY KEY,
    player_id      text    NOT NULL REFERENCES players (player_id),
    currency       text    NOT NULL,
    minor          bigint  NOT NULL CHECK (minor > 0),
    state          text    NOT NULL,
    why            text,
    created_ms     bigint  NOT NULL,
    updated_ms     bigint  NOT NULL,
    session_id     text    UNIQUE,
    url            text,
    payment_intent text    UNIQUE,
    returned_minor bigint  NOT NULL DEFAULT 0,
    returns        integer NOT NULL DEFAULT 0
);
CREATE INDEX deposits_of_player ON deposits (player_id, created_ms DESC);
CREATE INDEX deposits_waiting ON deposits (created_ms) WHERE state IN ('begun', 'open', 'processing');

CREATE TABLE withdrawals (
    withdrawal_id text   PRIMARY KEY,
    player_id     text   NOT NULL REFERENCES players (player_id),
    currency      text   NOT NULL,
    minor         bigint NOT NULL CHECK (minor > 0),
    state         text   NOT NULL,
    why           text,
    created_ms    bigint NOT NULL,
    updated_ms    bigint NOT NULL,
    destination   text   NOT NULL,
    transfer_id   text   UNIQUE,
    payout_id     text   UNIQUE,
    decided_by    text
);
CREATE INDEX withdrawals_of_player ON withdrawals (player_id, created_ms DESC);
CREATE INDEX withdrawals_waiting ON withdrawals (created_ms) WHERE state IN ('begun', 'review', 'processing');

-- A player's account at Stripe Connect, to which they are paid out.
CREATE TABLE payout_accounts (
    player_id  text    PRIMARY KEY REFERENCES players (player_id),
    account_id text    NOT NULL UNIQUE,
    ready      boolean NOT NULL DEFAULT false,
    at_ms      bigint  NOT NULL
);

-- Every event that Stripe sent and that bore its signature, as it came. done_ms: when what it hinted at was taken care of.
CREATE TABLE stripe_events (
    event_id   text   PRIMARY KEY,
    kind       text   NOT NULL,
    object_id  text   NOT NULL,
    account    text,
    created_ms bigint NOT NULL,
    came_ms    bigint NOT NULL,
    body       bytea  NOT NULL,
    done_ms    bigint,
    trouble    text
);
CREATE INDEX stripe_events_waiting ON stripe_events (came_ms) WHERE done_ms IS NULL;
CREATE TABLE stripe_marks (
    name  text   PRIMARY KEY,
    at_ms bigint NOT NULL
);

GRANT SELECT, INSERT, DELETE ON particulars TO wagerup_app;
GRANT SELECT, INSERT ON acceptances TO wagerup_app;
GRANT SELECT, INSERT, UPDATE ON exclusions, deposits, withdrawals, payout_accounts, stripe_events, stripe_marks TO wagerup_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON allowances TO wagerup_app;
GRANT DELETE ON identities, devices, payout_accounts TO wagerup_app;
