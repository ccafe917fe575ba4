"""The signature of a webhook: HMAC-SHA256 over the stamp and the raw body, as Stripe documents it. Time is an argument.

Unlike Stripe's own library, a stamp from the future is refused as well: a replay could be prepared with one."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Sequence

STAMP_SECONDS_MAX = 300
HEADER_LETTERS_MAX = 2_000
_PAIR = re.compile(r"(t|v[0-9])=([0-9A-Za-z]{1,128})")


class BadSignature(Exception):
    """The body was not signed with a key of ours within five minutes of now; says which of these."""


class WrongTime(BadSignature):
    """Signed with a key of ours, and not within five minutes of now: one of the two clocks is wrong, or it is a replay."""


def verify(raw: bytes, header: str | None, secrets: Sequence[str], now_seconds: float) -> None:
    """Returns, or raises BadSignature. Any of our keys will do (they are rolled over), and any of the signatures sent."""
    if not header or len(header) > HEADER_LETTERS_MAX:
        raise BadSignature("no signature")
    pairs = [_PAIR.fullmatch(part.strip(" ")) for part in header.split(",")]
    stamps = [pair[2] for pair in pairs if pair and pair[1] == "t"]
    given = [pair[2] for pair in pairs if pair and pair[1] == "v1"]
    if len(stamps) != 1 or not stamps[0].isdigit() or not given:
        raise BadSignature("not a signature of version 1")
    signed = f"{stamps[0]}.".encode() + raw
    known = [hmac.digest(secret.encode(), signed, hashlib.sha256).hex() for secret in secrets]
    # All are compared, and in constant time: how long it takes says nothing.
    matches = [hmac.compare_digest(mine.encode(), theirs.encode()) for mine in known for theirs in given]
    if not any(matches):
        raise BadSignature("signed with another key, or changed since")
    if abs(now_seconds - int(stamps[0])) > STAMP_SECONDS_MAX:
        raise WrongTime("signed at another time")
