"""What a player may take home: GET /papers/statement.csv, /papers/statement.pdf and /papers/everything.json. One's own, and nobody else's."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

import attrs
import trio
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from actors.clock import Clock
from actors.line import Identity
from server.bounds import refusal
from server.papers import Statement, rows_of, statement_csv, statement_pdf
from server.postgres_papers import PostgresPapers


@attrs.frozen
class PaperPorts:
    """What these routes need of the house."""

    identify: Callable[[str | None], Awaitable[Identity | None]]
    papers: PostgresPapers
    clock: Clock


class PaperRoutes:
    """The functions behind the paths."""

    def __init__(self, ports: PaperPorts) -> None:
        self._ports = ports
        self._one_at_a_time = trio.CapacityLimiter(1)

    def routes(self) -> list[Route]:
        return [
            Route("/papers/statement.csv", self.statement_csv, methods=["GET"]),
            Route("/papers/statement.pdf", self.statement_pdf, methods=["GET"]),
            Route("/papers/everything.json", self.everything, methods=["GET"]),
        ]

    async def statement_csv(self, request: Request) -> Response:
        return await self._for_me(request, self._csv)

    async def statement_pdf(self, request: Request) -> Response:
        return await self._for_me(request, self._pdf)

    async def everything(self, request: Request) -> Response:
        return await self._for_me(request, self._everything)

    async def _for_me(self, request: Request, make: Callable[[Identity, int | None], Awaitable[tuple[str, str, bytes]]]) -> Response:
        me = await self._ports.identify(request.headers.get("cookie"))
        if me is None:
            return refusal(401, "NOT_SIGNED_IN", "Nobody is signed in.")
        before = request.query_params.get("before")
        if before is not None and not BEFORE.fullmatch(before):
            return refusal(422, "OUT_OF_BOUNDS", "before is the number of a line.")
        name, kind, body = await make(me, None if before is None else int(before))
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return Response(body, media_type=kind, headers=headers)

    async def _made(self, make: Callable[..., bytes], *of: object) -> bytes:
        """In a thread, one after another: the house plays on meanwhile."""
        return await trio.to_thread.run_sync(make, *of, limiter=self._one_at_a_time)

    async def _csv(self, me: Identity, before: int | None) -> tuple[str, str, bytes]:
        return "wager-up-statement.csv", "text/csv", await self._made(statement_csv, await self._ports.papers.statement(me.player, before))

    async def _pdf(self, me: Identity, before: int | None) -> tuple[str, str, bytes]:
        statement = await self._ports.papers.statement(me.player, before, PDF_LINES_MAX)
        made = await self._made(statement_pdf, statement, me.player, self._ports.clock.now_ms(), me.name)
        return "wager-up-statement.pdf", "application/pdf", made

    async def _everything(self, me: Identity, before: int | None) -> tuple[str, str, bytes]:
        papers = self._ports.papers
        statement = await papers.statement(me.player, before)
        return "wager-up-everything.json", "application/json", await self._made(_written, await papers.everything(me.player), statement)


def _written(everything: dict[str, Any], statement: Statement) -> bytes:
    whole = everything | {"statement": rows_of(statement.lines), "statement_goes_on": statement.rest}
    return json.dumps(whole, indent=2, ensure_ascii=False).encode()


PDF_LINES_MAX = 1_000
"""What a PDF may hold, which takes two seconds; it says so, and where the others are."""
BEFORE = re.compile(r"[0-9]{1,15}")
