-- What outlives an account, by the keyed hash of who its player is to their identity provider, as an exclusion does: which birthday was told (a keyed
-- hash, too: it can be compared, not read), and the limits that were in force when they left.
CREATE TABLE births (
    person_hash bytea PRIMARY KEY CHECK (length(person_hash) = 32),
    born_hash   bytea NOT NULL CHECK (length(born_hash) = 32)
);
CREATE TABLE kept_limits (
    person_hash bytea  NOT NULL CHECK (length(person_hash) = 32),
    currency    text   NOT NULL,
    kind        text   NOT NULL,
    period      text   NOT NULL,
    most        bigint NOT NULL CHECK (most >= 0),
    PRIMARY KEY (person_hash, currency, kind, period)
);
GRANT SELECT, INSERT ON births TO wagerup_app;
GRANT SELECT, INSERT, DELETE ON kept_limits TO wagerup_app;
