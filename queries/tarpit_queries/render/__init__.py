"""One format per file, found by scan: `render/x.py` becomes `--format x`; other packages add theirs by entry point.

A format file declares `FORMAT = Format(…)`. Comes in: tables, and the sentences behind their rows. Goes out: text or
bytes. May import: `table` and `evidence`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tarpit_graph import plugins

if TYPE_CHECKING:
    from tarpit_queries.evidence import FactHistory
    from tarpit_queries.table import Table


#: Group of entry points by which other packages add theirs.
ENTRY_POINTS = "tarpit.formats"
#: Behind one row the sentences of so many facts are read: no one goes through those of a segment of thousands.
MOST_FACTS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One format of reports and answers.

    Attributes:
        render: Writes tables; several come from a report of several parts. Its second argument has the sentences
            behind the facts in the rows, by the fact's id.
        shows_sentences: It shows those sentences; for others, they are not read from the database.
    """

    render: Callable[[Sequence[Table], Mapping[str, FactHistory]], str | bytes]
    shows_sentences: bool = False


def names() -> list[str]:
    """Return the name of every format, without importing any."""
    return plugins.names(__name__, ENTRY_POINTS)


def load(name: str) -> Format:
    """Import one format.

    Raises:
        InputError: there is none of this name.
    """
    return plugins.load_one(__name__, name, Format, ENTRY_POINTS)


def shows_sentences(format_: str) -> bool:
    """Tell whether a format shows the sentences behind the rows."""
    return load(format_).shows_sentences


def to_quote(tables: Sequence[Table]) -> tuple[tuple[Table, ...], list[str]]:
    """Return tables, with a note where not all sentences are read, and the facts whose sentences are."""
    noted, facts = [], []
    for table in tables:
        behind = [row.get("facts", ()) for row in table.rows]
        facts += [fact for some in behind for fact in some[:MOST_FACTS]]
        if any(len(some) > MOST_FACTS for some in behind):
            note = f"Of more than {MOST_FACTS:,} facts in a row the first are quoted; `tarpit why ID` has all."
            table = replace(table, notes=(*table.notes, note))
        noted.append(table)
    return tuple(noted), facts


def render(
    format_: str, tables: Sequence[Table], stories: Mapping[str, FactHistory] | None = None
) -> str | bytes:
    """Write tables in a format."""
    return load(format_).render(tables, stories or {})
