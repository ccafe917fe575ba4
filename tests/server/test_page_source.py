"""The page, as far as its source can prove it: text stays text, what is kept in the browser is named, and a sign-out leaves nothing."""

from __future__ import annotations

import re
from typing import Any

import httpx2
from starlette.applications import Starlette

from server.standins.stripe.pages import StripePages
from server.standins.stripe.state import StripeState
from tests.kit.process import ROOT

SOURCES = {
    str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "client-js" / "src").rglob("*"))
    if path.suffix in (".ts", ".tsx") and ".test." not in path.name
}
KEPT = {"theme", "LAST", "'theme'"}
"""The look, and the game that was looked for last."""


def where(pattern: str) -> list[str]:
    return [name for name, text in SOURCES.items() if re.search(pattern, text)]


def test_there_is_a_page() -> None:
    assert len(SOURCES) > 40


def test_text_is_only_ever_shown_as_text() -> None:
    """React writes what others said as text; no line of ours makes HTML or code of it."""
    assert where(r"dangerouslySetInnerHTML|\.(inner|outer)HTML|insertAdjacentHTML|document\.write|\beval\(|new Function\(|srcdoc|javascript:") == []


def test_nothing_of_a_player_is_kept_in_the_browser() -> None:
    assert where(r"indexedDB|document\.cookie|caches\.open|serviceWorker") == []
    # For as long as the tab: the keys of payments that have no answer yet, by which nobody is known.
    assert where("sessionStorage") == ["client-js/src/house.ts"]
    used = re.findall(r"(\w+\(sessionStorage|sessionStorage\.\w+)", SOURCES["client-js/src/house.ts"])
    assert set(used) == {"keyFor(sessionStorage", "answered(sessionStorage", "sessionStorage.clear"}
    keys = {key for text in SOURCES.values() for key in re.findall(r"localStorage\.(?:get|set|remove)Item\(([\w']+)", text)}
    assert keys <= KEPT
    assert where(r"localStorage(?!\.(?:get|set|remove)Item\()") == []


def test_a_sign_out_ends_the_line_and_empties_the_store() -> None:
    assert missing_in("export async function signOut", "'/auth/sign-out'", "connection.stop()", "leave(null)") == []
    assert missing_in("function leave", "...EMPTY", "sessionStorage.clear()") == []
    assert "if (link.at === 'ended') leave(" in SOURCES["client-js/src/house.ts"]


def missing_in(function: str, *wanted: str) -> list[str]:
    body = SOURCES["client-js/src/house.ts"].partition(function)[2].partition("\n}")[0]
    return [words for words in wanted if words not in body]


def test_the_socket_is_as_safe_as_the_page() -> None:
    """A page that came over TLS opens its socket over TLS; no other address is written anywhere."""
    assert where(r"\bwss?://") == []
    assert "location.protocol === 'https:' ? 'wss' : 'ws'" in SOURCES["client-js/src/house.ts"]
    assert where(r"new WebSocket\(") == ["client-js/src/socket/connection.ts"]


async def test_the_pages_of_a_stand_in_say_what_they_were_asked_as_text() -> None:
    """They have no React to do it for them."""
    nothing: Any = None
    pages = StripePages(StripeState(lambda: 1_700_000_000.0, lambda _event: None), nothing, nothing, nothing)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(Starlette(routes=pages.routes())), base_url="http://stripe") as browser:
        answer = await browser.post("/c/pay/%3Cscript%3Ealert(1)", content=b"number=1")
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text
