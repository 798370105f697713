"""`tarpit resolve`: what is decided in place is what a fresh load with the decisions gives."""

from pathlib import Path

import pytest
from tarpit_graph.database.session import Database
from tarpit_loaders.documents.files import SourceHints
from tarpit_loaders.load import inputs, pipeline

from tests.conftest import Run
from tests.database.test_load import dump

pytestmark = pytest.mark.database

TEXTS = {
    "2024-06-04-a.md": "Havnwell Labs raised $5 million in a seed round. Havnwell acquired Brightoak.",
    "2024-06-05-b.md": "Havnwell Labs acquired Brightoak. Havnwell Labs competes with Pinecone.",
    "2024-06-06-c.md": "Databricks acquired Tabular.",
}


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    folder = tmp_path / "notes"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text)
    return folder


@pytest.fixture
def tool(tarpit: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("TARPIT_DECISIONS", str(tmp_path / "decisions.yml"))
    return tarpit


def companies(database: Database) -> set[str]:
    return {row["id"] for row in database.rows("MATCH (c:Company) RETURN c.id AS id")}


def without_runs(database: Database) -> tuple[set[str], set[str]]:
    nodes, edges = dump(database)
    return {n for n in nodes if not n.startswith("Run ")}, {e for e in edges if "READ_IN" not in e}


def test_accept_gives_what_a_fresh_load_gives(tool: Run, database: Database, notes: Path) -> None:
    assert tool("load", str(notes)).returncode == 0
    listed = tool("resolve", "list", "--format", "csv")
    assert "Havnwell Labs" in listed.stdout, listed.stderr
    done = tool("resolve", "accept", "company:havnwelllabs", "company:havnwell")
    assert done.returncode == 0, done.stderr
    assert "company:havnwell" not in companies(database)
    rows = database.rows(
        "MATCH (a)-[r:ACQUIRED]->(b {name: 'Brightoak'}) RETURN a.name AS a, r.support AS n"
    )
    assert rows == [{"a": "Havnwell Labs", "n": 2}]
    in_place = without_runs(database)
    assert "Havnwell" not in tool("resolve", "list", "--format", "csv").stdout
    assert "(0 read, 4 unchanged)" in tool("load", str(notes)).stderr
    database.run("MATCH (n) DETACH DELETE n")
    tool("load", str(notes))
    again = without_runs(database)
    assert again[0] == in_place[0]
    assert again[1] == in_place[1]


def test_reject_undoes_and_apply_replays(
    tool: Run, database: Database, notes: Path, tmp_path: Path
) -> None:
    tool("load", str(notes))
    before = without_runs(database)
    tool("resolve", "accept", "company:havnwelllabs", "company:havnwell")
    shared = tmp_path / "shared.yml"
    shared.write_text((tmp_path / "decisions.yml").read_text())
    merged = companies(database)
    done = tool("resolve", "reject", "company:havnwelllabs", "company:havnwell")
    assert done.returncode == 0, done.stderr
    nodes, edges = without_runs(database)
    assert {n for n in nodes if not n.startswith("Document")} == {
        n for n in before[0] if not n.startswith("Document")
    }
    assert edges == before[1]
    assert tool("resolve", "apply", str(shared)).returncode == 0
    assert companies(database) == merged


def test_split_takes_a_spelling_away(tool: Run, database: Database, notes: Path) -> None:
    tool("load", str(notes))
    done = tool("resolve", "split", "company:databricks", "Databricks", "--as", "Lake Bricks")
    assert done.returncode == 0, done.stderr
    rows = database.rows("MATCH (a)-[:ACQUIRED]->({name: 'Tabular'}) RETURN a.name AS a")
    assert rows == [{"a": "Lake Bricks"}]


def test_a_load_with_other_decisions_gives_what_a_fresh_load_gives(
    tool: Run, database: Database, notes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool("load", str(notes))
    fresh = without_runs(database)
    tool("resolve", "split", "company:databricks", "Databricks", "--as", "Lake Bricks")
    monkeypatch.setenv("TARPIT_DECISIONS", str(tmp_path / "others.yml"))
    done = tool("load", str(notes))
    assert done.returncode == 0, done.stderr
    nodes, edges = without_runs(database)
    assert nodes == fresh[0]
    assert edges == fresh[1]
    assert "Lake Bricks" not in tool("why", "company:databricks").stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("accept", "company:nobody", "company:databricks"), "no entity company:nobody"),
        (("accept", "databricks", "company:tabular"), "not the id of an entity"),
        (("accept", "company:databricks", "company:databricks"), "one entity already"),
        (("apply", "no-such-file.yml"), "there is no file"),
    ],
)
def test_mistakes_say_what_to_do(
    tool: Run, database: Database, notes: Path, arguments: tuple[str, ...], says: str
) -> None:
    tool("load", str(notes))
    done = tool("resolve", *arguments)
    assert done.returncode == 2
    assert says in done.stderr


def test_what_is_surely_one_joins_by_itself_and_can_be_taken_back(
    database: Database, tarpit: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TARPIT_DECISIONS", str(tmp_path / "own.yml"))
    note = tmp_path / "note.md"
    note.write_text(
        "Portkey AI raised $3M in seed funding.\n\nPortkey raised $9M in a Series A round.\n\n"
        "Ghostwire acquired Ambertide for $1B.\n"
    )
    loaded = tarpit("load", str(note))
    assert "joined by rule: " in loaded.stderr, loaded.stderr
    names = "MATCH (c:Company) WHERE c.name STARTS WITH 'Portkey' RETURN c.name AS name, c.id AS id"
    (one,) = database.rows(names)
    other = {"Portkey": "company:portkeyai", "Portkey AI": "company:portkey"}[one["name"]]
    assert tarpit("resolve", "reject", one["id"], other).returncode == 0
    assert len(database.rows(names)) == 2
    note.write_text(note.read_text() + "\nAmbertide competes with Portkey AI.\n")
    again = tarpit("load", str(note))
    assert "joined by rule" not in again.stderr
    assert len(database.rows(names)) == 2


def test_what_a_load_that_was_cut_short_left_apart_joins_with_the_next(
    database: Database, tarpit: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was killed between the last document and the joining of names."""
    monkeypatch.setenv("TARPIT_DECISIONS", str(tmp_path / "own.yml"))
    first, second = tmp_path / "first.md", tmp_path / "second.md"
    first.write_text("Portkey AI raised $3M in seed funding.\n")
    second.write_text("Portkey raised $9M in a Series A round.\n")
    assert "joined by rule" not in tarpit("load", str(first)).stderr
    pipeline.load(database, inputs.readings([str(second)], SourceHints()))
    assert {"company:portkey", "company:portkeyai"} <= companies(database)
    again = tarpit("load", str(second))
    assert "joined by rule: " in again.stderr
    assert len({"company:portkey", "company:portkeyai"} & companies(database)) == 1
    assert "joined by rule" not in tarpit("load", str(tmp_path)).stderr
