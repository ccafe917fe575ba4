"""Names: what a player may be called, and when two names are the same."""

from __future__ import annotations

import re
import unicodedata

from confusable_homoglyphs import confusables

HOUSE = ("wagerup", "admin", "operator", "moderator", "support", "the house", "staff", "official")
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


def look_key(shown: str) -> str:
    """Names with the same look cannot both be had: letters that look alike (Unicode's table) are one, and what stands between words is nothing."""
    plain = re.sub(r"[ _.'\-]+", "", unicodedata.normalize("NFKC", shown))
    once = "".join(map(_prototype, plain)).casefold()
    return "".join(map(_prototype, once))


def _prototype(letter: str) -> str:
    """The letter that this one is taken for: l for 1, I and |, O for 0, a for the Cyrillic one."""
    alike: list[dict[str, str]] = confusables.confusables_data.get(letter, [])
    return alike[0]["c"] if len(alike) == 1 else letter


def is_reserved(shown: str) -> bool:
    """Names by which a player would pass for the house."""
    look = look_key(shown)
    return any(look_key(word) in look for word in HOUSE)


def _mixes_scripts(shown: str) -> bool:
    """Letters that look alike across these scripts are how one player poses as another."""
    names = [unicodedata.name(letter, "") for letter in shown if letter.isalpha()]
    return sum(any(script in name for name in names) for script in _SCRIPTS) > 1
