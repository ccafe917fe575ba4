"""Signing: HMAC-SHA-256 by itsdangerous, with keys that rotate, and one spelling only of what is signed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

from itsdangerous import BadSignature, Signer, TimestampSigner
from itsdangerous.encoding import base64_decode, base64_encode, want_bytes
from itsdangerous.exc import BadData


class _Strict(Signer):
    """base64 leaves two bits of its last letter free, and passes over letters that are none of its own: what is spelled otherwise is not ours."""

    default_digest_method = staticmethod(hashlib.sha256)

    def verify_signature(self, value: str | bytes, sig: str | bytes) -> bool:
        try:
            canonical = base64_encode(base64_decode(sig)) == want_bytes(sig)
        except BadData:
            return False
        return canonical and super().verify_signature(value, sig)


class _StrictTimestamp(_Strict, TimestampSigner):
    """The same, with a time in what is signed."""


class Seal:
    """Signs with the first key, reads with all of them: so keys rotate without a logout."""

    def __init__(self, keys: Sequence[str], purpose: str) -> None:
        assert keys, "at least one key"
        self._signer = _Strict(list(reversed(keys)), salt=purpose)

    def sign(self, words: str) -> str:
        return self._signer.sign(words).decode()

    def read(self, signed: str) -> str | None:
        """The words, when they bear our signature."""
        try:
            return self._signer.unsign(signed).decode()
        except (BadSignature, UnicodeError):
            return None


class DatedSeal:
    """The same, for words that are good for a while. now: seconds since 1970."""

    def __init__(self, keys: Sequence[str], purpose: str, now: Callable[[], float]) -> None:
        assert keys, "at least one key"
        self._signer = _StrictTimestamp(list(reversed(keys)), salt=purpose)
        self._signer.get_timestamp = lambda: int(now())  # type: ignore[method-assign]

    def sign(self, words: str) -> str:
        return self._signer.sign(words).decode()

    def read(self, signed: str, seconds_max: int) -> str | None:
        """The words, when they bear our signature and are not older than that."""
        try:
            return self._signer.unsign(signed, max_age=seconds_max).decode()
        except (BadSignature, UnicodeError):
            return None
