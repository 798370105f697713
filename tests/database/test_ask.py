"""Plain questions: of a hundred at least ninety are answered rightly, and none wrongly with confidence."""

from __future__ import annotations

from pathlib import Path

import pytest
from tarpit_graph.database.session import Database
from tarpit_graph.errors import InputError
from tarpit_loaders.documents.files import SourceHints
from tarpit_loaders.load import inputs, pipeline
from tarpit_queries import model_cypher
from tarpit_queries.answers.answer import cypher

from tarpit import asking
from tests.conftest import REPOSITORY

pytestmark = pytest.mark.database
GOLDEN = REPOSITORY / "tests/golden/ask"


@pytest.fixture
def landscape(database: Database) -> Database:
    """The built-in landscape, the notes and the tables that come with the package."""
    paths = [str(REPOSITORY / "examples" / name) for name in ("briefs", "*.csv")]
    readings = inputs.readings(paths, SourceHints(), with_builtin=True)
    pipeline.load(database, readings, workers=None)
    return database


def _outcomes(database: Database, name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"right": [], "wrong": [], "unsure": []}
    for line in (GOLDEN / name).read_text(encoding="utf-8").splitlines():
        wanted, question = line.split("|", 1)
        asked, _ = asking.understood(database, question)
        got = f"{asked.kind} {asked.name}" if asked else "-"
        outcome = "right" if got in wanted.split(",") else "unsure" if asked is None else "wrong"
        found[outcome].append(f"{question} → {got}")
    return found


@pytest.mark.parametrize(
    ("name", "least"),
    [("phrasings.txt", 0.9), ("colloquial.txt", 0.8), ("strangers.txt", 0.9), ("plain.txt", 0.95)],
)
def test_questions_are_answered_rightly_or_not_at_all(
    landscape: Database, name: str, least: float
) -> None:
    found = _outcomes(landscape, name)
    assert found["wrong"] == []
    assert len(found["right"]) >= least * sum(map(len, found.values())), found["unsure"]


def test_an_answer_brings_its_sentences(landscape: Database) -> None:
    answer = asking.ask(landscape, "Who bought MosaicML?")
    assert answer.asked is not None
    assert answer.asked.command == "tarpit report deals --company MosaicML"
    assert answer.tables[0].rows[0]["acquirer"] == "Databricks"
    assert "MosaicML" in answer.tables[-1].rows[0]["sentence"]


def test_what_is_not_known_is_not_answered(landscape: Database) -> None:
    answer = asking.ask(landscape, "How tall is the Eiffel Tower?")
    assert (answer.asked, answer.tables) == (None, ())
    assert asking.refusal(answer.near).startswith("I can't answer that")


@pytest.mark.parametrize("question", ["Who are Pinecone's rivals?", "who might buy Pinecone"])
def test_the_statement_shown_can_be_pasted(landscape: Database, question: str) -> None:
    asked, _ = asking.understood(landscape, question)
    assert asked is not None
    assert landscape.rows(cypher(landscape, asked))


def test_a_name_with_a_quote_stays_a_name(landscape: Database) -> None:
    landscape.run("CREATE (:Company {id: 'company:oreilly', name: \"O'Reilly\", aliases: []})")
    asked, _ = asking.understood(landscape, "who are the competitors of O'Reilly")
    assert asked is not None
    assert landscape.rows(cypher(landscape, asked)) == []


@pytest.mark.parametrize(
    "statement",
    [
        "MATCH (n) DETACH DELETE n",
        "CREATE (n:Company) RETURN n",
        "MATCH (n) SET n.name = 'x' RETURN n",
        "DROP INDEX tarpit_entity_names",
        "CALL dbms.listConfig()",
        "LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line",
        "",
    ],
)
def test_what_a_model_writes_is_run_only_where_it_reads(
    landscape: Database, statement: str, tmp_path: Path
) -> None:
    (tmp_path / "statement").write_text(statement)
    with pytest.raises(InputError):
        model_cypher.written(landscape, "anything", f"cat {tmp_path / 'statement'}")


def test_what_a_model_reads_is_run_within_bounds(landscape: Database, tmp_path: Path) -> None:
    (tmp_path / "said").write_text("```cypher\nMATCH (c:Claim) RETURN c.id AS id;\n```")
    statement = model_cypher.written(landscape, "all claims", f"cat {tmp_path / 'said'}")
    table = model_cypher.run(landscape, statement, "all claims")
    assert len(table.rows) == 200
    assert "more than 200 rows" in table.notes[0]
