"""The actors: mailbox, ref, supervisor, and those who live by them: wallet, event log, matches, lobby, sessions; the games, pure, among them."""
