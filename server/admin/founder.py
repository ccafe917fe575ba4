"""The first operators: named by the environment, or, away from production, whoever owns the data folder, by a key that is made in it."""

from __future__ import annotations

import os
import pwd
import re
from collections.abc import Mapping
from pathlib import Path

from protocol.admin.operators import NAME_PATTERN
from server.admin.keys import public_of, read_key, write_key
from server.config import Config


def founders(config: Config) -> Mapping[str, str]:
    """Names and public keys. In production nobody whom the environment does not name."""
    if config.operators or config.production:
        return dict(config.operators)
    path = key_path(config.data)
    if not path.exists():
        write_key(path)
    return {path.stem: public_of(read_key(path))}


def key_path(data: Path) -> Path:
    """The key of the owner of a data folder."""
    return data / "operators" / f"{_me()}.key"


def _me() -> str:
    try:
        name = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return "owner"
    return name if re.fullmatch(NAME_PATTERN, name) else "owner"
