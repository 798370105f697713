"""Who comes and who goes: entries, exits and survival of what lists name, by list and year."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

import numpy as np
from scipy import stats
from tarpit_graph.ontology import LISTED_IN
from tarpit_graph.snapshot import Snapshot

from tarpit_queries.table import Chart, Column, Table

READING = (
    "`listed` counts products at the end of the year. Entries leave aside what a heading was first filled with; "
    "exits leave aside moves and renames, and say that a product left the list, not that it died. "
    "`survival_3y` is the share of a list's products still named after three years (Kaplan–Meier)."
)
COLUMNS = (
    Column("list", "its repository"),
    Column("year"),
    Column("listed", "products named at the end of the year", is_bar=True),
    Column("entries", "products that came"),
    Column("exits", "products that left"),
    Column(
        "survival_3y", "share of all its products still named after three years", 2, is_measure=True
    ),
)
#: Fewer products than this tell no survival.
_LEAST = 10
_THREE_YEARS = 3 * 365


def report(snapshot: Snapshot, *, top: Annotated[int, "show this many rows"] = 60) -> Table:
    """Count entries, exits and survival of the products that lists name, by year."""
    lists: dict[str, list[_Spell]] = defaultdict(list)
    for product, _, fact in snapshot.edges(LISTED_IN):
        if fact.get("valid_from"):
            lists[str(fact.get("list", ""))].append((product, fact))
    rows = [
        row
        for name, spells in sorted(lists.items())
        for row in _years(name, spells, snapshot.today or date.min)
    ]
    return Table(
        "Who comes and who goes",
        COLUMNS,
        tuple(rows[:top]),
        ("A product under several headings counts once in `listed`.",),
        Chart("bar", "listed", "year", "list"),
    )


_Spell = tuple[str, dict[str, Any]]


def _years(name: str, spells: list[_Spell], today: date) -> list[dict[str, Any]]:
    entries = Counter(f["valid_from"].year for _, f in spells if not f.get("base_stock"))
    exits = Counter(f["valid_to"].year for _, f in spells if has_left(f))
    first = min(f["valid_from"].year for _, f in spells)
    survival = _survival([fact for _, fact in spells], today)
    rows = []
    for year in range(first, today.year + 1):
        end = min(date(year, 12, 31), today)
        named = {
            product
            for product, f in spells
            if f["valid_from"] <= end and (not f.get("valid_to") or f["valid_to"] > end)
        }
        rows.append(
            {
                "list": name,
                "year": year,
                "listed": len(named),
                "entries": entries[year],
                "exits": exits[year],
                "survival_3y": survival,
                "facts": sorted(f["id"] for _, f in spells if f["valid_from"].year == year)[:20],
            }
        )
    return rows


def has_left(fact: Mapping[str, Any]) -> bool:
    """Tell whether a listing ended for good."""
    return bool(fact.get("valid_to")) and not is_elsewhere(fact)


def is_elsewhere(fact: Mapping[str, Any]) -> bool:
    """Tell whether what was listed stands under another heading or name since."""
    return fact.get("reason") in ("moved", "renamed")


def _survival(facts: list[dict[str, Any]], today: date) -> float | None:
    """Return the share still listed after three years; those still listed count as long as they were seen."""
    gone = [(f["valid_to"] - f["valid_from"]).days for f in facts if has_left(f)]
    seen = [((f.get("valid_to") or today) - f["valid_from"]).days for f in facts if not has_left(f)]
    if len(gone) + len(seen) < _LEAST or not gone:
        return None
    curve = stats.ecdf(stats.CensoredData(uncensored=gone, right=seen)).sf
    return float(np.clip(curve.evaluate([_THREE_YEARS])[0], 0, 1))
