"""The registry: names to refs. Who asks for an actor that is not there gets nothing, and decides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

from actors.ref import Ref

K = TypeVar("K")
M = TypeVar("M")


class Registry(Generic[K, M]):
    """One kind of actor, by id."""

    def __init__(self) -> None:
        self._refs: dict[K, Ref[M]] = {}

    def register(self, key: K, ref: Ref[M]) -> None:
        assert key not in self._refs, f"{key!r} is registered twice"
        self._refs[key] = ref

    def unregister(self, key: K) -> None:
        self._refs.pop(key, None)

    def find(self, key: K) -> Ref[M] | None:
        return self._refs.get(key)

    def __len__(self) -> int:
        return len(self._refs)

    def __iter__(self) -> Iterator[K]:
        return iter(tuple(self._refs))

    def statistics(self) -> Mapping[str, object]:
        return {"registered": len(self._refs)}
