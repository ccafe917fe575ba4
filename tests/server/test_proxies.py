"""Who called: a forwarded header counts from a listed peer alone, and only as far as our own proxies reach."""

from __future__ import annotations

import pytest

from server.proxies import Lines, Proxies

OURS = Proxies(("10.0.0.0/8", "fd00::/8"), "X-Place")

CASES = {
    "nobody between": ("203.0.113.9", {}, "203.0.113.9", None),
    "a stranger's word is nothing": ("203.0.113.9", {"x-forwarded-for": "1.2.3.4", "x-place": "US-CO"}, "203.0.113.9", None),
    "our proxy says who": ("10.0.0.1", {"x-forwarded-for": "198.51.100.7"}, "198.51.100.7", None),
    "our proxy says where": ("10.0.0.1", {"x-forwarded-for": "198.51.100.7", "x-place": "us-co"}, "198.51.100.7", "US-CO"),
    "left of the last stranger anybody could write": ("10.0.0.1", {"x-forwarded-for": "8.8.8.8, 198.51.100.7"}, "198.51.100.7", None),
    "two of ours in a row": ("10.0.0.1", {"x-forwarded-for": "198.51.100.7, 10.2.2.2"}, "198.51.100.7", None),
    "only ours": ("10.0.0.1", {"x-forwarded-for": "10.3.3.3, 10.2.2.2"}, "10.3.3.3", None),
    "no header": ("10.0.0.1", {}, "10.0.0.1", None),
    "nonsense": ("10.0.0.1", {"x-forwarded-for": "unknown, <script>"}, "10.0.0.1", None),
    "nonsense left of a stranger": ("10.0.0.1", {"x-forwarded-for": "<script>, 198.51.100.7"}, "198.51.100.7", None),
    "with a port": ("10.0.0.1", {"x-forwarded-for": "198.51.100.7:4711"}, "198.51.100.7", None),
    "a newer address": ("fd00::1", {"x-forwarded-for": "[2001:db8::5]:443"}, "2001:db8::5", None),
    "an older one in a newer": ("::ffff:10.0.0.1", {"x-forwarded-for": "198.51.100.7"}, "198.51.100.7", None),
    "a thousand hops": ("10.0.0.1", {"x-forwarded-for": ", ".join(["1.1.1.1"] + ["10.0.0.2"] * 1_000)}, "10.0.0.2", None),
    "a place that is none": ("10.0.0.1", {"x-place": "Colorado'; --"}, "10.0.0.1", None),
    "the last line is our proxy's": ("10.0.0.1", {"x-forwarded-for": "1.2.3.4\n203.0.113.66"}, "203.0.113.66", None),
    "a line that ends in a comma": ("10.0.0.1", {"x-forwarded-for": "203.0.113.5,"}, "10.0.0.1", None),
    "two lines that say where": ("10.0.0.1", {"x-place": "US-CO\nUS-MT"}, "10.0.0.1", None),
    "gone": ("gone", {"x-forwarded-for": "1.2.3.4"}, "gone", None),
}


def lines_of(headers: dict[str, str]) -> Lines:
    """A header that has a line break in it here stands on as many lines."""
    return lambda name: headers[name].split("\n") if name in headers else []


@pytest.mark.parametrize(("peer", "headers", "address", "place"), CASES.values(), ids=CASES)
def test_who_is_behind_a_peer(peer: str, headers: dict[str, str], address: str, place: str | None) -> None:
    caller = OURS.caller(peer, lines_of(headers))
    assert (caller.address, caller.place) == (address, place)


def test_without_a_list_nobody_is_believed() -> None:
    assert Proxies().caller("10.0.0.1", lines_of({"x-forwarded-for": "1.2.3.4"})).address == "10.0.0.1"
