"""The one path that Stripe calls. Nothing is said to a stranger but no."""

from __future__ import annotations

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from server.bounds import refusal
from wallet.journal import DatabaseAway
from webhooks.inbound import Inbound, Intake, TooMany

WEBHOOK = "/stripe/webhook"


class StripeRoutes:
    """POST /stripe/webhook, with the raw body."""

    def __init__(self, inbound: Inbound) -> None:
        self._inbound = inbound

    def routes(self) -> list[Route]:
        return [Route(WEBHOOK, self.take, methods=["POST"]), Route(WEBHOOK, self.refuse, methods=["GET", "PUT", "PATCH", "DELETE"])]

    async def refuse(self, _request: Request) -> Response:
        """Without this, the browser's page would answer here: it answers wherever nothing else does."""
        return Response(status_code=405, headers={"Allow": "POST"})

    async def take(self, request: Request) -> Response:
        """2xx only once it is kept; 400 is for ever, 503 asks Stripe to come again."""
        try:
            came = await self._inbound.take(await request.body(), request.headers.get("stripe-signature"))
        except ClientDisconnect:
            return refusal(400, "MALFORMED", "The body ended early, or is too long.")
        except (DatabaseAway, TooMany):
            return refusal(503, "UNAVAILABLE", "Not kept. Come again.")
        match came:
            case Intake.BAD_SIGNATURE | Intake.WRONG_TIME:
                return refusal(400, "BAD_SIGNATURE", "Not signed by Stripe for us, or not just now.")
            case Intake.NOT_AN_EVENT:
                return refusal(400, "MALFORMED", "Not an event.")
            case _:
                return JSONResponse({"status": came.value})
