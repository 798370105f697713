"""Search on a real index: by words, by vectors and by both, with filters, and never a copy twice."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tarpit_graph.claims import retract, search_sentences
from tarpit_graph.database.session import Database
from tarpit_graph.errors import InputError
from tarpit_loaders.documents.files import SourceHints
from tarpit_loaders.load import inputs, pipeline
from tarpit_queries.search import Method, SearchFilters

from tarpit import searching

pytestmark = pytest.mark.database

NOTES = {
    "deal.md": "---\ndate: 2024-03-01\n---\n# A deal\n\nDatabricks acquired Lilac AI in March of that year.\n\n"
    "The talks about it had taken the whole of the winter.\n",
    "copy.md": "---\ndate: 2024-03-02\n---\n# The same\n\nDatabricks acquired Lilac AI in March of that year!\n",
    "rumour.md": "---\ndate: 2024-06-01\n---\n# A rumour\n\nSnowflake is said to be in talks to buy Reka AI.\n",
    "chips.md": "---\ndate: 2024-07-01\n---\n# Silicon\n\nGraphics processors were hard to come by all summer.\n",
    "list.csv": "product,company,segment\nPinecone,Pinecone,Vector databases\n",
}


@pytest.fixture
def searched(database: Database, tmp_path: Path) -> Database:
    for name, text in NOTES.items():
        (tmp_path / name).write_text(text)
    pipeline.load(database, inputs.readings([str(tmp_path)], SourceHints()))
    assert searching.refresh(database) > 0
    return database


def _texts(
    database: Database, text: str, filters: SearchFilters | None = None, method: Method = "both"
) -> list[str]:
    found = searching.search(database, text, filters, method=method)
    return [row["sentence"] for row in found.rows]


def test_words_find_a_deal_once_with_what_was_read_in_it(searched: Database) -> None:
    found = searching.search(searched, "Databricks acquired Lilac", method="words").rows
    assert [row["sentence"] for row in found if "acquired" in row["sentence"]] == [
        found[0]["sentence"]
    ]
    assert "Databricks acquired Lilac AI (completed)" in found[0]["says"]
    assert found[0]["id"].startswith("fact:")


def test_vectors_find_what_shares_no_word(searched: Database) -> None:
    assert _texts(searched, "GPU shortage", method="words") == []
    assert _texts(searched, "GPU shortage", method="vectors")[0].startswith("Graphics processors")


def test_filters(searched: Database) -> None:
    rumoured = SearchFilters(relation="acquired", status="rumoured")
    assert all("Reka" in text for text in _texts(searched, "who buys whom", rumoured))
    assert _texts(searched, "acquired", SearchFilters(company="Snowflake")) != []
    assert "Databricks" not in str(_texts(searched, "acquired", SearchFilters(company="Snowflake")))
    late = _texts(searched, "acquired", SearchFilters(since=date(2024, 5, 1)))
    assert late != []
    assert not any("Lilac" in text for text in late)
    assert _texts(searched, "talks", SearchFilters(until=date(2023, 1, 1))) == []


def test_what_is_asked_wrongly_is_told(searched: Database) -> None:
    with pytest.raises(InputError, match="did you mean Snowflake"):
        _texts(searched, "talks", SearchFilters(company="Snowflaek"))
    with pytest.raises(InputError, match="ACQUIRED"):
        _texts(searched, "talks", SearchFilters(relation="acquire"))
    with pytest.raises(InputError, match="write some words"):
        _texts(searched, "?!")


@pytest.mark.parametrize("text", ['") OR (*:*', "a AND NOT (b", "text:* ~ ^ \\ /", "x" * 10_000])
def test_no_question_is_taken_for_the_language_of_the_index(searched: Database, text: str) -> None:
    searching.search(searched, text)


def test_rows_of_a_table_are_no_evidence(searched: Database) -> None:
    assert not any("Pinecone,Pinecone" in text for text in _texts(searched, "Pinecone vector"))


def test_what_is_loaded_again_or_retracted_is_followed(searched: Database, tmp_path: Path) -> None:
    changed = NOTES["chips.md"].replace("Graphics processors", "Tensor units")
    (tmp_path / "chips.md").write_text(changed)
    pipeline.load(searched, inputs.readings([str(tmp_path)], SourceHints()))
    assert len(search_sentences.pending(searched, most=2)) == 1
    searching.refresh(searched)
    assert _texts(searched, "summer", method="words")[0].startswith("Tensor units")
    (rumour,) = searched.rows("MATCH (d:Document {title: 'A rumour'}) RETURN d.id AS id")
    retract.retract(searched, rumour["id"])
    assert not any("Reka" in text for text in _texts(searched, "talks to buy"))
