"""Stand-ins: what speaks for Google where no account is set up. Real protocols over real HTTP; refused in production."""
