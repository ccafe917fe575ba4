"""What a match needs of the house: where its facts are kept, where its money is, whom it tells."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import attrs

from actors.clock import Clock
from actors.event_log import EventLog
from actors.match.messages import Standing
from actors.match.state import MatchState
from actors.match.terms import Terms
from actors.people.note import Note
from actors.wallet import Wallet
from protocol.events import EvidenceImage


@attrs.frozen
class MatchPorts:
    """The same for all the lives of one match."""

    log: EventLog
    wallet: Wallet
    clock: Clock
    terms: Terms
    report: Callable[[Standing], None]
    gone: Callable[[str], None]
    blocked: Callable[[str, str], Awaitable[bool]]
    images: Callable[[str, tuple[str, ...]], Awaitable[tuple[EvidenceImage, ...] | None]]
    note: Callable[[Note], None]
    settled: Callable[[], None]
    rematch: Callable[[MatchState], None]
    unreadable: Callable[[str, Exception], None]
