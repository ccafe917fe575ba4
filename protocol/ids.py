"""Ids: every kind of name a type of its own. Knows their shapes, not how fresh ones are made (chance is an argument)."""

from __future__ import annotations

import hashlib
from typing import NewType

PlayerId = NewType("PlayerId", str)
MatchId = NewType("MatchId", str)
HoldId = NewType("HoldId", str)
CommandId = NewType("CommandId", str)
Stream = NewType("Stream", str)

PLAYER_PATTERN = r"^p_[a-z0-9]{16}$"
MATCH_PATTERN = r"^m_[a-z0-9]{16}$"
KEY_PATTERN = r"^[A-Za-z0-9_-]{8,64}$"
WITHDRAWAL_PATTERN = r"^w_[a-z0-9]{16}$"
TABLE_PATTERN = r"^t_[a-z]{3,16}$"
STREAM_PATTERN = r"^(lobby|wallet|payments|inbox|looks|(match|spectate):m_[a-z0-9]{16}|table:t_[a-z]{3,16})$"

HOUSE = "house"
"""Who says a line of chat that no player said."""

_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
_ID_LETTERS = 16


def letters(digest: bytes) -> str:
    """The first 80 bits of a digest as 16 letters and figures: unguessable when the digest is random."""
    number = int.from_bytes(digest[:10], "big")
    return "".join(_ALPHABET[(number >> (5 * place)) & 31] for place in range(_ID_LETTERS))


def player_id(chance: bytes) -> PlayerId:
    return PlayerId("p_" + letters(chance))


def match_id(creator: PlayerId, key: str) -> MatchId:
    """Derived from the creator and the key of the command: sending `create_match` again names the same match."""
    return MatchId("m_" + letters(hashlib.sha256(f"match/{creator}/{key}".encode()).digest()))


def deposit_id(player: PlayerId | str, key: str) -> str:
    """Derived as a match's is: sending `begin_deposit` again names the same deposit."""
    return "d_" + letters(hashlib.sha256(f"deposit/{player}/{key}".encode()).digest())


def withdrawal_id(player: PlayerId | str, key: str) -> str:
    return "w_" + letters(hashlib.sha256(f"withdrawal/{player}/{key}".encode()).digest())


def redemption_id(player: PlayerId | str, key: str) -> str:
    return "r_" + letters(hashlib.sha256(f"redemption/{player}/{key}".encode()).digest())


def match_stream(match: MatchId) -> Stream:
    return Stream(f"match:{match}")


def spectate_stream(match: MatchId) -> Stream:
    return Stream(f"spectate:{match}")


def presence_stream(match: MatchId) -> Stream:
    return Stream(f"presence:{match}")


def table_stream(table: str) -> Stream:
    return Stream(f"table:{table}")


LOBBY = Stream("lobby")
WALLET = Stream("wallet")
PAYMENTS = Stream("payments")
SESSION = Stream("session")
QUICK = Stream("quick")
INBOX = Stream("inbox")
LOOKS = Stream("looks")
