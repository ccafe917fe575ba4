-- People: names that look alike, relations, the inbox, reports, evidence.
ALTER TABLE players ADD COLUMN look_key text;
UPDATE players SET look_key = name_key;
ALTER TABLE players ALTER COLUMN look_key SET NOT NULL, ADD CONSTRAINT players_look_key UNIQUE (look_key);

CREATE TABLE relations (
    player_id text   NOT NULL REFERENCES players (player_id),
    other_id  text   NOT NULL REFERENCES players (player_id),
    relation  text   NOT NULL CHECK (relation IN ('follow', 'block', 'mute')),
    at_ms     bigint NOT NULL,
    PRIMARY KEY (player_id, relation, other_id),
    CHECK (player_id <> other_id)
);
CREATE INDEX relations_to ON relations (other_id, relation);

-- What the house told each player. key says what it is about: the same is not told twice.
CREATE TABLE notices (
    player_id text   NOT NULL,
    number    bigint NOT NULL,
    key       text   NOT NULL,
    kind      text   NOT NULL,
    at_ms     bigint NOT NULL,
    body      bytea  NOT NULL,
    PRIMARY KEY (player_id, number),
    UNIQUE (player_id, key)
);
CREATE INDEX notices_of_strikes ON notices (player_id) WHERE kind = 'struck';
CREATE TABLE inbox_marks (
    player_id text   PRIMARY KEY,
    read      bigint NOT NULL
);

CREATE TABLE reports (
    report_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    reporter    text   NOT NULL REFERENCES players (player_id),
    player_id   text   NOT NULL REFERENCES players (player_id),
    offence     text   NOT NULL,
    match_id    text   NOT NULL DEFAULT '',
    words       text   NOT NULL,
    at_ms       bigint NOT NULL,
    closed_by   text,
    outcome     text,
    closed_ms   bigint,
    UNIQUE (reporter, player_id, offence, match_id)
);
CREATE INDEX reports_open ON reports (at_ms) WHERE closed_ms IS NULL;

-- Images by the SHA-256 of what is stored, which is what we wrote after reading what was uploaded; and who uploaded them.
CREATE TABLE images (
    sha256     text   PRIMARY KEY CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    media_type text   NOT NULL,
    at_ms      bigint NOT NULL,
    body       bytea  NOT NULL
);
CREATE TABLE uploads (
    sha256    text   NOT NULL REFERENCES images (sha256),
    player_id text   NOT NULL REFERENCES players (player_id),
    match_id  text   NOT NULL,
    at_ms     bigint NOT NULL,
    PRIMARY KEY (sha256, player_id, match_id)
);
CREATE INDEX uploads_of_player ON uploads (player_id, at_ms);

-- What was said, apart from the fact that it was: so that it can be forgotten when its time is over.
CREATE TABLE chat_words (
    match_id text   NOT NULL,
    version  bigint NOT NULL,
    at_ms    bigint NOT NULL,
    words    text   NOT NULL,
    PRIMARY KEY (match_id, version)
);
CREATE INDEX chat_words_by_age ON chat_words (at_ms);

-- What looked odd, for an operator to judge: never acted upon by the machine.
CREATE TABLE flags (
    flag_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind      text   NOT NULL,
    key       text   NOT NULL,
    players   text[] NOT NULL,
    evidence  text   NOT NULL,
    matches   text[] NOT NULL,
    at_ms     bigint NOT NULL,
    closed_by text,
    outcome   text,
    closed_ms bigint,
    UNIQUE (kind, key)
);
CREATE INDEX flags_open ON flags (at_ms) WHERE closed_ms IS NULL;

-- From which devices a player signed in; only a keyed hash of the device's cookie.
CREATE TABLE devices (
    player_id   text   NOT NULL REFERENCES players (player_id),
    device_hash bytea  NOT NULL CHECK (length(device_hash) = 32),
    first_ms    bigint NOT NULL,
    last_ms     bigint NOT NULL,
    PRIMARY KEY (device_hash, player_id)
);

GRANT SELECT, INSERT, DELETE ON relations, chat_words TO wagerup_app;
GRANT UPDATE ON relations TO wagerup_app;
GRANT SELECT, INSERT ON notices, images, uploads TO wagerup_app;
GRANT SELECT, INSERT, UPDATE ON inbox_marks, reports, flags, devices TO wagerup_app;
