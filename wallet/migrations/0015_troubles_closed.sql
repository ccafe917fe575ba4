-- A person has looked: what an event, or a checkout, did not fit. Kept, so that the next look through Stripe's lists does not raise it again.
ALTER TABLE stripe_events ADD COLUMN trouble_closed_ms bigint;
ALTER TABLE payment_troubles ADD COLUMN closed_ms bigint;
-- What Stripe sent is kept to find out what went wrong, and no longer: mail addresses and names stand in it.
CREATE INDEX stripe_events_bodies ON stripe_events (done_ms) WHERE body <> '';
