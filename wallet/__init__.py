"""The wallet: accounts, transfers, the ledger that checks and applies them, the journal that keeps them, the audit that proves them."""
