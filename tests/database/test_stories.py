"""The same story once, and other languages stored but not read."""

from pathlib import Path

import pytest
from tarpit_graph.database.session import Database
from tarpit_loaders.load import inputs, pipeline
from tarpit_queries import evidence, questions

from tests.database.test_load import dump, edges, without_runs

pytestmark = pytest.mark.database


def test_copies_of_a_story_count_once(database: Database, tmp_path: Path) -> None:
    body = " ".join(f"Sentence {n} tells what happened next in the long story." for n in range(40))
    for n, ending in enumerate(("", "This story first appeared elsewhere.", "Read more.")):
        text = f"Databricks acquired Tabular. {body} {ending}"
        (tmp_path / f"2024-06-0{n + 4}-copy.md").write_text(text)
    (tmp_path / "2024-06-09-other.md").write_text("Databricks acquired Tabular.")
    summary = pipeline.load(database, inputs.readings([str(tmp_path)]))
    assert summary.copies == 2
    rows = database.rows("MATCH ()-[r:ACQUIRED]->() RETURN r.support AS s, size(r.claims) AS n")
    assert rows == [{"s": 2, "n": 4}]
    copies = questions.load("copies").ask(database).rows
    assert [(row["copies"], len(row["others"])) for row in copies] == [(3, 2)]
    (fact,) = evidence.why(database, "company:tabular")
    first = f"{tmp_path.name}/2024-06-04-copy.md"
    assert [quote.copy_of for quote in fact.quotes] == ["", first, first, ""]
    forward = dump(database)
    database.run("MATCH (n) DETACH DELETE n")
    for path in sorted(tmp_path.iterdir(), reverse=True):
        pipeline.load(database, inputs.readings([str(path)]))
    assert without_runs(dump(database)) == without_runs(forward)
    (tmp_path / "2024-06-05-copy.md").write_text("Something else.")
    (tmp_path / "2024-06-06-copy.md").write_text("Something else again.")
    pipeline.load(database, inputs.readings([str(tmp_path)]))
    assert database.rows("MATCH (d:Document) WHERE d.story IS NOT NULL RETURN d.id") == []


def test_another_language_is_stored_and_counted(database: Database, tmp_path: Path) -> None:
    text = (
        "Databricks hat das Unternehmen Tabular für mehr als eine Milliarde Dollar übernommen. " * 6
    )
    (tmp_path / "2024-06-04-de.md").write_text(text)
    summary = pipeline.load(database, inputs.readings([str(tmp_path)]))
    assert dict(summary.skipped) == {"is in de, stored but not read for claims": 1}
    rows = database.rows("MATCH (d:Document {language: 'de'}) RETURN count(d) AS n")
    assert rows == [{"n": 1}]
    assert edges(database, "ACQUIRED") == set()
