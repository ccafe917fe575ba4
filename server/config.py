"""Configuration: from the environment to a value, or to one line that names the variable and the mend. Knows no files."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Any, TypeVar

import attrs

from protocol.admin.operators import KEY_PATTERN, NAME_PATTERN
from server.origins import normal

T = TypeVar("T")

SECRET_LETTERS_MIN = 32


class ConfigWrong(Exception):
    """One line: the variable, what is wrong with it, and how to mend it."""


@attrs.frozen
class Config:
    """Everything that can be set from outside."""

    host: str = "127.0.0.1"
    port: int = 8000
    tcp_port: int = 0
    data: Path = Path("wagerup-data")
    database_url: str | None = attrs.field(default=None, repr=False)
    production: bool = False
    origins: tuple[str, ...] = ()
    secrets: tuple[str, ...] = attrs.field(default=(), repr=False)
    rake_bp: int = 500
    turn_seconds: int = 300
    confirm_seconds: int = 120
    ready_seconds: int = 900
    away_seconds: int = 120
    evidence_hours: int = 24
    dispute_hours: int = 48
    appeal_hours: int = 12
    commands_per_second: int = 100
    chat_days: int = 365
    google_client_id: str | None = None
    google_client_secret: str | None = attrs.field(default=None, repr=False)
    stripe_key: str | None = attrs.field(default=None, repr=False)
    stripe_secrets: tuple[str, ...] = attrs.field(default=(), repr=False)
    stripe_address: str | None = None
    contact: str | None = None
    cooling_hours: int = 24
    loosen_hours: int = 24
    review_dollars: int = 500
    trusted_proxies: tuple[str, ...] = ()
    place_header: str | None = None
    seed_key: str | None = attrs.field(default=None, repr=False)
    table_salt: str | None = None
    table_pace: int = 100
    redeem_least: int = 100
    redeem_day: int = 5_000
    alone_dollars: int = 1_000
    operators: tuple[tuple[str, str], ...] = ()
    metrics_token: str | None = attrs.field(default=None, repr=False)
    backups: Path | None = None
    traces: str | None = None
    google_discovery_url: str = "https://accounts.google.com/.well-known/openid-configuration"


DEFAULTS = {field.name: field.default for field in attrs.fields(Config)}

VARIABLES: dict[str, str] = {
    "WAGERUP_HOST": "address to listen on (127.0.0.1; 0.0.0.0 in production)",
    "PORT": "port for HTTP and WebSocket (8000; 0 picks a free one)",
    "WAGERUP_TCP_PORT": "port for raw TCP sessions (0: none)",
    "WAGERUP_DATA": "folder of the embedded database, keys and signed heads (wagerup-data)",
    "DATABASE_URL": "a PostgreSQL 15 or newer to use instead of the embedded one",
    "WAGERUP_PRODUCTION": "1 in production: no local sign-in, no play money, secure cookies",
    "WAGERUP_ORIGINS": "origins whose pages may connect, comma between them (in production needed)",
    "WAGERUP_SECRETS": "keys that sign cookies, newest first, comma between them (in production needed; else made and kept in the data folder)",
    "WAGERUP_GOOGLE_CLIENT_ID": "the OAuth client at Google (in production needed; else a stand-in for Google is started)",
    "WAGERUP_GOOGLE_CLIENT_SECRET": "its secret",
    "WAGERUP_STRIPE_KEY": "the secret key at Stripe (in production needed; else a stand-in for Stripe is started)",
    "WAGERUP_STRIPE_WEBHOOK_SECRET": "signing secrets of the webhook at /stripe/webhook, comma between them",
    "WAGERUP_STRIPE_ADDRESS": "a stand-in for Stripe to use instead of our own (never in production)",
    "WAGERUP_CONTACT": "the mail address at which players reach the operator (none: nobody is told to write)",
    "WAGERUP_COOLING_HOURS": "time for which a deposit cannot be withdrawn (24)",
    "WAGERUP_LOOSEN_HOURS": "time that a looser play limit waits before it can be confirmed (24)",
    "WAGERUP_REVIEW_DOLLARS": "withdrawals of so much and more in a day wait for an operator (500)",
    "WAGERUP_TRUSTED_PROXIES": "networks whose X-Forwarded-For counts, comma between them (none)",
    "WAGERUP_PLACE_HEADER": "header in which a trusted proxy says where the caller is, as US-CO (none: players declare it)",
    "WAGERUP_RAKE_BP": "the house's share of a pot in basis points (500)",
    "WAGERUP_TURN_SECONDS": "time for a turn (300)",
    "WAGERUP_CONFIRM_SECONDS": "time to contest a result (120)",
    "WAGERUP_READY_SECONDS": "time to be there once the match is taken (900)",
    "WAGERUP_AWAY_SECONDS": "how long a player may be gone on their turn before the match may be claimed (120)",
    "WAGERUP_EVIDENCE_HOURS": "time to show evidence in a dispute (24)",
    "WAGERUP_DISPUTE_HOURS": "time for a verdict, after which the match is void (48)",
    "WAGERUP_APPEAL_HOURS": "time to appeal a verdict (12)",
    "WAGERUP_CHAT_DAYS": "days for which what was said in matches is kept (365)",
    "WAGERUP_SEED_KEY": "the key that all draws of the tables are made from (in production needed; else made and kept in the data folder)",
    "WAGERUP_TABLE_SALT": "64 hexadecimal letters that the next hash chains are salted with, such as a block hash announced before (else by chance)",
    "WAGERUP_TABLE_PACE": "how long the tables take, in per cent of what is published (100; other values are for demonstrations)",
    "WAGERUP_REDEEM_LEAST": "Sweeps Coins that one redeems at least (100)",
    "WAGERUP_REDEEM_DAY": "Sweeps Coins that one redeems at most in a day (5000)",
    "WAGERUP_OPERATORS": "root operators to begin with, as name=public key, comma between them (else the owner of the data folder, by a key in it)",
    "WAGERUP_ADMIN_SOCKET": "where the admin socket is (admin.sock in the data folder)",
    "WAGERUP_ALONE_DOLLARS": "what one operator may pay out, grant or adjust alone; above it another one has to approve (1000)",
    "WAGERUP_METRICS_TOKEN": "the bearer token for /metrics, at least 32 letters (none: this machine alone may read them)",
    "WAGERUP_BACKUPS": "folder for backups (backups in the data folder)",
    "WAGERUP_TRACES": "where OpenTelemetry traces go, as http://collector:4318/v1/traces (none)",
    "WAGERUP_COMMANDS_PER_SECOND": "commands that one connection may send, on average (100)",
}


SECRET = (
    "DATABASE_URL", "WAGERUP_SECRETS", "WAGERUP_GOOGLE_CLIENT_SECRET", "WAGERUP_STRIPE_KEY", "WAGERUP_STRIPE_WEBHOOK_SECRET", "WAGERUP_SEED_KEY",
    "WAGERUP_METRICS_TOKEN",
)  # fmt: skip
"""Never shown, not even when they are wrong; each may stand in a file, named by the variable with _FILE behind it."""


BOUNDS: dict[str, tuple[int, int]] = {
    "rake_bp": (0, 5_000),
    "turn_seconds": (5, 86_400),
    "confirm_seconds": (1, 86_400),
    "ready_seconds": (10, 86_400),
    "away_seconds": (10, 86_400),
    "evidence_hours": (1, 720),
    "dispute_hours": (1, 720),
    "appeal_hours": (1, 720),
    "chat_days": (1, 36_500),
    "cooling_hours": (0, 720),
    "loosen_hours": (24, 720),
    "review_dollars": (0, 1_000_000),
    "redeem_least": (1, 1_000_000),
    "redeem_day": (1, 1_000_000),
    "commands_per_second": (1, 1_000_000),
    "alone_dollars": (0, 1_000_000),
}
"""Fields that are whole numbers, each with its least and its most; the variable is WAGERUP_ and the field's name in capitals."""


