"""Loading: twice is once, a change replaces its own, a retraction takes only its own."""

import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from tarpit_graph.claims.retract import retract
from tarpit_graph.database.session import Database
from tarpit_graph.errors import InputError
from tarpit_graph.settings import Settings
from tarpit_loaders.load import inputs, pipeline

from tests.conftest import REPOSITORY, Run

pytestmark = pytest.mark.database
BRIEFS = str(REPOSITORY / "examples" / "briefs")


def load(database: Database, *paths: Path | str) -> pipeline.Summary:
    return pipeline.load(database, inputs.readings([str(p) for p in paths]))


#: All nodes and all relationships of a graph, as text.
Graph = tuple[set[str], set[str]]


def dump(database: Database) -> Graph:
    """Everything in the graph but the index of search, in a form to compare: nodes and relationships with properties."""
    nodes = database.rows(
        "MATCH (n) WHERE NOT n:Sentence RETURN labels(n)[0] AS label, properties(n) AS node"
    )
    for row in nodes:
        row["node"].pop("searchable", None)
    edges = database.rows(
        "MATCH (a)-[r]->(b) RETURN a.id AS a, type(r) AS type, b.id AS b, properties(r) AS edge"
    )
    return (
        {f"{row['label']} {sorted(row['node'].items())}" for row in nodes},
        {f"{r['a']} {r['type']} {r['b']} {sorted(r['edge'].items())}" for r in edges},
    )


def without_runs(dumped: Graph) -> Graph:
    """What was loaded, not in how many loads."""
    nodes, relationships = dumped
    return (
        {node for node in nodes if not node.startswith("Run ")},
        {edge for edge in relationships if " READ_IN " not in edge},
    )


def edges(database: Database, type_: str) -> set[tuple[str, str]]:
    rows = database.rows(f"MATCH (a)-[:{type_}]->(b) RETURN a.name AS a, b.name AS b")
    return {(row["a"], row["b"]) for row in rows}


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "2024-06-04-a.md").write_text("Databricks acquired Tabular. Pinecone rivals Qdrant.")
    (folder / "2024-06-05-b.md").write_text("Databricks bought Tabular for $1 billion.")
    return folder


def test_the_same_input_twice_changes_nothing(database: Database) -> None:
    load(database, BRIEFS)
    first = dump(database)
    summary = load(database, BRIEFS)
    again = dump(database)
    assert again[0] - first[0] == set()
    assert first[0] - again[0] == set()
    assert again == first
    assert (summary.new, summary.removed) == (0, 0)
    assert summary.unchanged == len(summary.documents)


def test_the_order_of_documents_does_not_matter(database: Database, notes: Path) -> None:
    a, b = sorted(notes.iterdir())
    load(database, a, b)
    forward = dump(database)
    database.run("MATCH (n) DETACH DELETE n")
    load(database, b, a)
    assert dump(database) == forward


def test_a_changed_document_replaces_only_its_own_claims(database: Database, notes: Path) -> None:
    load(database, notes)
    assert edges(database, "ACQUIRED") == {("Databricks", "Tabular")}
    assert edges(database, "COMPETES_WITH") == {("Pinecone", "Qdrant")}
    (notes / "2024-06-04-a.md").write_text("Snowflake acquired TruEra.")
    summary = load(database, notes)
    assert edges(database, "COMPETES_WITH") == set()
    assert edges(database, "ACQUIRED") == {("Databricks", "Tabular"), ("Snowflake", "TruEra")}
    assert summary.unchanged == 2  # the other note and the built-in workloads
    names = {row["name"] for row in database.rows("MATCH (c:Company) RETURN c.name AS name")}
    assert "Pinecone" not in names


def test_a_retraction_leaves_what_others_support(database: Database, notes: Path) -> None:
    load(database, notes)
    support = "MATCH ()-[r:ACQUIRED]->() RETURN r.support AS support, size(r.claims) AS claims"
    assert database.rows(support) == [{"support": 2, "claims": 2}]
    retract(database, "notes/2024-06-04-a.md")
    assert database.rows(support) == [{"support": 1, "claims": 1}]
    assert edges(database, "COMPETES_WITH") == set()
    retract(database, "notes/2024-06-05-b.md")
    assert edges(database, "ACQUIRED") == set()
    assert database.rows("MATCH (c:Company) RETURN c.name AS name") == []


def test_an_unknown_document_cannot_be_retracted(database: Database) -> None:
    with pytest.raises(InputError, match="no document 'nothing.md'"):
        retract(database, "nothing.md")


