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
from wallet.embedded import plain_environment

ASKED_FOR = ("DATABASE_URL", "DATABASE_URL_FILE", "VIRTUAL_ENV", "PYTHONPATH")
"""What an audit needs of our environment beside what any program does; keys and other people's secrets are none of it."""


async def prove(config: Config, _database: Database) -> Books:
    """What `wagerup audit` says of this house now."""
    command = [sys.executable, "-m", "server.cli", "audit", "--json", "--data", str(config.data)]
    environment = plain_environment() | {name: os.environ[name] for name in ASKED_FOR if name in os.environ}
    done = await trio.run_process(command, capture_stdout=True, check=False, stderr=subprocess.DEVNULL, env=environment)
    found = json.loads(done.stdout)
    return Books(*(found[name] for name in ("right", "wrong", "rows", "accounts", "open_holds", "signed_heads", "trail")))
