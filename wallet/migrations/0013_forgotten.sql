-- Who leaves takes their sign-ins and names along: what is about one player alone may be deleted, and a name beside what others see overwritten.
GRANT DELETE ON web_sessions TO wagerup_app;
GRANT UPDATE (name) ON table_lines TO wagerup_app;
