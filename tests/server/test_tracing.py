"""Traces: a command from its socket to the journal, in the words of OpenTelemetry, to a collector over HTTP; off by default."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import trio
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from actors import tracing
from actors.mailbox import Envelope, Mailbox
from protocol.commands import CreateMatch, JoinMatch
from protocol.envelope import MatchCreated
from protocol.games import Darts501Options
from protocol.money import Amount, Currency
from server.player import connected, sign_in
from tests.kit.process import ServerProcess, server_process


@contextmanager
def collector() -> Iterator[tuple[str, list[Any]]]:
    """Takes spans over HTTP."""
    spans: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = ExportTraceServiceRequest.FromString(self.rfile.read(int(self.headers["Content-Length"])))
            spans.extend(span for one in request.resource_spans for scope in one.scope_spans for span in scope.spans)
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  their name
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1/traces", spans
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


async def play(server: ServerProcess) -> None:
    ann, bob = [await sign_in(server.url, name) for name in ("Ann Trace", "Bob Trace")]
    async with connected(ann) as one, connected(bob) as two:
        created = await one.ask(CreateMatch("key-trace-00", Darts501Options(1), Amount(Currency.USD, 100)))
        assert isinstance(created, MatchCreated)
        await two.ask(JoinMatch(created.match_id))


def way(spans: list[Any], leaf: Any) -> list[str]:
    """The names from a span up to the command that it is a part of."""
    by_id = {span.span_id: span for span in spans}
    names = [leaf.name]
    while leaf.parent_span_id in by_id:
        leaf = by_id[leaf.parent_span_id]
        names.append(leaf.name)
    return names[::-1]


def test_a_join_is_followed_from_its_socket_to_the_journal() -> None:
    with collector() as (endpoint, spans), server_process() as server:
        server.start(WAGERUP_TRACES=endpoint)
        trio.run(play, server)
        server.terminate()
        ways = [way(spans, span) for span in spans if span.name == "journal commit"]
        assert ["command join_match", "FromPlayer to m", "Post to wallet", "journal commit"] in ways
        facts = [way(spans, span) for span in spans if span.name == "event log commit"]
        assert any(one[0] == "command create_match" for one in facts)
        joined = next(span for span in spans if span.name == "command join_match")
        assert {one.key for one in joined.attributes} == {"player", "ref"}
        assert all(span.end_time_unix_nano >= span.start_time_unix_nano > 0 for span in spans)


def test_without_a_tracer_a_message_carries_nothing() -> None:
    mailbox: Mailbox[str] = Mailbox("m_x", 4)
    envelope = Envelope("hello", reply_to=None)
    mailbox.put(envelope)
    assert envelope.span is None
    assert tracing.begin_command("ping", None, 1) is None
