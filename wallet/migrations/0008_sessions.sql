-- When a sign-in was last seen, and on what: so that it can end by itself, and be known again in a list.
ALTER TABLE web_sessions ADD COLUMN seen_ms bigint;
ALTER TABLE web_sessions ADD COLUMN agent text NOT NULL DEFAULT '';
UPDATE web_sessions SET seen_ms = created_ms;
ALTER TABLE web_sessions ALTER COLUMN seen_ms SET NOT NULL;
CREATE INDEX web_sessions_of_player ON web_sessions (player_id) WHERE ended_ms IS NULL;
