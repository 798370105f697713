"""Ask what was found to be asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from tarpit_graph.database.session import Database
from tarpit_graph.errors import InputError

from tarpit_queries import evidence, questions, reporting
from tarpit_queries.answers.match import Asked
from tarpit_queries.evidence import FactHistory
from tarpit_queries.reporting import ReportFilters
from tarpit_queries.table import Column, Table
from tarpit_queries.wording import in_words

#: Lists the facts that an answer rests on: what `--cypher` shows where a report computes more than Cypher can.
FACTS = (
    "MATCH (a)-[r]->(b) WHERE r.id IN {ids}\n"
    "RETURN a.name AS subject, type(r) AS relation, b.name AS object, r.status AS status, "
    "r.support AS support, r.id AS id\nORDER BY id"
)
_SENTENCES = (
    Column("sentence", "what a document says, word for word"),
    Column("says", "the fact, and how far it has come"),
    Column("published", "day of the document"),
    Column("source", "its title"),
    Column("url", "where it was published", is_detail=True),
    Column("id", "of the fact"),
)
#: Facts that such a statement lists at most.
_MOST_FACTS = 100


def answer(database: Database, asked: Asked) -> tuple[Table, ...]:
    """Return the tables that answer.

    Raises:
        InputError: what was named is in the graph no longer.
    """
    if asked.kind == "query":
        values: dict[str, Any] = dict(asked.values)
        return (questions.load(asked.name).ask(database, **values),)
    filters, options = split(asked.values)
    return reporting.make(database, asked.name, filters, **options)


def sentences(database: Database, tables: Iterable[Table], most: int = 5) -> Table:
    """Return the sentences behind the first rows of an answer, the best of each fact.

    Args:
        database: Where they are.
        tables: The answer.
        most: How many sentences to return.
    """
    ids = list(dict.fromkeys(fact for table in tables for row in table.rows for fact in facts(row)))
    stories = evidence.quotes(database, ids[: 4 * most])
    told = [stories[id_] for id_ in ids if id_ in stories]
    rows = [_quoted(story) for story in told if not story.best.is_own_list]
    distinct = {row["sentence"]: row for row in reversed(rows)}
    kept = [row for row in rows if distinct[row["sentence"]] is row][:most]
    return Table("Sentences behind it", _SENTENCES, tuple(kept))


def facts(row: Mapping[str, Any]) -> list[str]:
    """Return the ids of the facts that a row rests on, the one it is about first."""
    own = [row["id"]] if str(row.get("id", "")).startswith("fact:") else []
    return list(dict.fromkeys((*own, *row.get("facts", ()))))


def _quoted(story: FactHistory) -> dict[str, Any]:
    quote = story.best
    words = in_words(story.subject, story.predicate, story.object, story.status)
    return {
        "says": f"{words} ({story.status})",
        "sentence": quote.sentence,
        "published": quote.published,
        "source": quote.title or quote.document,
        "url": quote.url,
        "facts": [story.fact],
        "id": story.fact,
    }


def split(values: Mapping[str, str | date]) -> tuple[ReportFilters, dict[str, Any]]:
    """Return what every report can be asked, and what this one can be asked besides."""
    filters = ReportFilters(
        segment=str(values.get("of_segment", "")), company=str(values.get("of_company", ""))
    )
    own = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
        if not name.startswith("of_")
    }
    return filters, own


def cypher(database: Database, asked: Asked) -> str:
    """Return the statement that answers, as it can be pasted into Neo4j Browser.

    Raises:
        InputError: the answer rests on no fact, so that there is nothing to list.
    """
    if asked.kind == "query":
        question = questions.load(asked.name)
        return question.pasted({name: str(value) for name, value in asked.values.items()})
    tables = answer(database, asked)
    ids = sorted({fact for table in tables for row in table.rows for fact in row.get("facts", ())})
    if not ids:
        raise InputError("this answer rests on no fact: there is nothing to list")
    quoted = ", ".join(f"'{id_}'" for id_ in ids[:_MOST_FACTS])
    return FACTS.format(ids=f"[{quoted}]")
