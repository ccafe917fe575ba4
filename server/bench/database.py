"""A durable PostgreSQL of its own for a benchmark, in a folder that goes away."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wallet.embedded import running, socket_folder


@contextmanager
def scratch_database() -> Iterator[str]:
    """The DSN; fsync on, as in service."""
    data = Path(tempfile.mkdtemp(prefix="wagerup-bench-"))
    try:
        with running(data) as server:
            yield server.dsn
    finally:
        shutil.rmtree(data, ignore_errors=True)
        shutil.rmtree(socket_folder(data), ignore_errors=True)
