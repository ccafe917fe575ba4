"""Stand-ins are served on ports of their own, on this machine only, by the same hypercorn as the house."""

from __future__ import annotations

import secrets
import time
from functools import partial

import trio
from hypercorn.config import Config
from hypercorn.trio import serve  # pyright: ignore[reportUnknownVariableType]
from starlette.applications import Starlette

from server.google import Client
from server.standins.openid import CLIENT_ID, CLIENT_SECRET, OpenIdStandIn
from server.standins.stripe.api import StripeApi
from server.standins.stripe.connect import Connect
from server.standins.stripe.hooks import Hooks
from server.standins.stripe.pages import StripePages
from server.standins.stripe.state import StripeState
from webhooks.stripe import StripeAccess

BANK_SECONDS = 8.0


async def start_openid(nursery: trio.Nursery, provider: OpenIdStandIn | None = None) -> Client:
    """Serves an OpenID provider until the nursery ends; how the house is known there."""
    provider = provider or OpenIdStandIn()
    provider.address = await _serve(nursery, provider.app())
    return Client(f"{provider.address}/.well-known/openid-configuration", CLIENT_ID, CLIENT_SECRET)


class StripeStandIn:
    """A Stripe of one's own: its state, its API, its webhooks."""

    def __init__(self) -> None:
        self.key, self.secret = f"sk_test_{secrets.token_hex(12)}", f"whsec_{secrets.token_hex(12)}"
        self.hooks = Hooks(self.secret)
        self.state = StripeState(time.time, self.hooks.tell)
        self.connect = Connect(self.state)
        self.api = StripeApi(self.state, self.connect, self.key)

    @property
    def address(self) -> str:
        return self.state.address

    async def start(self, nursery: trio.Nursery, *, bank_seconds: float | None = BANK_SECONDS) -> StripeAccess:
        """Serves until the nursery ends. Every so many seconds slow banks answer and payouts arrive; None: when they are told to."""
        routes = [*self.api.routes(), *StripePages(self.state, self.connect, self.api, self.hooks).routes()]
        self.state.address = await _serve(nursery, Starlette(routes=routes))
        nursery.start_soon(self.hooks.run)
        if bank_seconds is not None:
            nursery.start_soon(self._move_for_ever, bank_seconds)
        return StripeAccess(self.key, (self.secret,), self.address, livemode=False)

    async def _move_for_ever(self, seconds: float) -> None:
        while True:
            await trio.sleep(seconds)
            self.state.expire_old()
            self.state.bank_answers()
            self.connect.pay_out_by_schedule()
            self.connect.payouts_arrive()


async def _serve(nursery: trio.Nursery, app: Starlette) -> str:
    config = Config()
    config.bind = ["127.0.0.1:0"]
    config.accesslog = config.errorlog = None
    binds: list[str] = await nursery.start(partial(serve, app, config, mode="asgi", shutdown_trigger=trio.sleep_forever))  # type: ignore[arg-type]
    return binds[0]
