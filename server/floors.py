"""Floors: below these versions of its parts a known hole is open. The house does not start on them, however they came into its environment."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from importlib.metadata import version

Version = tuple[int, ...]

FLOORS: Mapping[str, Version] = {
    "h11": (0, 16),  # CVE-2025-43859, a second request smuggled in the body of the first
    "authlib": (1, 6, 11),  # CVE-2026-27962, a signature by a key that the token itself brings
    "starlette": (1, 3, 1),  # CVE-2025-62727 and four later ones
    "msgspec": (0, 18),
    "pillow": (11, 3),  # CVE-2025-48379
    "stripe": (16, 1),  # speaks to Trio
    "trio-websocket": (0, 12, 2),  # the one whose faults our guard knows
}


class PartTooOld(Exception):
    """One line: which part, and from which version on it may be used."""


def refuse_old_parts(version_of: Callable[[str], str] = version) -> None:
    """Raises PartTooOld at the first part below its floor."""
    for part, floor in FLOORS.items():
        found = version_of(part)
        if numbers(found) < floor:
            raise PartTooOld(f"{part} {found} has a known hole: install {'.'.join(map(str, floor))} or newer (make build).")


def numbers(text: str) -> Version:
    """The release of a version, as numbers; what comes after it (rc1, .post2) does not count."""
    found = re.match(r"\d+(?:\.\d+)*", text)
    return tuple(map(int, found[0].split("."))) if found else ()
