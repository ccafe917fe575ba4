"""Security headers: what every answer carries, whoever gives it: a route, the listener before any route, or hypercorn in its own name."""

from __future__ import annotations

NOTHING_LOADS = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""The policy of an answer that is one line of text."""

_ALWAYS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "font-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""Unless an answer says it otherwise: what may be kept says so itself."""


def security_headers(*, secure: bool) -> dict[str, str]:
    """secure: the house is behind TLS, and browsers are to keep to it."""
    return _ALWAYS | ({"Strict-Transport-Security": "max-age=63072000; includeSubDomains"} if secure else {})


def plain_headers(*, secure: bool) -> dict[str, str]:
    """Of an answer that is one line of text and comes before any route."""
    return security_headers(secure=secure) | {"Content-Security-Policy": NOTHING_LOADS}
