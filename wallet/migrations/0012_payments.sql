-- When each payment is looked at again, whether or not anybody tells: nothing when nothing can come of it any more. What waited, and what
-- may still change at Stripe, is due at once.
ALTER TABLE deposits ADD COLUMN next_ms bigint;
UPDATE deposits SET next_ms = 0 WHERE state IN ('begun', 'open', 'processing', 'disputed') OR returned_minor > 0;
CREATE INDEX deposits_due ON deposits (next_ms) WHERE next_ms IS NOT NULL;

-- cooling_ms: for how long deposits had to cool when this one was asked for; a setting that changes later does not change what was asked.
-- undoing: why nothing may be sent any more, kept before anything is taken back.
ALTER TABLE withdrawals ADD COLUMN next_ms bigint, ADD COLUMN cooling_ms bigint, ADD COLUMN undoing text;
UPDATE withdrawals SET next_ms = 0 WHERE state NOT IN ('review', 'failed');
CREATE INDEX withdrawals_due ON withdrawals (next_ms) WHERE next_ms IS NOT NULL;

-- Whether accounts pay out by themselves is asked anew: they must not.
UPDATE payout_accounts SET ready = false;

-- What a person has to look at, of payments rather than of events.
CREATE TABLE payment_troubles (
    subject   text   NOT NULL,
    kind      text   NOT NULL,
    player_id text   REFERENCES players (player_id),
    at_ms     bigint NOT NULL,
    words     text   NOT NULL,
    PRIMARY KEY (subject, kind)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON payment_troubles TO wagerup_app;
