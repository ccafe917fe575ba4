-- The role the server works as: it may add to the books, never change them.
GRANT USAGE ON SCHEMA public TO wagerup_app;
GRANT SELECT, INSERT ON journal, postings, match_events TO wagerup_app;
GRANT SELECT, UPDATE ON writers TO wagerup_app;
GRANT SELECT, INSERT, UPDATE ON matches, players, web_sessions TO wagerup_app;
GRANT SELECT ON migrations TO wagerup_app;
