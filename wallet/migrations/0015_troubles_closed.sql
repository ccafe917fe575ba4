-- A person has looked: what an event, or a checkout, did not fit. Kept, so that the next look through Stripe's lists does not raise it again.
ALTER TABLE stripe_events ADD COLUMN trouble_closed_ms bigint;
ALTER TABLE payment_troubles ADD COLUMN closed_ms bigint;
