"""Who comes and who goes: entries, exits and survival of what lists name, by list and year."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from typing import Annotated, Any

from tarpit_graph.ontology import LISTED_IN
from tarpit_graph.snapshot import Snapshot

from tarpit_queries.reports import Report
from tarpit_queries.table import Chart, Column, Table
from tarpit_queries.timelines import listings
from tarpit_queries.timelines.listings import Listing

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


def report(snapshot: Snapshot, *, top: Annotated[int, "show this many rows"] = 60) -> Table:
    """Count entries, exits and survival of the products that lists name, by year."""
    lists: dict[str, list[Listing]] = defaultdict(list)
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


def _years(name: str, spells: list[Listing], today: date) -> list[dict[str, Any]]:
    entries = Counter(f["valid_from"].year for _, f in spells if not f.get("base_stock"))
    exits = Counter(f["valid_to"].year for _, f in spells if listings.has_left(f))
    first = min(f["valid_from"].year for _, f in spells)
    survival = listings.staying(spells, today)
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


REPORT = Report(
    how_to_read=(
        "`listed` counts products at the end of the year. Entries leave aside what a heading was first filled with; "
        "exits leave aside moves and renames, and say that a product left the list, not that it died. "
        "`survival_3y` is the share of a list's products still named after three years (Kaplan–Meier). "
        "Only headings that stand for a market of AI infrastructure count; `--all` brings the others."
    ),
    asks=(
        "how many products survive",
        "how many products disappeared each year",
        "entries and exits of products by year",
        "how many products died",
        "survival of products",
        "churn of products on the lists",
        "how many tools are still alive after years",
        "who shut down",
        "which companies went out of business",
        "which products were discontinued",
        "which products vanished",
        "how many startups failed",
        "what share of products is gone after three years",
        "which projects were abandoned",
        "dead products",
        "who closed down",
        "how many products left the market",
        "consolidation of {segment}",
        "products that no longer exist",
        "mortality of products",
        "which tools were shut down",
    ),
    make=report,
)
