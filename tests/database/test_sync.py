"""Sources kept up to date: what is new is fetched, what is not is left, and nothing is lost."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Event

import pytest
from tarpit_graph.claims import sync_state
from tarpit_graph.database.session import Database
from tarpit_graph.settings import Settings
from tarpit_loaders.documents.raw_store import RawStore
from tarpit_loaders.load import reextract
from tarpit_loaders.sync import sources_file
from tarpit_loaders.sync.sources_file import SourcesFile
from tarpit_loaders.sync.sync import Outcome, sync
from tarpit_loaders.web.client import Web

from tests.conftest import Run
from tests.database.test_load import dump, edges, without_runs
from tests.site import Site, serve

pytestmark = pytest.mark.database

STORY = """<html><head><title>{title}</title></head><body><article><h1>{title}</h1>
<p>{text}</p></article></body></html>"""
FEED = """<rss version="2.0"><channel><title>Infra Weekly</title>{items}</channel></rss>"""
ITEM = """<item><title>{n}</title><link>{address}/story-{n}</link>
<pubDate>Tue, 0{n} Jun 2024 09:00:00 GMT</pubDate><description>A teaser.</description></item>"""
TEXTS = {
    1: "Databricks acquired Tabular.",
    2: "Pinecone competes with Qdrant.",
    3: "Snowflake acquired TruEra.",
}


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as made:
        items = "".join(ITEM.format(n=n, address=made.address) for n in TEXTS)
        made.put("/feed.xml", FEED.format(items=items), "application/rss+xml")
        for n, text in TEXTS.items():
            made.put(f"/story-{n}", STORY.format(title=f"Story {n}", text=text))
        yield made


class Syncer:
    """Syncs as the command does, with a folder of its own."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.folder = database, folder
        self.store = RawStore(folder / "raw")
        self.file = folder / "tarpit.yml"

    def write(self, *entries: Mapping[str, object]) -> None:
        self.file.write_text(json.dumps({"sources": list(entries)}))

    def read(self) -> SourcesFile:
        return sources_file.read(self.file)

    def __call__(self, cache: str = "web") -> list[Outcome]:
        return list(
            sync(
                self.database,
                self.read().entries,
                lambda: Web(self.folder / cache, allow_private=True, pause=0),
                store=self.store,
                base=self.folder,
            )
        )


@pytest.fixture
def syncer(database: Database, tmp_path: Path) -> Syncer:
    return Syncer(database, tmp_path)


def counts(outcomes: list[Outcome]) -> list[tuple[int, int, int, int]]:
    return [(o.fetched, o.same, o.summary.new, o.summary.removed) for o in outcomes]


def test_a_feed_brings_its_pages(syncer: Syncer, site: Site) -> None:
    syncer.write({"name": "weekly", "kind": "feed", "url": f"{site.address}/feed.xml"})
    (outcome,) = syncer()
    assert (outcome.fetched, outcome.same, outcome.failed) == (4, 0, "")
    assert edges(syncer.database, "ACQUIRED") == {
        ("Databricks", "Tabular"),
        ("Snowflake", "TruEra"),
    }
    days = syncer.database.rows(
        "MATCH (d:Document) WHERE d.published IS NOT NULL RETURN toString(d.published) AS d"
    )
    assert {row["d"] for row in days} == {"2024-06-01", "2024-06-02", "2024-06-03"}


@pytest.mark.parametrize("cache", ["web", "another"])
def test_a_second_time_fetches_and_changes_nothing(syncer: Syncer, site: Site, cache: str) -> None:
    """Also on another machine, whose cache is empty: what is known is in the graph."""
    syncer.write({"name": "weekly", "kind": "feed", "url": f"{site.address}/feed.xml"})
    syncer()
    assert len(site.sent()) == 4
    before = dump(syncer.database)
    assert counts(syncer(cache)) == [(0, 4, 0, 0)]
    assert site.sent() == []
    assert dump(syncer.database) == before


def test_one_changed_article_changes_its_own_claims_alone(syncer: Syncer, site: Site) -> None:
    syncer.write({"name": "weekly", "kind": "feed", "url": f"{site.address}/feed.xml"})
    syncer()
    before = claims(syncer.database)
    site.sent()
    site.put("/story-2", STORY.format(title="Story 2", text="Weaviate competes with Qdrant."))
    (outcome,) = syncer()
    assert site.sent() == ["/story-2"]
    assert (outcome.fetched, outcome.same) == (1, 3)
    after = claims(syncer.database)
    changed = {
        document for document in before | after if before.get(document) != after.get(document)
    }
    assert changed == {f"{site.address}/story-2"}
    assert edges(syncer.database, "COMPETES_WITH") == {("Qdrant", "Weaviate")}


