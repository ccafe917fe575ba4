-- Who has left: their sign-ins are forgotten, and what others see of them bears no name of theirs.
ALTER TABLE players ADD COLUMN gone boolean NOT NULL DEFAULT false;
UPDATE players SET gone = true WHERE name = 'Gone ' || substr(player_id, 3, 10);
DELETE FROM web_sessions s USING players p WHERE p.player_id = s.player_id AND p.gone;
UPDATE matches m SET opponent_name = p.name FROM players p WHERE p.player_id = m.opponent AND p.gone;
UPDATE table_lines l SET name = p.name FROM players p WHERE p.player_id = l.player_id AND p.gone;
CREATE INDEX table_lines_of_player ON table_lines (player_id);

GRANT DELETE ON web_sessions TO wagerup_app;
GRANT UPDATE (name) ON table_lines TO wagerup_app;
