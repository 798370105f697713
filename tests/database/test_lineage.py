"""Each load tells what it read and what came of it, where people ask for that."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from tarpit_graph.database.session import Database
from tarpit_graph.settings import Settings
from tarpit_loaders.load import lineage

from tests.conftest import command

pytestmark = pytest.mark.database
NOTE = "Databricks acquired Tabular, as was announced on June 4, 2024.\n"


@pytest.fixture
def listener() -> Iterator[tuple[str, list[tuple[str, bytes]]]]:
    """A server on this machine that keeps what is sent to it."""
    heard: list[tuple[str, bytes]] = []

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.append((self.path, body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", heard
    server.shutdown()


def loaded(settings: Settings, note: Path, **asked: str) -> None:
    note.write_text(NOTE)
    environment = {
        "NEO4J_URI": settings.uri or "",
        "NEO4J_PASSWORD": settings.password.get_secret_value(),
        **asked,
    }
    done = command("load", str(note), environment=environment)
    assert done.returncode == 0, done.stderr


def test_events_are_lines_of_a_file(database: Database, settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "lineage.jsonl"
    loaded(settings, tmp_path / "note.md", TARPIT_LINEAGE=str(file))
    began, ended = map(json.loads, file.read_text().splitlines())
    assert (began["eventType"], ended["eventType"]) == ("START", "COMPLETE")
    assert began["run"]["runId"] == ended["run"]["runId"]
    assert ended["job"]["name"] == "load"
    names = {document["name"] for document in ended["inputs"]}
    assert any(name.endswith("note.md") for name in names)
    claims = database.rows("MATCH (c:Claim) RETURN count(c) AS n")[0]["n"]
    assert ended["outputs"][0]["outputFacets"]["outputStatistics"]["rowCount"] == claims > 0
    assert ended["run"]["facets"]["processing_engine"]["name"] == "tarpit"


def test_events_and_spans_go_to_addresses(
    database: Database,
    settings: Settings,
    tmp_path: Path,
    listener: tuple[str, list[tuple[str, bytes]]],
) -> None:
    del database
    address, heard = listener
    note = tmp_path / "note.md"
    loaded(settings, note, TARPIT_LINEAGE=address, OTEL_EXPORTER_OTLP_ENDPOINT=address)
    events = [json.loads(body) for path, body in heard if path == "/api/v1/lineage"]
    assert [event["eventType"] for event in events] == ["START", "COMPLETE"]
    spans = b"".join(body for path, body in heard if path == "/v1/traces")
    for name in (b"tarpit.load", b"tarpit.store", b"tarpit.refresh", b"tarpit.claims"):
        assert name in spans


def test_a_load_that_fails_says_so_and_a_deaf_listener_spoils_nothing(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    file = tmp_path / "lineage.jsonl"
    monkeypatch.setenv("TARPIT_LINEAGE", str(file))
    with pytest.raises(ValueError, match="broken"), lineage.recorded(database):
        raise ValueError("broken")
    ended = json.loads(file.read_text().splitlines()[-1])
    assert ended["eventType"] == "FAIL"
    assert ended["run"]["facets"]["errorMessage"]["message"] == "broken"

    monkeypatch.setenv("TARPIT_LINEAGE", "http://127.0.0.1:9/")
    with lineage.recorded(database):
        pass
    assert "could not be sent" in caplog.text
