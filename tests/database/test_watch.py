"""What `tarpit watch` tells, and where: each change once, with its sentence; a rumour as a rumour."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import feedparser
import pytest
from tarpit_graph.database.session import Database
from tarpit_graph.errors import InputError
from tarpit_loaders.documents.files import SourceHints
from tarpit_loaders.load import inputs, pipeline

from tarpit import news_sinks
from tests.conftest import Run

pytestmark = pytest.mark.database
FIRST = "---\ndate: 2024-01-10\n---\nDatabricks acquired Einblick in January.\n\nSnowflake is in talks to buy Reka AI, a report says.\n"
SECOND = "---\ndate: 2024-03-10\n---\nDatabricks acquired Lilac AI in March.\n\nSnowflake has acquired Reka AI.\n"
PRICES = (
    "company,product,category,price,currency,per,from,until,source\n"
    "OpenAI,GPT-4o,Language models,5,USD,million input tokens,2024-05-13,2024-10-02,\n"
)
CUT = "OpenAI,GPT-4o,Language models,2.5,USD,million input tokens,2024-10-02,,\n"


def _load(database: Database, folder: Path, **files: str) -> None:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text)
    pipeline.load(database, inputs.readings([str(folder)], SourceHints()))


@pytest.fixture
def address() -> Iterator[tuple[str, list[dict[str, object]], list[int]]]:
    """A webhook that answers with each status of a list in turn, then with 200."""
    told: list[dict[str, object]] = []
    statuses: list[int] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = statuses.pop(0) if statuses else 200
            if status == 200:
                told.extend(json.loads(body)["news"])
            self.send_response(status)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/hook", told, statuses
    server.shutdown()
    server.server_close()


def test_each_change_is_told_once_with_its_sentence(database: Database, tmp_path: Path) -> None:
    sinks = [str(tmp_path / "news.jsonl"), str(tmp_path / "news.atom")]
    memory = tmp_path / "memory"
    _load(database, tmp_path / "notes", a_md=FIRST, p_csv=PRICES)
    assert [news_sinks.tell(database, sink, memory) for sink in sinks] == [[], []]
    _load(database, tmp_path / "notes", b_md=SECOND, p_csv=PRICES + CUT)
    for sink in sinks:
        found = news_sinks.tell(database, sink, memory)
        kinds = {item.says: item.kind for item in found}
        assert kinds["Databricks acquired Lilac AI (completed)"] == "deal"
        assert kinds["Snowflake acquired Reka AI (completed)"] == "deal"
        assert "Einblick" not in str(kinds)
        assert [item.kind for item in found].count("price cut") == 1
        assert all(item.sentence for item in found)
        assert news_sinks.tell(database, sink, memory) == []
    lines = [json.loads(line) for line in (tmp_path / "news.jsonl").read_text().splitlines()]
    feed = feedparser.parse((tmp_path / "news.atom").read_text())
    assert len(lines) == len(feed.entries) == len(found)
    assert not feed.bozo
    assert {f"urn:tarpit:{line['id']}" for line in lines} == {e.id for e in feed.entries}


def test_a_rumour_is_told_as_one(database: Database, tmp_path: Path) -> None:
    sink = str(tmp_path / "news.jsonl")
    news_sinks.tell(database, sink, tmp_path)
    _load(database, tmp_path / "notes", a_md=FIRST)
    said = {item.says: item.kind for item in news_sinks.tell(database, sink, tmp_path)}
    (rumour,) = [says for says in said if "Reka" in says]
    assert said[rumour] == "deal said"
    assert "(completed)" not in rumour


def test_a_webhook_that_fails_is_told_again(
    database: Database, tmp_path: Path, address: tuple[str, list[dict[str, object]], list[int]]
) -> None:
    to, told, statuses = address
    news_sinks.tell(database, to, tmp_path)
    _load(database, tmp_path / "notes", a_md=FIRST)
    statuses.append(500)
    with pytest.raises(InputError, match="answered 500"):
        news_sinks.tell(database, to, tmp_path)
    assert told == []
    assert news_sinks.tell(database, to, tmp_path)
    assert any("Einblick" in str(item["says"]) for item in told)


def test_sinks_of_no_known_kind_are_refused_before_the_work(tarpit: Run, tmp_path: Path) -> None:
    refused = tarpit("watch", "--to", "news.doc", "--times", "1")
    assert refused.returncode == 2
    assert "name a .jsonl or .atom file" in refused.stderr


def test_the_command_watches(tarpit: Run, database: Database, tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    sources = tmp_path / "tarpit.yml"
    sources.write_text("sources:\n  - {name: notes, path: notes}\n")
    (tmp_path / "notes" / "a.md").write_text(FIRST)
    to = str(tmp_path / "news.jsonl")
    done = tarpit("watch", "-f", str(sources), "--times", "1", "--to", to)
    assert done.returncode == 0, done.stderr
    assert "1 deal" in done.stderr
    assert "Einblick" in (tmp_path / "news.jsonl").read_text()
