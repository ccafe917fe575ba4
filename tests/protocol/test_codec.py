"""The decoder: bad input gets its documented code and place, whatever it is; what we write is read back as it was."""

from __future__ import annotations

import json
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.codec import Undecodable, decode_from_server, decode_request, encode_push, encode_reply, encode_request, event_of, event_text
from protocol.commands import CreateMatch, Ping, PlayMove, SayInMatch
from protocol.converter import UNIONS, members
from protocol.envelope import Accepted, Push, Reply, Request
from protocol.events import ChatSaid, MovePlayed
from protocol.games import Darts501Options, Ring, ThrowDart
from protocol.money import Amount, Currency
from protocol.refusals import CATALOGUE, Code, refused
from protocol.schema import OUTPUTS, ROOT

CREATE = '{"ref":7,"command":{"type":"create_match","key":"abcdefgh","options":{"game":"darts_501","legs":1},"stake":{"currency":"USD","minor":500}}}'
SAY = '{"ref":7,"command":{"type":"say_in_match","match_id":"m_aaaaaaaaaaaaaaaa","key":"abcdefgh","words":"hi"}}'


def refusal_of(raw: str | bytes) -> tuple[str, str | None]:
    answer = decode_request(raw)
    assert isinstance(answer, Undecodable), answer
    return answer.refusal.code.value, answer.refusal.path


MINOR = "$.command.stake.minor"
AMOUNTS = {
    "500.0": ("WRONG_TYPE", MINOR),
    "5e2": ("WRONG_TYPE", MINOR),
    "true": ("WRONG_TYPE", MINOR),
    '"500"': ("WRONG_TYPE", MINOR),
    "null": ("WRONG_TYPE", MINOR),
    "[]": ("WRONG_TYPE", MINOR),
    "{}": ("WRONG_TYPE", MINOR),
    "0": ("OUT_OF_BOUNDS", MINOR),
    "-0": ("OUT_OF_BOUNDS", MINOR),
    "-500": ("OUT_OF_BOUNDS", MINOR),
    "100000001": ("OUT_OF_BOUNDS", MINOR),
    "9007199254740992": ("OUT_OF_BOUNDS", MINOR),
    "9223372036854775808": ("OUT_OF_BOUNDS", MINOR),
    "18446744073709551616": ("OUT_OF_BOUNDS", MINOR),
    "NaN": ("MALFORMED", None),
    "Infinity": ("MALFORMED", None),
    "9" * 5000: ("MALFORMED", None),
}


@pytest.mark.parametrize("text", AMOUNTS, ids=lambda text: text[:24])
def test_an_amount_that_is_none_is_refused(text: str) -> None:
    code, path = refusal_of(CREATE.replace("500", text, 1))
    assert (code, path) == AMOUNTS[text] or (code == "WRONG_TYPE" and text.isdigit() and len(text) > 19)


