"""Commands about one's own money. Reads only: nobody moves money by a message; matches do."""

from __future__ import annotations

from typing import ClassVar

import attrs

from protocol.fields import whole
from protocol.money import Currency


@attrs.frozen
class ReadStatement:
    """The lines of my statement, newest first, at most 100 at a time, before a given sequence number, of one currency or of all."""

    tag: ClassVar[str] = "read_statement"
    before: int | None = whole(1, default=None)
    at_most: int = whole(1, 100, default=50)
    currency: Currency | None = None
