"""What a player may take home: GET /papers/statement.csv, /papers/statement.pdf and /papers/everything.json. One's own, and nobody else's."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

import attrs
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from actors.clock import Clock
from actors.line import Identity
from server.bounds import refusal
from server.papers import rows_of, statement_csv, statement_pdf
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

    async def _for_me(self, request: Request, make: Callable[[Identity], Awaitable[tuple[str, str, bytes]]]) -> Response:
        me = await self._ports.identify(request.headers.get("cookie"))
        if me is None:
            return refusal(401, "NOT_SIGNED_IN", "Nobody is signed in.")
        name, kind, body = await make(me)
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return Response(body, media_type=kind, headers=headers)

    async def _csv(self, me: Identity) -> tuple[str, str, bytes]:
        return "wager-up-statement.csv", "text/csv", statement_csv(await self._ports.papers.statement(me.player))

    async def _pdf(self, me: Identity) -> tuple[str, str, bytes]:
        lines = await self._ports.papers.statement(me.player)
        cut = len(lines) > PDF_LINES_MAX
        paper = statement_pdf(lines[:PDF_LINES_MAX], me.player, self._ports.clock.now_ms(), me.name, cut=cut)
        return "wager-up-statement.pdf", "application/pdf", paper

    async def _everything(self, me: Identity) -> tuple[str, str, bytes]:
        everything = await self._ports.papers.everything(me.player)
        everything["statement"] = rows_of(await self._ports.papers.statement(me.player))
        return "wager-up-everything.json", "application/json", json.dumps(everything, indent=2, ensure_ascii=False).encode()


PDF_LINES_MAX = 2_000
"""What a PDF may hold: past it, take the CSV."""
