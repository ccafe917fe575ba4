"""The hash chain: each journal row seals all rows before it. A signed head kept outside the database tells a cut or rewritten tail."""

from __future__ import annotations

import hashlib
import hmac

import attrs

GENESIS = hashlib.sha256(b"wager up journal").digest()


def link(before: bytes, seq: int, command_id: str, digest: bytes, outcome: int, at_ms: int) -> bytes:
    """The seal of a row: over the seal before it and all that the row says (the body through its digest)."""
    head = b"%d/%d/%d/%d/" % (seq, outcome, at_ms, len(command_id))
    return hashlib.sha256(before + head + command_id.encode() + digest).digest()


@attrs.frozen
class SignedHead:
    """The chain as it stood after row seq, signed with a key that the database does not know."""

    seq: int
    head: bytes
    signature: bytes


def sign(key: bytes, seq: int, head: bytes) -> SignedHead:
    return SignedHead(seq, head, hmac.digest(key, b"%d/" % seq + head, "sha256"))


def verified(key: bytes, signed: SignedHead) -> bool:
    return hmac.compare_digest(sign(key, signed.seq, signed.head).signature, signed.signature)
