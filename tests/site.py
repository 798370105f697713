"""A web site on loopback that a test makes up page by page, and that remembers who asked for what."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tarpit_graph.identity import bytes_digest

Handler = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Site:
    """Pages by path: what they are, or what answers."""

    port: int = 0
    pages: dict[str, tuple[str, bytes] | Handler] = field(default_factory=dict)
    asked: list[tuple[str, int]] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def put(self, path: str, text: str | bytes, kind: str = "text/html; charset=utf-8") -> str:
        self.pages[path] = (kind, text if isinstance(text, bytes) else text.encode())
        return self.address + path

    def answer(self, path: str, handler: Handler) -> str:
        self.pages[path] = handler
        return self.address + path

    def sent(self) -> list[str]:
        """The paths that were answered with a body, robots.txt aside, since it was asked last."""
        paths = [path for path, status in self.asked if status == 200 and path != "/robots.txt"]
        self.asked.clear()
        return paths


class Pages(BaseHTTPRequestHandler):
    """Answers for the site that its server carries."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        site: Site = self.server.site  # type: ignore[attr-defined]
        site.agents.add(self.headers.get("User-Agent", ""))
        page = site.pages.get(self.path, ("text/plain", b""))
        if callable(page):
            site.asked.append((self.path, 0))
            page(self)
            return
        kind, body = page
        tag = f'"{bytes_digest(body)[:12]}"'
        status = 200 if self.path in site.pages else 404
        if status == 200 and self.headers.get("If-None-Match") == tag:
            status, body = 304, b""
        site.asked.append((self.path, status))
        self.send_response(status)
        if status != 404:
            self.send_header("ETag", tag)
        if status != 304:
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def serve() -> Iterator[Site]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    server.daemon_threads = True
    site = Site(server.server_port)
    server.site = site  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
