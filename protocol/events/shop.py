"""Facts of the wardrobe, on the stream "looks"."""

from __future__ import annotations

from typing import ClassVar

import attrs

from protocol.shop import WornItem


@attrs.frozen
class LooksChanged:
    """Somebody wears something else now; all of it."""

    tag: ClassVar[str] = "looks_changed"
    player: str
    worn: tuple[WornItem, ...]