def test_a_new_article_is_all_that_is_fetched(syncer: Syncer, site: Site) -> None:
    syncer.write({"name": "weekly", "kind": "feed", "url": f"{site.address}/feed.xml"})
    syncer()
    site.sent()
    items = "".join(ITEM.format(n=n, address=site.address) for n in (1, 2, 3, 4))
    site.put("/feed.xml", FEED.format(items=items), "application/rss+xml")
    site.put("/story-4", STORY.format(title="Story 4", text="NVIDIA acquired Run:ai."))
    assert counts(syncer())[0][:2] == (2, 3)
    assert site.sent() == ["/feed.xml", "/story-4"]
    assert ("NVIDIA", "Run:ai") in edges(syncer.database, "ACQUIRED")


def test_sources_of_several_hosts_are_fetched_at_once(syncer: Syncer, site: Site) -> None:
    """The first host answers only when the second has been asked."""
    asked = Event()

    def slow(request: BaseHTTPRequestHandler) -> None:
        assert asked.wait(30)
        request.send_response(200)
        request.send_header("Content-Type", "text/plain")
        request.send_header("Content-Length", "28")
        request.end_headers()
        request.wfile.write(b"Databricks acquired Tabular.")

    def quick(request: BaseHTTPRequestHandler) -> None:
        asked.set()
        request.send_error(404)

    with serve() as other:
        syncer.write(
            {"name": "slow", "url": site.answer("/slow", slow)},
            {"name": "quick", "url": other.answer("/quick", quick)},
        )
        first, second = syncer()
    assert (first.fetched, len(second.summary.refused)) == (1, 1)


def test_a_source_that_fails_stops_no_other(syncer: Syncer, site: Site) -> None:
    (syncer.folder / "notes").mkdir()
    (syncer.folder / "notes" / "a.md").write_text("Databricks acquired Tabular.")
    syncer.write(
        {"name": "gone", "kind": "feed", "url": f"{site.address}/nothing"},
        {"name": "missing", "path": "nowhere"},
        {"name": "notes", "path": "notes"},
    )
    gone, missing, notes = syncer()
    assert "answers 404" in gone.summary.refused[0].reason
    assert "there is no such file or folder" in missing.failed
    assert (notes.fetched, notes.failed) == (1, "")
    assert edges(syncer.database, "ACQUIRED") == {("Databricks", "Tabular")}


def test_a_folder_is_read_again_where_it_changed(syncer: Syncer) -> None:
    notes = syncer.folder / "notes"
    notes.mkdir()
    (notes / "a.md").write_text("Databricks acquired Tabular.")
    (notes / "b.md").write_text("Pinecone competes with Qdrant.")
    syncer.write({"name": "notes", "path": "notes"})
    assert counts(syncer())[0][:2] == (2, 0)
    assert counts(syncer()) == [(0, 2, 0, 0)]
    (notes / "b.md").write_text("Weaviate competes with Qdrant.")
    assert counts(syncer())[0][:2] == (1, 1)
    assert edges(syncer.database, "COMPETES_WITH") == {("Qdrant", "Weaviate")}


def test_a_sitemap_names_what_changed(syncer: Syncer, site: Site) -> None:
    def listed(day: str) -> None:
        urls = "".join(
            f"<url><loc>{site.address}/story-{n}</loc><lastmod>{d}</lastmod></url>"
            for n, d in ((1, "2024-06-01"), (2, day))
        )
        site.put("/sitemap.xml", f"<urlset>{urls}</urlset>", "application/xml")

    listed("2024-06-02")
    syncer.write({"name": "site", "kind": "sitemap", "url": f"{site.address}/sitemap.xml"})
    assert counts(syncer())[0][:2] == (3, 0)
    site.sent()
    site.put("/story-1", STORY.format(title="1", text="Nobody says that this changed."))
    site.put("/story-2", STORY.format(title="2", text="Weaviate competes with Qdrant."))
    listed("2024-06-09")
    syncer()
    assert site.sent() == ["/sitemap.xml", "/story-2"]


