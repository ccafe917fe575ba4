"""A stand-in for Stripe that keeps state: Checkout, refunds, disputes, Connect, signed webhooks, listings; faults at will. Nothing is real."""
