"""Tables as agents and programs take them: few rows, plain values, and the sentences behind them with their ids."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tarpit_graph.database.session import Database
    from tarpit_queries.evidence import FactHistory
    from tarpit_queries.table import Table

#: Rows of a table, sentences and ids of facts in one answer, where nothing else is asked.
ROWS, SENTENCES, FACTS = 10, 5, 5


def answer(
    database: Database, tables: Iterable[Table], top: int = ROWS, sentences: int = SENTENCES
) -> dict[str, Any]:
    """Return tables and the sentences behind them as plain values.

    Args:
        database: Where the sentences are.
        tables: What to tell.
        top: How many rows of each.
        sentences: How many sentences at most.
    """
    from tarpit_queries.answers.answer import sentences as behind

    shown = tuple(tables)
    quoted = behind(database, shown, sentences).rows if sentences else ()
    return {
        "tables": [table(one, top) for one in shown if one.rows or one.notes],
        "sentences": [
            {
                "sentence": row["sentence"],
                "says": row["says"],
                "published": plain(row["published"]),
                "source": row["source"],
                "url": row["url"],
                "fact": row["id"],
            }
            for row in quoted
        ],
    }


def says(story: FactHistory) -> str:
    """Return what a fact says, in words that claim no more than its status."""
    from tarpit_queries.wording import in_words

    if not story.object:
        return f"{story.subject} is named"
    return in_words(story.subject, story.predicate, story.object, story.status)


def story(told: FactHistory, sentences: int = SENTENCES) -> dict[str, Any]:
    """Return a fact as plain values, with so many of its sentences, each with where it stands."""
    return {
        "fact": told.fact,
        "says": says(told),
        "status": told.status,
        "stands_as": told.stands_as,
        "sentences": [
            {
                "sentence": quote.sentence,
                "status": quote.status,
                "published": plain(quote.published),
                "source": quote.title or quote.document,
                "document": quote.document,
                "url": quote.url,
                "start": quote.start,
                "end": quote.end,
                "claim": quote.claim,
            }
            for quote in told.quotes[:sentences]
            if not quote.is_own_list
        ],
    }


def table(one: Table, top: int) -> dict[str, Any]:
    """Return a table as plain values: its title, its first rows, and how many there are."""
    return {
        "title": one.title,
        "rows": [row(one, values) for values in one.rows[:top]],
        "of": len(one.rows),
        "notes": list(one.notes),
    }


def row(one: Table, values: dict[str, Any]) -> dict[str, Any]:
    """Return the columns of a row that say something, and the ids of facts behind it."""
    shown = {column.name: plain(values.get(column.name)) for column in one.columns}
    facts = values.get("facts", [])[:FACTS]
    kept = {name: value for name, value in shown.items() if value not in (None, "", [])}
    return kept | ({"facts": facts} if facts else {})


def plain(value: Any) -> Any:
    """Return a value as JSON has it; long fractions are rounded.

    >>> plain(date(2024, 3, 19)), plain(0.123456), plain({"b", "a"})
    ('2024-03-19', 0.1235, ['a', 'b'])
    """
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value
