"""Stand-ins are served on ports of their own, on this machine only, by the same hypercorn as the house."""

from __future__ import annotations

from functools import partial

import trio
from hypercorn.config import Config
from hypercorn.trio import serve  # pyright: ignore[reportUnknownVariableType]

from server.google import Client
from server.standins.openid import CLIENT_ID, CLIENT_SECRET, OpenIdStandIn


async def start_openid(nursery: trio.Nursery, provider: OpenIdStandIn | None = None) -> Client:
    """Serves an OpenID provider until the nursery ends; how the house is known there."""
    provider = provider or OpenIdStandIn()
    config = Config()
    config.bind = ["127.0.0.1:0"]
    config.accesslog = config.errorlog = None
    binds: list[str] = await nursery.start(partial(serve, provider.app(), config, mode="asgi", shutdown_trigger=trio.sleep_forever))  # type: ignore[arg-type]
    provider.address = binds[0]
    return Client(f"{provider.address}/.well-known/openid-configuration", CLIENT_ID, CLIENT_SECRET)
