-- Who a player is at an identity provider, and sign-ins that are under way: each state is used once, by the browser that began it.
CREATE TABLE identities (
    provider   text   NOT NULL,
    subject    text   NOT NULL,
    player_id  text   NOT NULL REFERENCES players (player_id),
    email      text   NOT NULL,
    created_ms bigint NOT NULL,
    PRIMARY KEY (provider, subject)
);
CREATE TABLE sign_in_flows (
    state_hash   bytea  PRIMARY KEY CHECK (length(state_hash) = 32),
    browser_hash bytea  NOT NULL CHECK (length(browser_hash) = 32),
    nonce        text   NOT NULL,
    verifier     text   NOT NULL,
    at_ms        bigint NOT NULL
);
CREATE INDEX sign_in_flows_by_age ON sign_in_flows (at_ms);
GRANT SELECT, INSERT ON identities TO wagerup_app;
GRANT SELECT, INSERT, DELETE ON sign_in_flows TO wagerup_app;
