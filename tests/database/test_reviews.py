"""Reviews: what a person decides follows at once, survives a reload, and gives the same graph either way."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tarpit_graph import reviews
from tarpit_graph.claims import verify
from tarpit_graph.database.session import Database
from tarpit_graph.errors import InputError, OntologyError
from tarpit_graph.reviews import carry
from tarpit_graph.settings import Settings
from tarpit_loaders.documents.files import SourceHints
from tarpit_loaders.documents.raw_store import RawStore
from tarpit_loaders.load import inputs, pipeline, reextract
from tarpit_queries import review_queue

from tests.conftest import Run

pytestmark = pytest.mark.database
NOTES = {
    "a.md": "---\ndate: 2024-03-01\n---\nDatabricks acquired Lilac AI in March.\n\nSnowflake competes with Databricks.\n",
    "b.md": "---\ndate: 2024-04-01\n---\nOpenAI acquired Rockset in June.\n\nMistral AI raised $415 million.\n",
}


@pytest.fixture
def notes(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TARPIT_REVIEWS", str(tmp_path / "reviews.jsonl"))
    folder = tmp_path / "notes"
    folder.mkdir()
    for name, text in NOTES.items():
        (folder / name).write_text(text)
    _load(database, folder)
    return folder


def _load(database: Database, folder: Path) -> None:
    pipeline.load(database, inputs.readings([str(folder)], SourceHints()))


def _claim(database: Database, predicate: str, words: str) -> dict[str, Any]:
    rows = database.rows(
        "MATCH (c:Claim {predicate: $predicate}) WHERE c.sentence CONTAINS $words RETURN c.id AS id",
        {"predicate": predicate, "words": words},
    )
    return carry.claim(database, rows[0]["id"])


def _review(database: Database, predicate: str, words: str, verdict: str, **right: str) -> None:
    row = _claim(database, predicate, words)
    made = carry.of_claim(row, verdict, "ann", "2026-01-01T00:00:00+00:00", **right)
    carry.keep(database, reviews.checked(made))


def _graph(database: Database) -> list[Any]:
    nodes = database.rows(
        "MATCH (n) WHERE NOT n:Run AND NOT n:Schema AND NOT n:Sentence "
        "RETURN labels(n) AS labels, properties(n) AS held ORDER BY n.id"
    )
    edges = database.rows(
        "MATCH (a)-[r]->(b) WHERE NOT b:Run "
        "RETURN a.id AS a, type(r) AS type, properties(r) AS held, b.id AS b ORDER BY a, type, b"
    )
    return [json.dumps(row, sort_keys=True, default=str) for row in (*nodes, *edges)]


def _all_three(database: Database) -> None:
    _review(database, "ACQUIRED", "Lilac", reviews.CORRECT, status="rumoured")
    _review(database, "ACQUIRED", "Rockset", reviews.REJECT)
    _review(
        database,
        "COMPETES_WITH",
        "Snowflake",
        reviews.CORRECT,
        relation="PARTNERS_WITH",
        new_object="Cohere",
    )


def test_a_decision_follows_at_once_and_a_reload_gives_the_same_graph(
    database: Database, notes: Path
) -> None:
    _all_three(database)
    assert database.rows("MATCH (:Company)-[r:ACQUIRED]->(:Company) RETURN r") == []
    (open_,) = database.rows("MATCH ()-[r:UNCONFIRMED]->() RETURN r.status AS status")
    assert open_["status"] == "rumoured"
    assert database.rows("MATCH (:Company {name: 'Cohere'})-[r:PARTNERS_WITH]-() RETURN r")
    assert list(verify.verify(database)) == []
    now = _graph(database)
    database.run("MATCH (n) DETACH DELETE n")
    _load(database, notes)
    assert _graph(database) == now


def test_reading_all_again_changes_nothing(database: Database, notes: Path) -> None:
    _all_three(database)
    now = _graph(database)
    reextract.reextract(database, RawStore(Settings().raw_folder), everything=True)
    assert _graph(database) == now


def test_a_sentence_that_changed_is_asked_for_again(database: Database, notes: Path) -> None:
    _review(database, "ACQUIRED", "Rockset", reviews.REJECT)
    (notes / "b.md").write_text(NOTES["b.md"].replace("in June", "in the same June"))
    _load(database, notes)
    known = reviews.read(Settings().reviews_file)
    asked = [row["says"] for row in review_queue.queue(database, known).rows]
    assert "OpenAI acquires Rockset" in asked
    assert "Databricks acquires Lilac AI" in asked


def test_what_is_taken_back_is_read_again(database: Database, notes: Path) -> None:
    before = _graph(database)
    _review(database, "ACQUIRED", "Rockset", reviews.REJECT)
    (made,) = reviews.read(Settings().reviews_file).values()
    from dataclasses import replace

    carry.keep(database, replace(made, verdict=reviews.UNDO))
    assert reviews.read(Settings().reviews_file) == {}
    reextract.reextract(database, RawStore(Settings().raw_folder))
    assert _graph(database) == before


def test_what_makes_no_sense_is_refused(database: Database, notes: Path) -> None:
    row = _claim(database, "ACQUIRED", "Rockset")
    for right in ({"status": "done"}, {"relation": "BOUGHT"}, {}):
        with pytest.raises(InputError):
            reviews.checked(carry.of_claim(row, reviews.CORRECT, "ann", "", **right))
    with pytest.raises(OntologyError):
        reviews.checked(carry.of_claim(row, reviews.CORRECT, "ann", "", relation="MAKES"))
    with pytest.raises(InputError, match="no claim"):
        carry.claim(database, "claim:none")
    Settings().reviews_file.write_text('{"sentence": 3}\n')
    with pytest.raises(InputError, match="line 1 is no review"):
        reviews.read(Settings().reviews_file)


def test_who_decided_and_how_often_the_reader_was_right(
    notes: Path, database: Database, tarpit: Run
) -> None:
    claim = _claim(database, "ACQUIRED", "Rockset")["id"]
    assert tarpit("review", "accept", claim, "--by", "ann").returncode == 0
    assert "ann" in tarpit("review", "list").stdout
    table = json.loads(tarpit("review", "precision", "--format", "json").stdout)
    assert "ACQUIRED" in json.dumps(table)
    assert tarpit("review", "start", "--top", "1", stdin="q\n").returncode == 0
