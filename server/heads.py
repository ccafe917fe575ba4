"""Signed heads: the chain's state, kept in a file outside the database, a JSON line each. They tell a cut or rewritten journal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from wallet.chain import SignedHead, verified


class Heads:
    """The file of signed heads."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def keep(self, signed: SignedHead) -> None:
        line = json.dumps({"seq": signed.seq, "head": signed.head.hex(), "signature": signed.signature.hex()})
        with open(self._path, "a", encoding="ascii") as file:
            file.write(line + "\n")

    def kept(self, key: bytes) -> Iterator[SignedHead]:
        """Those whose signature holds, oldest first; a line cut short by a crash is passed over."""
        if not self._path.exists():
            return
        for line in self._path.read_text(encoding="ascii", errors="replace").splitlines():
            try:
                fields = json.loads(line)
                signed = SignedHead(fields["seq"], bytes.fromhex(fields["head"]), bytes.fromhex(fields["signature"]))
            except (ValueError, KeyError, TypeError):
                continue
            if verified(key, signed):
                yield signed