def test_equal_texts_count_once(database: Database, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.txt").write_text("Databricks acquired MosaicML.")
    load(database, tmp_path)
    rows = database.rows("MATCH ()-[r:ACQUIRED]->() RETURN r.support AS s, size(r.claims) AS n")
    assert rows == [{"s": 1, "n": 2}]


def test_a_rumour_is_never_a_deal(database: Database, tmp_path: Path) -> None:
    story = {
        "2025-05-06": "OpenAI is in talks to acquire Windsurf.",
        "2025-06-20": "Apple may buy Perplexity. Meta denied that it would buy Perplexity.",
        "2025-07-11": "OpenAI's deal to buy Windsurf fell apart.",
    }
    for day, text in story.items():
        (tmp_path / f"{day}.md").write_text(text)
    load(database, tmp_path)
    assert edges(database, "ACQUIRED") == set()
    assert edges(database, "UNCONFIRMED") == {("Apple", "Perplexity")}
    assert edges(database, "REFUTED") == {("OpenAI", "Windsurf"), ("Meta", "Perplexity")}


def test_a_later_completion_supersedes_a_rumour(database: Database, tmp_path: Path) -> None:
    (tmp_path / "2025-05-06.md").write_text("OpenAI is in talks to acquire Statsig.")
    load(database, tmp_path)
    assert edges(database, "UNCONFIRMED") == {("OpenAI", "Statsig")}
    (tmp_path / "2025-09-02.md").write_text("OpenAI acquired Statsig.")
    load(database, tmp_path)
    assert edges(database, "UNCONFIRMED") == set()
    assert edges(database, "ACQUIRED") == {("OpenAI", "Statsig")}
    row = database.rows("MATCH ()-[r:ACQUIRED]->() RETURN r.valid_from AS d, size(r.claims) AS n")[
        0
    ]
    assert (row["d"].to_native(), row["n"]) == (date(2025, 9, 2), 2)


def test_a_failed_document_loses_no_other(database: Database, notes: Path) -> None:
    (notes / "broken.md").write_bytes(b"\x00\x01")
    (notes / "empty.md").write_text("  \n")
    summary = load(database, notes)
    assert {item.where for item in summary.refused} == {"notes/broken.md", "notes/empty.md"}
    assert edges(database, "ACQUIRED") == {("Databricks", "Tabular")}


def test_a_load_killed_at_any_moment_is_completed_by_the_next(
    database: Database, settings: Settings, tarpit: Run
) -> None:
    load(database, BRIEFS)
    undisturbed = dump(database)
    database.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS")
    environment = {
        **os.environ,
        "NEO4J_URI": settings.uri or "",
        "NEO4J_PASSWORD": settings.password.get_secret_value(),
    }
    command = [sys.executable, "-m", "tarpit.cli.main", "load", BRIEFS]
    stored = 0
    for wanted in (5, 30):
        process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 120
        while stored < wanted and process.poll() is None and time.monotonic() < deadline:
            stored = database.rows("MATCH (d:Document) RETURN count(d) AS n")[0]["n"]
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert process.returncode == -signal.SIGKILL, "it ended before it could be killed"
    assert wanted <= stored < len(list(Path(BRIEFS).iterdir()))
    assert tarpit("load", BRIEFS).returncode == 0
    assert dump(database) == undisturbed


def test_several_processes_read_the_same(database: Database) -> None:
    load(database, BRIEFS)
    alone = dump(database)
    database.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS")
    pipeline.load(database, inputs.readings([BRIEFS]), workers=2)
    assert dump(database) == alone


def test_several_loaders_at_once_make_the_graph_of_one(
    database: Database, settings: Settings
) -> None:
    load(database, BRIEFS)
    alone = without_runs(dump(database))
    database.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS")
    environment = {
        **os.environ,
        "NEO4J_URI": settings.uri or "",
        "NEO4J_PASSWORD": settings.password.get_secret_value(),
    }
    command = [sys.executable, "-m", "tarpit.cli.main", "load", BRIEFS]
    loaders = [
        subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
        for _ in range(8)
    ]
    errors = [loader.communicate(timeout=250)[1] for loader in loaders]
    assert [loader.returncode for loader in loaders] == [0] * 8, errors
    assert without_runs(dump(database)) == alone


def test_what_the_database_refuses_loses_no_other_document(database: Database, notes: Path) -> None:
    rows = f"Product,Vendor\nKite,Acme\nBolt,{'Z' * 9_000}\n"
    (notes / "2024-06-04-table.csv").write_text(rows)
    (notes / "2024-06-04-zz.md").write_text("Snowflake acquired Neeva.")
    summary = load(database, notes)
    assert "a name of 9,000 characters" in summary.quarantined[0]
    assert ("Snowflake", "Neeva") in edges(database, "ACQUIRED")
    assert ("Acme", "Kite") in edges(database, "MAKES")


def test_a_feed_that_breaks_off_takes_nothing_back(database: Database, tmp_path: Path) -> None:
    entries = "".join(
        f"<item><title>{n}</title><guid>g{n}</guid><description>{text}</description></item>"
        for n, text in enumerate(("Databricks acquired Tabular.", "Snowflake acquired Neeva."))
    )
    whole = f"<rss version='2.0'><channel><title>N</title>{entries}</channel></rss>"
    feed = tmp_path / "feed.xml"
    feed.write_text(whole)
    load(database, feed)
    before = edges(database, "ACQUIRED")
    assert before == {("Databricks", "Tabular"), ("Snowflake", "Neeva")}
    feed.write_text(whole[: whole.index("Neeva")])
    assert [item.reason for item in load(database, feed).refused]
    assert edges(database, "ACQUIRED") == before


def test_reading_and_storing_in_two_steps_make_the_same_graph(
    database: Database, tarpit: Run, tmp_path: Path
) -> None:
    load(database, BRIEFS)
    at_once = dump(database)
    database.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS")
    for name, pattern in (("a", "20[0-9][0-9]-0*"), ("b", "20[0-9][0-9]-1*")):
        output = tmp_path / "claims" / f"{name}.parquet"
        output.parent.mkdir(exist_ok=True)
        done = tarpit("extract", f"{BRIEFS}/{pattern}", "--output", str(output))
        assert done.returncode == 0, done.stderr
    summary = load(database, tmp_path / "claims")
    assert without_runs(dump(database)) == without_runs(at_once)
    assert load(database, tmp_path / "claims").unchanged == len(summary.documents)
