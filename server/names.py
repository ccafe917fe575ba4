"""Names: what a player may be called, and when two names are the same."""

from __future__ import annotations

import re
import unicodedata

_ALLOWED = re.compile(r"[\w][\w .'\-]{0,18}[\w.]", re.UNICODE)
_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC")


def tidy_name(name: str) -> str | None:
    """The name as it will be shown, or nothing when it is none: 2 to 20 letters, figures, spaces and - _ ' . of one script."""
    shown = re.sub(r" +", " ", unicodedata.normalize("NFKC", name)).strip(" ")
    if not _ALLOWED.fullmatch(shown) or any(unicodedata.category(letter).startswith("C") for letter in shown):
        return None
    return None if _mixes_scripts(shown) else shown


def name_key(shown: str) -> str:
    """Names with the same key belong to the same player."""
    return re.sub(r"[ _.'\-]+", " ", unicodedata.normalize("NFKC", shown).casefold()).strip()


def _mixes_scripts(shown: str) -> bool:
    """Letters that look alike across these scripts are how one player poses as another."""
    names = [unicodedata.name(letter, "") for letter in shown if letter.isalpha()]
    return sum(any(script in name for name in names) for script in _SCRIPTS) > 1
