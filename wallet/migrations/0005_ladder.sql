-- What every match came to, in the order in which they were settled, and the standings that follow from it.
CREATE TABLE settlements (
    seq         bigint   PRIMARY KEY,
    match_id    text     NOT NULL UNIQUE,
    game        text     NOT NULL,
    at_ms       bigint   NOT NULL,
    creator     text     NOT NULL,
    opponent    text     NOT NULL,
    winner      smallint CHECK (winner IN (0, 1)),
    ending      text     NOT NULL,
    currency    text     NOT NULL,
    stake_minor bigint   NOT NULL,
    paid_minor  bigint[] NOT NULL CHECK (cardinality(paid_minor) = 2),
    plies       integer  NOT NULL,
    remark      text
);
CREATE INDEX settlements_by_time ON settlements (at_ms);
CREATE INDEX settlements_of_creator ON settlements (creator, seq DESC);
CREATE INDEX settlements_of_opponent ON settlements (opponent, seq DESC);
CREATE TRIGGER settlements_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON settlements
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();

-- Results that an operator took off the ladders. The money stays where it is; the standings are counted again without them.
CREATE TABLE struck_results (
    match_id text   PRIMARY KEY,
    operator text   NOT NULL,
    reason   text   NOT NULL,
    at_ms    bigint NOT NULL
);

-- A derived thing: it can be thrown away and counted again from settlements. A new count is written as another generation beside the one
-- that is read, and then takes its place.
CREATE TABLE ladder (
    one        boolean PRIMARY KEY DEFAULT true CHECK (one),
    generation integer NOT NULL,
    seq        bigint  NOT NULL
);
INSERT INTO ladder (generation, seq) VALUES (1, 0);

CREATE TABLE standings (
    generation   integer          NOT NULL,
    scope        text             NOT NULL,
    period       text             NOT NULL,
    player_id    text             NOT NULL,
    mu           double precision NOT NULL,
    sigma        double precision NOT NULL,
    rating       integer          NOT NULL,
    provisional  boolean          NOT NULL,
    played       integer          NOT NULL,
    won          integer          NOT NULL,
    tied         integer          NOT NULL,
    streak       integer          NOT NULL,
    best_streak  integer          NOT NULL,
    earned_minor bigint           NOT NULL,
    PRIMARY KEY (generation, scope, period, player_id)
);
CREATE INDEX standings_by_rating ON standings (generation, scope, period, rating DESC, player_id) WHERE NOT provisional;
CREATE INDEX standings_by_wins ON standings (generation, scope, period, won DESC, player_id);
CREATE INDEX standings_by_earnings ON standings (generation, scope, period, earned_minor DESC, player_id);
CREATE INDEX standings_by_streak ON standings (generation, scope, period, best_streak DESC, player_id);

-- How many players have each value (earnings: in steps of ten dollars): so that a rank is a short sum, not a walk past everybody above.
CREATE TABLE tallies (
    generation integer NOT NULL,
    scope      text    NOT NULL,
    period     text    NOT NULL,
    ranking    text    NOT NULL,
    bucket     bigint  NOT NULL,
    players    bigint  NOT NULL,
    PRIMARY KEY (generation, scope, period, ranking, bucket)
);

GRANT SELECT, INSERT ON settlements, struck_results TO wagerup_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON tallies TO wagerup_app;
GRANT SELECT, UPDATE ON ladder TO wagerup_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON standings TO wagerup_app;
