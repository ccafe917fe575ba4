"""The provider's keys: fetched for a name that is not known, seldom, and not trusted for ever."""

from __future__ import annotations

from typing import Any

import pytest
import trio
from trio.testing import MockClock

from server.google_claims import SignInFailed
from server.google_keys import COOLDOWN_SECONDS, TRUSTED_SECONDS, ProviderKeys
from server.standins.openid import OpenIdStandIn

ONE, OTHER = OpenIdStandIn().key, OpenIdStandIn().key


class Published:
    """What the provider publishes, and how often it was asked."""

    def __init__(self) -> None:
        self.keys: Any = {"keys": [ONE.as_dict(private=False)]}
        self.asked = 0

    async def fetch(self) -> object:
        self.asked += 1
        await trio.sleep(1)
        if self.keys is None:
            raise SignInFailed("GOOGLE_AWAY", "nobody is there")
        return self.keys


async def code(keys: ProviderKeys, kid: str) -> str:
    try:
        return (await keys.named(kid)).kid or ""
    except SignInFailed as failed:
        return failed.code


async def test_a_key_that_is_known_is_not_fetched_again(autojump_clock: MockClock) -> None:
    published = Published()
    keys = ProviderKeys(published.fetch)
    assert [await code(keys, ONE.kid) for _ in range(10)] == [ONE.kid] * 10
    assert published.asked == 1


async def test_who_sends_names_of_keys_that_are_none_makes_us_ask_once_a_minute_at_most(autojump_clock: MockClock) -> None:
    published = Published()
    keys = ProviderKeys(published.fetch)
    began = trio.current_time()
    while trio.current_time() < began + 10 * COOLDOWN_SECONDS:
        assert await code(keys, "no such key") == "BAD_TOKEN"
        await trio.sleep(1)
    assert published.asked <= 11


async def test_a_new_key_is_found_when_a_token_names_it(autojump_clock: MockClock) -> None:
    published = Published()
    keys = ProviderKeys(published.fetch)
    assert await code(keys, ONE.kid) == ONE.kid
    published.keys = {"keys": [OTHER.as_dict(private=False)]}
    assert await code(keys, OTHER.kid) == "BAD_TOKEN", "a minute has not passed"
    await trio.sleep(COOLDOWN_SECONDS)
    assert await code(keys, OTHER.kid) == OTHER.kid
    assert await code(keys, ONE.kid) == "BAD_TOKEN", "it is not published any more"


async def test_a_key_that_was_withdrawn_is_not_trusted_for_longer_than_an_hour(autojump_clock: MockClock) -> None:
    published = Published()
    keys = ProviderKeys(published.fetch)
    await keys.named(ONE.kid)
    published.keys = {"keys": [OTHER.as_dict(private=False)]}
    await trio.sleep(TRUSTED_SECONDS - 1)
    assert await code(keys, ONE.kid) == ONE.kid
    await trio.sleep(1)
    assert await code(keys, ONE.kid) == "BAD_TOKEN"


async def test_a_provider_that_is_away_after_an_hour_signs_nobody_in(autojump_clock: MockClock) -> None:
    published = Published()
    keys = ProviderKeys(published.fetch)
    await keys.named(ONE.kid)
    published.keys = None
    await trio.sleep(TRUSTED_SECONDS)
    assert await code(keys, ONE.kid) == "GOOGLE_AWAY"


async def test_many_at_once_fetch_once_and_all_find_the_key(autojump_clock: MockClock) -> None:
    published, found = Published(), list[str]()
    keys = ProviderKeys(published.fetch)

    async def one() -> None:
        found.append(await code(keys, ONE.kid))

    async with trio.open_nursery() as nursery:
        for _ in range(50):
            nursery.start_soon(one)
    assert (found, published.asked) == ([ONE.kid] * 50, 1)


@pytest.mark.parametrize("document", [[], {}, None, "x", {"keys": 5}, {"keys": [5]}, {"keys": [{}]}, {"keys": [{"kty": "RSA"}]}], ids=str)
async def test_a_document_that_holds_no_keys_is_a_provider_that_does_not_answer(document: Any) -> None:
    async def fetch() -> object:
        return document

    assert await code(ProviderKeys(fetch), ONE.kid) == "GOOGLE_AWAY"