def test_a_crawl_is_downloaded_once_and_not_kept(syncer: Syncer, site: Site) -> None:
    crawl = (Path(__file__).parents[1] / "golden" / "sources" / "warc.warc").read_bytes()
    site.put("/crawl.warc", crawl, "application/octet-stream")
    syncer.write({"name": "crawl", "url": f"{site.address}/crawl.warc"})
    assert counts(syncer())[0][:2] == (1, 0)
    assert counts(syncer()) == [(0, 1, 0, 0)]
    assert site.sent() == ["/crawl.warc"]
    assert list((syncer.folder / "web" / "downloads").iterdir()) == []


def test_trust_and_workloads_are_those_of_the_source(syncer: Syncer, site: Site) -> None:
    address = f"{site.address}/story-1"
    full: dict[str, object] = {"name": "sure", "url": address}
    syncer.write(full)
    syncer()
    sure = confidence(syncer.database)
    syncer.write(full | {"trust": 0.5, "workloads": ["Lakehouses"]})
    (outcome,) = syncer()  # what the file says of a source has changed: it is read anew
    assert (outcome.fetched, outcome.same) == (1, 0)
    assert confidence(syncer.database) == pytest.approx(sure / 2, abs=1e-3)
    rows = syncer.database.rows(
        "MATCH (d:Document {id: $id}) RETURN d.workloads AS w", {"id": address}
    )
    assert rows == [{"w": ["Lakehouses"]}]


def test_a_page_that_fails_leaves_what_the_feed_carries(syncer: Syncer, site: Site) -> None:
    item = ITEM.format(n=9, address=site.address).replace("A teaser.", "NVIDIA acquired Run:ai.")
    site.put("/feed.xml", FEED.format(items=item), "application/rss+xml")
    syncer.write({"name": "weekly", "kind": "feed", "url": f"{site.address}/feed.xml"})
    (outcome,) = syncer()
    assert outcome.summary.refused == []
    assert edges(syncer.database, "ACQUIRED") == {("NVIDIA", "Run:ai")}


def test_kept_bytes_are_read_again_without_the_web(syncer: Syncer, site: Site) -> None:
    syncer.write({"name": "weekly", "kind": "feed", "url": f"{site.address}/feed.xml"})
    syncer()
    fresh = dump(syncer.database)
    site.pages.clear()
    syncer.database.run(
        "MATCH (d:Document) WHERE d.raw IS NOT NULL SET d.extractor = 'tarpit 0.0.9 old'"
    )
    syncer.database.run("MATCH (c:Claim {predicate: 'ACQUIRED'}) DETACH DELETE c")
    late = reextract.reextract(syncer.database, syncer.store, since="0.1.0")
    assert late.new == 0
    summary = reextract.reextract(syncer.database, syncer.store, since="0.0.1")
    assert summary.new == 2
    assert without_runs(dump(syncer.database)) == without_runs(fresh)


def test_bytes_that_nobody_refers_to_can_go(syncer: Syncer, site: Site) -> None:
    syncer.write({"name": "weekly", "kind": "feed", "url": f"{site.address}/feed.xml"})
    syncer()
    assert set(syncer.store.digests()) == sync_state.kept_bytes(syncer.database)
    site.put("/story-2", STORY.format(title="Story 2", text="Weaviate competes with Qdrant."))
    syncer()
    unused = set(syncer.store.digests()) - sync_state.kept_bytes(syncer.database)
    assert len(unused) == 1


def test_a_sync_killed_at_any_moment_is_completed_by_the_next(
    syncer: Syncer, site: Site, settings: Settings, tarpit: Run
) -> None:
    syncer.write({"name": "weekly", "kind": "feed", "url": f"{site.address}/feed.xml"})
    syncer()
    undisturbed = without_runs(dump(syncer.database))
    syncer.database.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS")
    site.sent()
    waiting, killed = Event(), Event()

    def hang(request: BaseHTTPRequestHandler) -> None:
        waiting.set()
        killed.wait(60)

    site.answer("/story-3", hang)
    environment = {
        **os.environ,
        "NEO4J_URI": settings.uri or "",
        "NEO4J_PASSWORD": settings.password.get_secret_value(),
        "TARPIT_CACHE": str(syncer.folder / "killed"),
    }
    arguments = ["sync", "--allow-private", "--file", str(syncer.file)]
    command = [sys.executable, "-m", "tarpit.cli.main", *arguments]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    assert waiting.wait(60)
    process.send_signal(signal.SIGKILL)
    process.wait()
    killed.set()
    site.put("/story-3", STORY.format(title="Story 3", text=TEXTS[3]))
    stored = syncer.database.rows("MATCH (d:Document) WHERE d.raw IS NOT NULL RETURN count(d) AS n")
    assert stored[0]["n"] in (1, 2)
    site.sent()
    syncer()
    assert without_runs(dump(syncer.database)) == undisturbed


