"""Options that several commands of the command line share, and the configuration that they amount to."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from server.config import SECRET, Config, read_config

Port = Annotated[int | None, Parameter(help="Port for HTTP and WebSocket; 0 picks a free one.")]
Data = Annotated[Path | None, Parameter(help="Folder of the embedded database, keys and signed heads.")]
AsJson = Annotated[bool, Parameter(name="--json", negative="", help="Print JSON.")]


def config_of(port: int | None = None, data: Path | None = None) -> Config:
    """The environment, and over it what the command line says."""
    environment: dict[str, str] = dict(os.environ)
    for name in SECRET:
        if file := environment.get(f"{name}_FILE"):
            environment[name] = Path(file).read_text(encoding="utf-8").strip()
    if port is not None:
        environment["PORT"] = str(port)
    if data is not None:
        environment["WAGERUP_DATA"] = str(data)
    return read_config(environment)
