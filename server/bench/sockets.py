"""`bench sockets`: echo on one connection, and a line to a room of 100, beside python-socketio on uvicorn, under the same load."""

from __future__ import annotations

from typing import Any


def bench_sockets(seconds: float) -> dict[str, Any]:
    from server.bench.socket_load import measure_ours, measure_peer

    ours, peer = measure_ours(seconds), measure_peer(seconds)
    ratio = {name: round(ours[name] / peer[name], 2) for name in ours if name.endswith("per_second") and name in peer}
    return {"work": "echo, and fan-out to a room of 100", "ours": ours, "peer": peer, "ratio": ratio}