def read_config(environment: Mapping[str, str]) -> Config:
    """Raises ConfigWrong at the first variable that cannot be."""
    production = _value(environment, "WAGERUP_PRODUCTION", _flag, default=False)
    config = Config(
        host=environment.get("WAGERUP_HOST") or ("0.0.0.0" if production else "127.0.0.1"),  # noqa: S104  a container listens everywhere  # nosec B104
        port=_value(environment, "PORT", _whole(0, 65_535), 8000),
        tcp_port=_value(environment, "WAGERUP_TCP_PORT", _whole(0, 65_535), 0),
        data=Path(environment.get("WAGERUP_DATA") or "wagerup-data"),
        database_url=_value(environment, "DATABASE_URL", _postgres_url, None),
        production=production,
        origins=_value(environment, "WAGERUP_ORIGINS", _origins, ()),
        secrets=_value(environment, "WAGERUP_SECRETS", _secrets, ()),
        google_client_id=_value(environment, "WAGERUP_GOOGLE_CLIENT_ID", str, None),
        google_client_secret=_value(environment, "WAGERUP_GOOGLE_CLIENT_SECRET", str, None),
        stripe_key=_value(environment, "WAGERUP_STRIPE_KEY", _stripe_key, None),
        stripe_secrets=_value(environment, "WAGERUP_STRIPE_WEBHOOK_SECRET", _list, ()),
        stripe_address=_value(environment, "WAGERUP_STRIPE_ADDRESS", str, None),
        contact=_value(environment, "WAGERUP_CONTACT", _mail, None),
        trusted_proxies=_value(environment, "WAGERUP_TRUSTED_PROXIES", _networks, ()),
        place_header=_value(environment, "WAGERUP_PLACE_HEADER", str, None),
        seed_key=_value(environment, "WAGERUP_SEED_KEY", _key, None),
        table_salt=_value(environment, "WAGERUP_TABLE_SALT", _salt, None),
        table_pace=_value(environment, "WAGERUP_TABLE_PACE", _whole(1, 1_000), 100),
        operators=_value(environment, "WAGERUP_OPERATORS", _operators, ()),
        metrics_token=_value(environment, "WAGERUP_METRICS_TOKEN", _key, None),
        backups=Path(environment["WAGERUP_BACKUPS"]) if environment.get("WAGERUP_BACKUPS") else None,
        traces=_value(environment, "WAGERUP_TRACES", str, None),
    )
    numbers: dict[str, Any] = {
        name: _value(environment, f"WAGERUP_{name.upper()}", _whole(*bounds), DEFAULTS[name]) for name, bounds in BOUNDS.items()
    }
    config = attrs.evolve(config, **numbers)
    _refuse_unsafe_production(config)
    return config


