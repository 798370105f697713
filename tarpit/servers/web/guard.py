"""Who may visit: this machine, or who knows the token; and what a page may do once it is open."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping
from html import escape
from urllib.parse import urlsplit

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from tarpit_graph.errors import DatabaseError, TarpitError

#: Names of this machine. Any other in the Host header is a page elsewhere that was led here by its name server.
LOOPBACK = ("127.0.0.1", "localhost", "[::1]", "testserver")
_COOKIE, _WEEK = "tarpit_token", 7 * 24 * 3600
#: Open to all, so that a load balancer can ask.
_OPEN = frozenset(("/health",))
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
Next = Callable[[Request], Awaitable[Response]]


def protect(app: FastAPI, token: str, hosts: tuple[str, ...], reviewers: Mapping[str, str]) -> None:
    """Let only those in who may be, and turn what goes wrong into one sentence.

    Args:
        app: The application.
        token: See `application`.
        hosts: See `application`.
        reviewers: Names by the token that each knows; by no token, the name of everyone on this machine.
    """
    tokens = (token, *reviewers) if token or any(reviewers) else ()

    @app.middleware("http")
    async def checked(request: Request, call_next: Next) -> Response:
        if (request.url.hostname or "") not in {_bare(h) for h in (*LOOPBACK, *hosts)}:
            return _refused(request, 421, "this server goes by another name")
        if (given := request.query_params.get("token")) is not None and tokens:
            return _entered(request, given, tokens)
        if token and request.url.path not in _OPEN and not _knows(request, tokens):
            return _refused(request, 401, "a token is needed: open /?token=… once")
        request.state.reviewer = reviewers.get(_knows(request, tuple(reviewers)), "")
        if request.method == "POST" and not _is_own(request):
            return _refused(request, 403, "this came from a page of another site")
        response = await call_next(request)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    @app.exception_handler(TarpitError)
    async def told(request: Request, error: TarpitError) -> Response:
        status = 503 if isinstance(error, DatabaseError) else 400
        if status == 400 and request.path_params.get("name"):
            status = 404 if not request.query_params else 400
        return _refused(request, status, str(error))


def _bare(host: str) -> str:
    return host.strip("[]")


def _knows(request: Request, tokens: tuple[str, ...]) -> str:
    """Return which of the tokens a visitor has shown; the empty one where it is among them and none is shown."""
    sent = request.headers.get("authorization", "").removeprefix("Bearer ")
    given = (sent, request.cookies.get(_COOKIE, ""))
    return next((token for token in tokens if token and any(_same(g, token) for g in given)), "")


def _same(one: str, other: str) -> bool:
    return secrets.compare_digest(one.encode(), other.encode())


def _is_own(request: Request) -> bool:
    """Tell whether a form was sent by a page of this server; OpenRefine's requests change nothing."""
    if request.url.path == "/reconcile":
        return True
    return urlsplit(request.headers.get("origin", "")).netloc == request.url.netloc


def _entered(request: Request, given: str, tokens: tuple[str, ...]) -> Response:
    """Keep a right token in a cookie and take it out of the address, where others could read it."""
    if not any(token and _same(given, token) for token in tokens):
        return _refused(request, 401, "this is not the token")
    rest = request.url.remove_query_params("token")
    where = f"{rest.path}?{rest.query}" if rest.query else rest.path
    # Two slashes at the start would be another site's address.
    answer = RedirectResponse(f"/{where.lstrip('/')}", 303)
    secure = request.url.scheme == "https"
    answer.set_cookie(
        _COOKIE, given, max_age=_WEEK, httponly=True, samesite="strict", secure=secure
    )
    return answer


def _refused(request: Request, status: int, why: str) -> Response:
    if wants_json(request):
        return JSONResponse({"error": why}, status, headers=_HEADERS)
    page = (
        "<!doctype html><html lang=en><meta charset=utf-8><title>tarpit</title>"
        "<meta name=viewport content='width=device-width'><link rel=stylesheet href=/static/style.css>"
        f"<main><h1>That did not work</h1><p>{escape(why)}</p><p><a href=/>Home</a></p></main></html>"
    )
    return HTMLResponse(page, status, headers=_HEADERS)


def wants_json(request: Request) -> bool:
    """Tell whether a program asks: by the path's ending or by what it accepts."""
    accepted = request.headers.get("accept", "")
    is_program = "application/json" in accepted and "text/html" not in accepted
    return request.url.path.endswith((".json", "/reconcile")) or is_program


def is_from_this_machine(origin: str) -> bool:
    """Tell whether a page that asks was served by this machine.

    >>> is_from_this_machine("http://127.0.0.1:3333"), is_from_this_machine("https://a.example")
    (True, False)
    """
    return (urlsplit(origin).hostname or "") in {_bare(host) for host in LOOPBACK}
