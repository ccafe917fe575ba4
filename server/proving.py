"""Proving: the audit of the books and of the operators' trail, in a process of its own, so that play does not wait for it."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import trio

from protocol.admin.money import Books
from server.config import Config
from wallet.database import Database


async def prove(config: Config, _database: Database) -> Books:
    """What `wagerup audit` says of this house now."""
    command = [sys.executable, "-m", "server.cli", "audit", "--json", "--data", str(config.data)]
    done = await trio.run_process(command, capture_stdout=True, check=False, stderr=subprocess.DEVNULL, env=dict(os.environ))
    found = json.loads(done.stdout)
    return Books(*(found[name] for name in ("right", "wrong", "rows", "accounts", "open_holds", "signed_heads", "trail")))
