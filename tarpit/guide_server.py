"""Serves the guide, the style sheet and the saved questions to a Neo4j Browser on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from tarpit_graph.style import neo4j_browser
from tarpit_queries import guide

#: The port beside the Browser's own; another where it is taken.
PORT = 7475


@contextmanager
def serving(port: int = PORT) -> Iterator[str]:
    """Serve while the context lasts; yield the address.

    It says `localhost`, since the Browser lets in guides from there unasked and from 127.0.0.1 not.
    """
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), _Handler)
    except OSError:
        server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """Answer with one of three files, none of which is secret."""
        assert isinstance(self.server, ThreadingHTTPServer)
        port = self.server.server_port
        pages = {
            "/guide.html": (
                "text/html; charset=utf-8",
                guide.page(f"http://localhost:{port}").encode(),
            ),
            "/landscape.grass": ("text/plain; charset=utf-8", neo4j_browser.sheet().encode()),
            "/saved-scripts.zip": ("application/zip", guide.saved_scripts()),
        }
        kind, content = pages.get(self.path.partition("?")[0], ("text/plain", b""))
        self._head(200 if content else 404, kind, len(content))
        self.wfile.write(content)

    def do_OPTIONS(self) -> None:
        """Tell the Browser, which comes from another port, that it may read these."""
        self._head(204, "text/plain", 0)

    def _head(self, status: int, kind: str, length: int) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(length))
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Access-Control-Allow-Headers", "*")
        self.send_header("Access-Control-Allow-Private-Network", "true")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the command's own output is what people read."""
