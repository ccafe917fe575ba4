"""What the configuration amounts to: the terms of matches, how the house is known at Google and at Stripe."""

from __future__ import annotations

from actors.match.terms import Terms
from server.config import Config
from server.google import Client, Google
from webhooks.stripe import StripeAccess


def google_of(config: Config) -> Google | None:
    """Google itself, where it is set up; else its stand-in is started."""
    if config.google_client_id is None or config.google_client_secret is None:
        return None
    return Google(Client(config.google_discovery_url, config.google_client_id, config.google_client_secret))


def stripe_of(config: Config) -> StripeAccess:
    """Stripe itself."""
    assert config.stripe_key is not None
    return StripeAccess(config.stripe_key, config.stripe_secrets, config.stripe_address, livemode="_live_" in config.stripe_key)


def terms_of(config: Config) -> Terms:
    return Terms(
        config.rake_bp,
        config.turn_seconds,
        config.confirm_seconds,
        config.dispute_hours * 3600,
        config.ready_seconds,
        config.evidence_hours * 3600,
        config.appeal_hours * 3600,
        config.away_seconds,
    )