def _refuse_unsafe_production(config: Config) -> None:
    if config.production and not config.secrets:
        raise ConfigWrong("WAGERUP_SECRETS is not set: production needs a key of at least 32 letters, kept outside the code.")
    if config.production and not config.origins:
        raise ConfigWrong("WAGERUP_ORIGINS is not set: production needs the address of its page, such as https://play.example.com.")
    if (config.google_client_id is None) != (config.google_client_secret is None):
        raise ConfigWrong("WAGERUP_GOOGLE_CLIENT_ID and WAGERUP_GOOGLE_CLIENT_SECRET belong together: set both or neither.")
    if config.production and config.google_client_id is None:
        raise ConfigWrong("WAGERUP_GOOGLE_CLIENT_ID is not set: in production players sign in with Google, not with its stand-in.")
    if (config.stripe_key is None) != (not config.stripe_secrets):
        raise ConfigWrong("WAGERUP_STRIPE_KEY and WAGERUP_STRIPE_WEBHOOK_SECRET belong together: set both or neither.")
    if config.production and config.stripe_key is None:
        raise ConfigWrong("WAGERUP_STRIPE_KEY is not set: in production money comes through Stripe, not through its stand-in.")
    if config.production and config.seed_key is None:
        raise ConfigWrong("WAGERUP_SEED_KEY is not set: production needs a key of at least 32 letters for the draws of the tables, kept for good.")
    if config.production and config.table_pace != 100:
        raise ConfigWrong("WAGERUP_TABLE_PACE is set: in production the tables take as long as is published.")
    if config.production and config.stripe_address is not None:
        raise ConfigWrong("WAGERUP_STRIPE_ADDRESS is set: in production money comes through Stripe, not through a stand-in.")
    if config.place_header is not None and not config.trusted_proxies:
        raise ConfigWrong("WAGERUP_PLACE_HEADER counts only from a proxy of yours: set WAGERUP_TRUSTED_PROXIES.")


def _value(environment: Mapping[str, str], name: str, read: Callable[[str], T], default: T) -> T:
    text = environment.get(name, "").strip()
    if not text:
        return default
    try:
        return read(text)
    except ValueError as error:
        shown = "not usable" if name in SECRET else repr(text[:60])
        raise ConfigWrong(f"{name} is {shown}: {error}.") from None


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise ValueError(f"set a whole number from {least} to {most}")
        return int(text)

    return read


def _flag(text: str) -> bool:
    if text not in ("0", "1"):
        raise ValueError("set 1 or 0")
    return text == "1"


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _origins(text: str) -> tuple[str, ...]:
    origins = _list(text)
    for one in origins:
        if normal(one) is None:
            raise ValueError(f"{one[:60]!r} is no origin: set scheme://host or scheme://host:port, in small letters, with nothing behind it")
    return origins


def _operators(text: str) -> tuple[tuple[str, str], ...]:
    found = tuple((name, key) for name, _, key in (one.partition("=") for one in _list(text)))
    if not all(re.fullmatch(NAME_PATTERN, name) and re.fullmatch(KEY_PATTERN, key) for name, key in found):
        raise ValueError("set name=key, the key as `wagerup admin key` prints it")
    return found


def _secrets(text: str) -> tuple[str, ...]:
    keys = _list(text)
    if any(len(key) < SECRET_LETTERS_MIN for key in keys):
        raise ValueError(f"each key needs at least {SECRET_LETTERS_MIN} letters")
    return keys


def _key(text: str) -> str:
    if len(text) < SECRET_LETTERS_MIN:
        raise ValueError(f"a key needs at least {SECRET_LETTERS_MIN} letters")
    return text


def _salt(text: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{64}", text):
        raise ValueError("set 64 small hexadecimal letters")
    return text


def _stripe_key(text: str) -> str:
    if not text.startswith(("sk_test_", "sk_live_", "rk_test_", "rk_live_")):
        raise ValueError("set a secret or restricted key of Stripe's (sk_… or rk_…)")
    return text


def _mail(text: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", text):
        raise ValueError(f"{text[:60]!r} is no mail address: set name@host")
    return text


def _networks(text: str) -> tuple[str, ...]:
    networks = _list(text)
    for one in networks:
        if ip_network(one).prefixlen == 0:
            raise ValueError(f"{one} is everybody: set the networks of your own proxies")
    return networks


def _postgres_url(text: str) -> str | None:
    if not text.startswith(("postgresql://", "postgres://")):
        raise ValueError("set postgresql://user:password@host/database")
    return text
