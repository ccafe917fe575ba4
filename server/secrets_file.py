"""Keys: from the environment, or made once and kept in the data folder, readable by the owner alone."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def key_in(folder: Path, name: str) -> str:
    """The key of this name; made when there is none."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii").strip()