def test_the_commands(tarpit: Run, database: Database, tmp_path: Path, site: Site) -> None:
    file = ("--file", str(tmp_path / "tarpit.yml"))
    assert tarpit("init", str(tmp_path / "tarpit.yml")).returncode == 0
    assert len(sources_file.read(tmp_path / "tarpit.yml").entries) >= 15
    assert tarpit("init", str(tmp_path / "tarpit.yml")).returncode == 2
    (tmp_path / "tarpit.yml").write_text("# mine\npause: 0\nsources: []\n")
    added = tarpit(
        "sources", "add", "weekly", f"{site.address}/feed.xml", "--kind", "feed",
        "--trust", "0.8", "--workload", "Lakehouses", "--set", "full_text=always", *file,
    )  # fmt: skip
    assert added.returncode == 0, added.stderr
    assert "# mine" in (tmp_path / "tarpit.yml").read_text()
    listed = json.loads(tarpit("sources", "list", "--format", "json", *file).stdout)
    assert [(row["name"], row["trust"], row["last"]) for row in listed] == [
        ("weekly", 0.8, "never")
    ]
    checked = tarpit("sources", "check", "--allow-private", *file)
    assert checked.stdout == "ok       weekly: 3 pages listed\n"
    refused = tarpit("sources", "check", *file)
    assert (refused.returncode, "private network" in refused.stdout) == (4, True)
    synced = tarpit("sync", "--allow-private", *file)
    assert synced.returncode == 0, synced.stderr
    assert "weekly: 4 fetched, 0 as before" in synced.stderr
    assert (
        "+ Databricks ACQUIRED Tabular (completed): Databricks acquired Tabular." in synced.stderr
    )
    told = tarpit("sync", "--allow-private", "--format", "json", *file)
    assert json.loads(told.stdout)[0] == {
        "source": "weekly", "fetched": 0, "as before": 4, "new": 0, "gone": 0, "refused": 0,
        "failed": "",
    }  # fmt: skip
    assert "nothing is due" in tarpit("sync", "--due", *file).stderr
    again = tarpit("watch", "--times", "1", "--allow-private", *file)
    assert (again.returncode, "nothing is due" in again.stderr) == (0, True)
    assert tarpit("reextract").returncode == 0
    assert "deleted" in tarpit("sources", "gc").stderr
    assert tarpit("sources", "remove", "weekly", *file).returncode == 0
    assert database.rows("MATCH (s:Source) RETURN s") == []
    assert edges(database, "ACQUIRED") != set()


def test_an_address_and_standard_input(
    tarpit: Run, database: Database, site: Site, tmp_path: Path
) -> None:
    loaded = tarpit("load", f"{site.address}/feed.xml", "--allow-private")
    assert loaded.returncode == 0, loaded.stderr
    assert ("Databricks", "Tabular") in edges(database, "ACQUIRED")
    piped = tarpit("load", "-", "--date", "2024-06-10", stdin="NVIDIA acquired Run:ai.")
    assert piped.returncode == 0, piped.stderr
    assert ("NVIDIA", "Run:ai") in edges(database, "ACQUIRED")
    line = '{"id": "a", "text": "Databricks acquired Neon."}\n'
    assert tarpit("load", "-", "--kind", "jsonl", stdin=line).returncode == 0
    assert ("Databricks", "Neon") in edges(database, "ACQUIRED")
    assert "addresses are not fetched here" in tarpit("extract", site.address).stderr
    refused = tarpit("load", f"{site.address}/feed.xml")
    assert refused.returncode == 2
    assert "private network" in refused.stderr


def claims(database: Database) -> dict[str, frozenset[str]]:
    rows = database.rows(
        "MATCH (d:Document)<-[:FROM]-(c:Claim) RETURN d.id AS id, collect(c.id) AS claims"
    )
    return {row["id"]: frozenset(row["claims"]) for row in rows}


def confidence(database: Database) -> float:
    rows = database.rows("MATCH ()-[r:ACQUIRED]->() RETURN r.confidence AS c")
    return float(rows[0]["c"])