BROKEN: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", "MALFORMED"),
    "not json": ("hello", "MALFORMED"),
    "a list": ("[]", "MALFORMED"),
    "byte order mark": (b"\xef\xbb\xbf" + CREATE.encode(), "MALFORMED"),
    "bad utf-8": (b'{"ref":1,"command":{"type":"\xff"}}', "MALFORMED"),
    "half a surrogate": (SAY.replace("hi", "\\ud800"), "MALFORMED"),
    "half a surrogate, raw": (SAY.replace("hi", "\ud800"), "MALFORMED"),
    "nul": (SAY.replace("hi", "a\\u0000b"), "BAD_TEXT"),
    "raw control character": (SAY.replace("hi", "a\x01b"), "MALFORMED"),
    "direction override": (SAY.replace("hi", "a\\u202eb"), "BAD_TEXT"),
    "zero width": (SAY.replace("hi", "a\\u200bb"), "BAD_TEXT"),
    "a key twice": (CREATE.replace('"key"', '"key":"xxxxxxxx","key"'), "DUPLICATE_KEY"),
    "ref twice": (CREATE.replace('"ref":7', '"ref":7,"ref":8'), "DUPLICATE_KEY"),
    "a colon in a string is no key": (SAY.replace("hi", "a:b:c"), ""),
    "unknown field": (CREATE.replace('"key"', '"zzz":1,"key"'), "EXTRA_FIELD"),
    "unknown field at the top": (CREATE.replace('"ref"', '"zzz":1,"ref"'), "EXTRA_FIELD"),
    "missing key": (CREATE.replace('"key":"abcdefgh",', ""), "MISSING_FIELD"),
    "missing ref": (CREATE.replace('"ref":7,', ""), "MISSING_FIELD"),
    "missing type": (CREATE.replace('"type":"create_match",', ""), "UNKNOWN_COMMAND"),
    "unknown type": (CREATE.replace("create_match", "drop_tables"), "UNKNOWN_COMMAND"),
    "type is a list": (CREATE.replace('"create_match"', '["create_match"]'), "UNKNOWN_COMMAND"),
    "command is a number": ('{"ref":1,"command":5}', "WRONG_TYPE"),
    "negative ref": (CREATE.replace('"ref":7', '"ref":-1'), "OUT_OF_BOUNDS"),
    "ref is a string": (CREATE.replace('"ref":7', '"ref":"7"'), "WRONG_TYPE"),
    "unknown currency": (CREATE.replace("USD", "EUR"), "OUT_OF_BOUNDS"),
    "unknown game": (CREATE.replace("darts_501", "chess"), "UNKNOWN_COMMAND"),
    "too many legs": (CREATE.replace('"legs":1', '"legs":99'), "OUT_OF_BOUNDS"),
    "key too short": (CREATE.replace("abcdefgh", "abc"), "OUT_OF_BOUNDS"),
    "key with a space": (CREATE.replace("abcdefgh", "abcd efgh"), "OUT_OF_BOUNDS"),
    "key with a newline": (CREATE.replace("abcdefgh", "abcdefgh\\n"), "BAD_TEXT"),
    "words too long": (SAY.replace("hi", "x" * 281), "OUT_OF_BOUNDS"),
    "another's match id shape": (SAY.replace("m_aaaaaaaaaaaaaaaa", "p_aaaaaaaaaaaaaaaa"), "OUT_OF_BOUNDS"),
    "a megabyte": (SAY.replace("hi", "x" * 1_000_000), "MALFORMED"),
    "a depth bomb": ("[" * 8_000 + "]" * 8_000, "MALFORMED"),
    "a deep bomb of objects": ('{"a":' * 2_000 + "1" + "}" * 2_000, "MALFORMED"),
}


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case.replace(" ", "_"))
def test_a_broken_message_gets_its_code(case: str) -> None:
    raw, code = BROKEN[case]
    answer = decode_request(raw)
    assert (answer.refusal.code.value if isinstance(answer, Undecodable) else "") == code


def test_a_refusal_names_the_ref_when_there_is_one() -> None:
    answer = decode_request(CREATE.replace("500", '"500"'))
    assert isinstance(answer, Undecodable)
    assert answer.ref == 7


@given(st.binary(max_size=300) | st.text(max_size=300))
def test_nothing_makes_the_decoder_raise(raw: bytes | str) -> None:
    decode_request(raw)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


@given(st.sampled_from([CREATE, SAY]), json_values, st.data())
def test_a_wrong_value_anywhere_is_refused_or_fine_but_never_raises(text: str, value: Any, data: st.DataObject) -> None:
    message = json.loads(text)
    spot = data.draw(st.sampled_from(["ref", "command", *message["command"]]))
    (message if spot in message else message["command"])[spot] = value
    decode_request(json.dumps(message))


@pytest.mark.parametrize(
    "command",
    [
        Ping(),
        CreateMatch("abcdefgh", Darts501Options(3), Amount(Currency.USD, 500)),
        PlayMove("m_" + "a" * 16, 3, ThrowDart(20, Ring.TREBLE)),
        SayInMatch("m_" + "a" * 16, "abcdefgh", "héllo: ✓"),
    ],
)
def test_a_request_is_read_back_as_it_was(command: Any) -> None:
    assert decode_request(encode_request(Request(3, command))) == Request(3, command)


def test_replies_pushes_and_facts_are_read_back_as_they_were() -> None:
    said = ChatSaid(5, "p_" + "a" * 16, "abcdefgh", "hi")
    move = MovePlayed(5, 0, 1, ThrowDart(25, Ring.DOUBLE), (), None, (1,), 9)
    assert decode_from_server(encode_reply(4, Accepted(2))) == Reply(4, Accepted(2))
    assert decode_from_server(encode_reply(None, refused(Code.BUSY))) == Reply(None, refused(Code.BUSY))
    assert decode_from_server(encode_push("match:m", 3, said)) == Push("match:m", 3, said)
    assert event_of(event_text(move)) == move


def test_every_code_has_its_meaning() -> None:
    assert set(CATALOGUE) == set(Code)


@pytest.mark.parametrize("name", OUTPUTS)
def test_a_generated_file_is_current(name: str) -> None:
    assert (ROOT / name).read_text(encoding="utf-8") == OUTPUTS[name](), f"run make schema: {name} is old"


def test_no_field_has_the_name_of_the_tag_of_its_union() -> None:
    clashes = [(kind.__name__, key) for union, key in UNIONS.items() for kind in members(union) if key in {field.name for field in attrs.fields(kind)}]
    assert clashes == []
