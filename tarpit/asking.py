"""Questions in plain words, for Python, the command and the servers."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tarpit_graph.database.session import Database
    from tarpit_queries.answers.match import Asked
    from tarpit_queries.table import Table

#: Sentences shown where no question or report answers.
_SENTENCES = 5
#: Letters of a word that says something, and such words that a sentence must share with the question.
_LONG, _COMMON = 4, 2


@dataclass(frozen=True, slots=True)
class Reply:
    """What was made of a question.

    Attributes:
        asked: Which question or report answers it; None where that is not sure.
        near: Those that come nearest, the answer first.
        tables: The answer; where there is none, sentences on the same words.
    """

    asked: Asked | None
    near: tuple[Asked, ...]
    tables: tuple[Table, ...]


def understood(database: Database, text: str) -> tuple[Asked | None, tuple[Asked, ...]]:
    """Return which question or report a text asks for, None where that is not sure, and those that are near."""
    from tarpit_loaders import vectors
    from tarpit_queries.answers import match

    ranked = match.rank(database, text, vectors.encode)
    return (ranked[0] if match.is_sure(ranked) else None), tuple(match.nearest(ranked))


def ask(database: Database, text: str) -> Reply:
    """Answer a question by the question or report that it asks for.

    Raises:
        InputError: nothing is asked.
    """
    from tarpit_queries.answers.answer import answer, sentences

    from tarpit import searching

    asked, near = understood(database, text)
    if asked is not None:
        tables = answer(database, asked)
        return Reply(asked, near, (*tables, sentences(database, tables, _SENTENCES)))
    searching.refresh(database)
    found = searching.search(database, text, top=_SENTENCES, method="words")
    # One word in common, such as "work", makes no sentence worth reading.
    words = _words(text)
    kept = [r for r in found.rows if len(words & _words(r["sentence"])) >= min(_COMMON, len(words))]
    return Reply(None, near, (replace(found, rows=tuple(kept)),) if kept else ())


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.casefold()) if len(word) >= _LONG}


def refusal(near: tuple[Asked, ...]) -> str:
    """Return what to say where no answer is sure."""
    if not near:
        return (
            "I can't answer that. `tarpit query --list` and `tarpit report --help` tell what I can."
        )
    return "\n".join(
        ("I can't answer that; nearest are", *(f"  {asked.command}" for asked in near))
    )
