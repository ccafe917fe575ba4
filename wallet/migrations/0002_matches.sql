-- The facts of matches, and an index of who played what.
CREATE TABLE match_events (
    match_id text   NOT NULL,
    version  bigint NOT NULL,
    at_ms    bigint NOT NULL,
    body     bytea  NOT NULL,
    PRIMARY KEY (match_id, version)
);
CREATE TRIGGER match_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON match_events
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();

CREATE TABLE matches (
    match_id      text    PRIMARY KEY,
    game          text    NOT NULL,
    creator       text    NOT NULL,
    opponent      text,
    opponent_name text,
    ended         boolean NOT NULL,
    at_ms         bigint  NOT NULL
);
CREATE INDEX matches_live ON matches (match_id) WHERE NOT ended;
CREATE INDEX matches_of_creator ON matches (creator, at_ms DESC);
CREATE INDEX matches_of_opponent ON matches (opponent, at_ms DESC) WHERE opponent IS NOT NULL;
