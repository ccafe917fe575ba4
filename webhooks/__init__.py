"""Webhooks: money from outside and back. An intent of ours first, then Stripe; what Stripe says is a hint to look at what is so there."""
