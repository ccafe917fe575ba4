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

    def cut(self, last: int, aside: Path) -> None:
        """Moves the heads of rows after the last one to another file."""
        if not self._path.exists():
            return
        lines = self._path.read_text(encoding="ascii", errors="replace").splitlines()
        gone = [line for line in lines if _seq_of(line) > last]
        if gone:
            with open(aside, "a", encoding="ascii") as file:
                file.writelines(line + "\n" for line in gone)
            self._path.write_text("".join(line + "\n" for line in lines if _seq_of(line) <= last), encoding="ascii")

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


def _seq_of(line: str) -> int:
    """The row that a line is about; of a line cut short by a crash, none."""
    try:
        return int(json.loads(line)["seq"])
    except (ValueError, KeyError, TypeError):
        return 0
