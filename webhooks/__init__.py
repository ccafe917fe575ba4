"""Webhooks: calls from the outside world about money. Stripe's come with deposits; until then the house has nothing to receive."""
