-- Who plays, and by which sessions. Only the hash of a session's id is kept.
CREATE TABLE players (
    player_id  text   PRIMARY KEY,
    name       text   NOT NULL,
    name_key   text   NOT NULL UNIQUE,
    created_ms bigint NOT NULL
);
CREATE TABLE web_sessions (
    id_hash    bytea  PRIMARY KEY CHECK (length(id_hash) = 32),
    player_id  text   NOT NULL REFERENCES players (player_id),
    created_ms bigint NOT NULL,
    ended_ms   bigint
);
