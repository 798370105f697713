"""Who changed the licence of its product, when, and in whose hands the copyright is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any

from tarpit_graph.ontology import HELD_BY, LICENSED_UNDER
from tarpit_graph.snapshot import Snapshot

from tarpit_queries.reports import Report
from tarpit_queries.table import Column, Table

COLUMNS = (
    Column("day", "the day of the commit"),
    Column("product"),
    Column("what", "licence or holder"),
    Column("before", "what the file said until then"),
    Column("after", "what it says since"),
    Column("id", "follow it to the commits with `tarpit why ID`"),
)


def report(snapshot: Snapshot, *, top: Annotated[int, "show this many changes"] = 50) -> Table:
    """List the changes of licences and of their holders, the newest first."""
    rows = [
        *_changes(snapshot, LICENSED_UNDER, "licence"),
        *_changes(snapshot, HELD_BY, "holder"),
    ]
    rows.sort(key=lambda row: (row["day"], row["id"]), reverse=True)
    read = {product for product, _, _ in snapshot.edges(LICENSED_UNDER)}
    notes = (f"Licence files of {len(read)} products were read.",)
    return Table("Changes of licences and holders", COLUMNS, tuple(rows[:top]), notes)


def _changes(snapshot: Snapshot, predicate: str, what: str) -> list[dict[str, Any]]:
    """Return one row for each day on which one thing took the place of another.

    A licence may come back: then nothing begins on the day that its successor ended.
    """
    spells: dict[str, list[_Spell]] = defaultdict(list)
    for product, value, fact in snapshot.edges(predicate):
        if fact.get("valid_from"):
            spells[product].append((fact["valid_from"], value, fact))
    return [
        {
            "day": day,
            "product": snapshot.name(product),
            "what": what,
            "before": snapshot.name(before[1]),
            "after": snapshot.name(after[1]),
            "id": product,
            "facts": [before[2]["id"], after[2]["id"]],
        }
        for product, several in sorted(spells.items())
        for day, before, after in _pairs(sorted(several, key=lambda s: (s[0], s[1])))
    ]


_Spell = tuple[date, str, dict[str, Any]]


def _pairs(spells: list[_Spell]) -> Iterator[tuple[date, _Spell, _Spell]]:
    begun = {start for start, _, _ in spells}
    for spell in spells:
        start, _, fact = spell
        ended = [s for s in spells if s[2].get("valid_to") == start]
        earlier = ended or [s for s in spells if s[0] < start]
        if earlier:
            yield start, earlier[-1], spell
        end = fact.get("valid_to")
        if end is not None and end not in begun:
            still = [s for s in spells if s[0] < end and not s[2].get("valid_to")]
            if still:
                yield end, spell, still[-1]


REPORT = Report(
    how_to_read=(
        "A change from Apache-2.0 to BUSL-1.1 closes the source to those who would sell it as a service. A new `holder` "
        "may be a sale; the day is that on which the file was edited, which can be months later."
    ),
    asks=(
        "who changed their licence",
        "which projects are no longer open source",
        "which projects changed license",
        "licence changes",
        "relicensed projects",
        "who changed their license",
        "which projects went from open source to a restrictive licence",
        "who left open source",
        "which projects became source available",
        "move to a business source licence",
        "when was a licence changed",
        "which tools closed their source",
        "did anyone close their source code",
    ),
    make=report,
)
