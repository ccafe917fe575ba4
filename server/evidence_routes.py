"""The two routes of evidence: an image up, and down again. The note that names it goes over the socket."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

import attrs
import trio
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from actors.clock import Clock
from actors.line import Identity
from protocol.ids import MATCH_PATTERN
from server.bounds import refusal
from server.images import BadImage, drawn
from server.postgres_images import PostgresImages

SERVED = {
    "Content-Disposition": "inline",
    "Cache-Control": "private, max-age=31536000, immutable",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@attrs.frozen
class EvidencePorts:
    """What these routes need of the house."""

    images: PostgresImages
    identify: Callable[[str | None], Awaitable[Identity | None]]
    refuse_origin: Callable[[Request], Response | None]
    clock: Clock


class EvidenceRoutes:
    """POST /evidence?match_id=… with the image as its body; GET /evidence/<sha256>."""

    def __init__(self, ports: EvidencePorts) -> None:
        self._ports = ports
        self._one_at_a_time = trio.CapacityLimiter(1)

    def routes(self) -> list[Route]:
        return [Route("/evidence", self.upload, methods=["POST"]), Route("/evidence/{sha256}", self.show, methods=["GET"])]

    async def upload(self, request: Request) -> Response:
        if refused := self._ports.refuse_origin(request):
            return refused
        me = await self._ports.identify(request.headers.get("cookie"))
        if me is None:
            return refusal(401, "NOT_SIGNED_IN", "Nobody is signed in.")
        match_id = request.query_params.get("match_id", "")
        if not re.fullmatch(MATCH_PATTERN, match_id):
            return refusal(422, "OUT_OF_BOUNDS", "match_id says for which match the image is.")
        try:
            body = await request.body()
            image = await trio.to_thread.run_sync(drawn, body, limiter=self._one_at_a_time)
        except (BadImage, ClientDisconnect) as error:
            return refusal(422, "BAD_IMAGE", f"The image was not taken: {error}.")
        problem = await self._ports.images.keep(me.player, match_id, image, self._ports.clock.now_ms())
        if problem == "match":
            return refusal(404, "NO_SUCH_MATCH", "There is no match of yours under way with this id.")
        if problem == "often":
            return refusal(429, "TOO_FAST", "You have uploaded many images within an hour; wait a while.")
        return JSONResponse({"sha256": image.sha256})

    async def show(self, request: Request) -> Response:
        me = await self._ports.identify(request.headers.get("cookie"))
        kept = await self._ports.images.seen_by(me.player, request.path_params["sha256"]) if me is not None else None
        if kept is None:
            return refusal(404, "NOT_FOUND", "There is no such image for you.")
        return Response(kept.body, media_type=kept.media_type, headers=SERVED)
