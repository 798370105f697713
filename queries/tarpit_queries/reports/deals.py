"""Established deals, newest first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date
from statistics import median
from typing import Annotated, Any

from tarpit_graph import snapshot as snapshots
from tarpit_graph.ontology import ACQUIRED, RAISED
from tarpit_graph.records import BY, Status
from tarpit_graph.snapshot import Snapshot

from tarpit_queries.measures import concentration
from tarpit_queries.reports import Report
from tarpit_queries.table import Chart, Column, Table

COLUMNS = (
    Column("date", "day of the deal, else of the first report of it"),
    Column(
        "precision",
        "how precisely a sentence states the day; empty for a first report, `by` for a deal that a text "
        "only looks back on",
    ),
    Column("acquirer"),
    Column("target"),
    Column("kind", "acquisition, acquihire or licence_and_hire"),
    Column("status", "completed or announced"),
    Column("no_word_since", "last word on a deal that was announced more than a year ago"),
    Column("price_usd", "price in US dollars, where one is stated", digits=0),
    Column("support", "how many independent documents say so"),
    Column("confidence", "0 to 1", digits=2),
    Column("id", "follow it to the sentences with `tarpit why ID`"),
)


QUARTERS = (
    Column("quarter"),
    Column("deals", "completed and announced deals of that quarter", is_bar=True),
    Column("acquirers", "companies that bought"),
    Column("top_share", "share of the deals of the one that bought most", 2, is_measure=True),
    Column("priced", "deals with a stated price"),
    Column("spent_usd", "the sum of these prices in US dollars", digits=0, is_measure=True),
)
OUTCOMES = (
    Column("outcome", "what later sentences say of it"),
    Column("deals", "deals that were once only rumoured or planned", is_bar=True),
    Column("share", "of all those", 2, is_measure=True),
)
EXITS = (
    Column("since", "what the time is counted from"),
    Column("deals", "deals for which both days are known"),
    Column("median_days", "half of them took longer", digits=0, is_measure=True),
)
#: A share or a median of fewer deals means nothing.
_MINIMUM = 3
#: After so many days without a word an announced deal may be closed, or off.
_YEAR = 365
#: What became of a deal that was said to come, by the status of its fact today.
_OUTCOMES = {
    "completed": "closed",
    "announced": "agreed",
    "planned": "still planned",
    "rumoured": "still rumoured",
    "hypothetical": "still rumoured",
    "denied": "denied",
    "cancelled": "called off",
}


def report(snapshot: Snapshot, *, top: Annotated[int, "show this many"] = 100) -> tuple[Table, ...]:
    """List who bought whom, and how the window is: completed and announced deals, never a rumour."""
    rows = [
        {
            "date": fact.get("valid_from"),
            "precision": fact.get("valid_precision", ""),
            "acquirer": snapshot.name(buyer),
            "target": snapshot.name(target),
            "kind": fact.get("kind", ""),
            "status": fact["status"],
            "no_word_since": _last_word(fact, snapshot.today),
            "price_usd": fact.get("price_usd"),
            "support": fact["support"],
            "confidence": fact["confidence"],
            "id": fact["id"],
            "facts": [fact["id"]],
        }
        for buyer, target, fact in snapshot.edges(ACQUIRED)
    ]
    rows.sort(
        key=lambda r: (r["date"] is None, -(r["date"].toordinal() if r["date"] else 0), r["id"])
    )
    return (
        Table(
            "Deals", COLUMNS, tuple(rows[:top]), chart=Chart("point", "date", "acquirer", "status")
        ),
        _window(rows),
        _outcomes(snapshot.former_rumours),
        _exits(snapshot),
    )


def _last_word(fact: Mapping[str, Any], today: date | None) -> date | None:
    """Return the day of the last word on a deal that was only announced, where that is over a year ago."""
    last = fact.get("last_asserted") or fact.get("valid_from")
    if fact["status"] != Status.ANNOUNCED or last is None or today is None:
        return None
    return last if (today - last).days > _YEAR else None


def _window(rows: list[dict[str, Any]]) -> Table:
    """Count deals by quarter, the latest first."""
    quarters: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if (day := row["date"]) is not None and row["precision"] != BY:
            quarters[f"{day.year} Q{(day.month + 2) // 3}"].append(row)
    told = [_quarter(name, quarters[name]) for name in sorted(quarters, reverse=True)]
    buyers = Counter(row["acquirer"] for row in rows)
    share = concentration.shares(buyers)
    notes = []
    if len(rows) >= _MINIMUM:
        notes.append(
            f"Acquirers over all: {len(buyers)}, as concentrated as "
            f"{concentration.effective_competitors(share):.1f} equal ones (1/HHI)."
        )
    if passing := sum(row["precision"] == BY for row in rows):
        notes.append(f"Deals that texts only look back on, and in no quarter: {passing}.")
    return Table("The window, by quarter", QUARTERS, tuple(told), tuple(notes))


def _quarter(name: str, deals: list[dict[str, Any]]) -> dict[str, Any]:
    buyers = Counter(deal["acquirer"] for deal in deals)
    prices = [deal["price_usd"] for deal in deals if deal["price_usd"] is not None]
    enough = len(deals) >= _MINIMUM
    return {
        "quarter": name,
        "deals": len(deals),
        "acquirers": len(buyers),
        "top_share": round(max(buyers.values()) / len(deals), 4) if enough else None,
        "priced": len(prices),
        "spent_usd": sum(prices) if prices else None,
        "facts": [deal["id"] for deal in deals],
    }


def _outcomes(former_rumours: Mapping[str, str]) -> Table:
    """Count what became of deals that were once only said to come."""
    facts: dict[str, list[str]] = {outcome: [] for outcome in _OUTCOMES.values()}
    for fact, status in sorted(former_rumours.items()):
        facts[_OUTCOMES[status]].append(fact)
    enough = len(former_rumours) >= _MINIMUM
    rows = [
        {
            "outcome": outcome,
            "deals": len(found),
            "share": round(len(found) / len(former_rumours), 4) if enough else None,
            "facts": found,
        }
        for outcome, found in facts.items()
        if found
    ]
    notes = () if rows else ("Not enough evidence: no deal was told before it was made.",)
    return Table("What became of deals that were only said to come", OUTCOMES, tuple(rows), notes)


def _exits(snapshot: Snapshot) -> Table:
    """Return the median time that a company waited to be bought."""
    rounds: dict[str, list[tuple[date, str]]] = defaultdict(list)
    for company, _, fact in snapshot.edges(RAISED):
        if fact.get("valid_from"):
            rounds[company].append((fact["valid_from"], fact["id"]))
    waited: dict[str, list[tuple[int, set[str]]]] = {"founding": [], "last round": []}
    for _, target, fact in snapshot.edges(ACQUIRED):
        if day := snapshots.event_day(fact):
            if founded := snapshot.entities[target].get("founded"):
                days = (day - date.fromisoformat(founded)).days
                waited["founding"].append((days, {fact["id"]}))
            if before := [one for one in rounds[target] if one[0] <= day]:
                last, id_ = max(before)
                waited["last round"].append(((day - last).days, {fact["id"], id_}))
    rows = tuple(
        {
            "since": since,
            "deals": len(known),
            "median_days": median(days for days, _ in known) if len(known) >= _MINIMUM else None,
            "facts": sorted(set().union(*(facts for _, facts in known))),
        }
        for since, known in waited.items()
    )
    return Table("Time to exit", EXITS, rows)


REPORT = Report(
    how_to_read=(
        "One day is the deal's own where a sentence states it, else that of the first report. A "
        "window that closes shows as fewer deals a quarter, in fewer hands (`top_share` rises). The third part "
        "tells what became of deals that were first only said to come: a rumour is worth the share of its like "
        "that were closed. The fourth says how long a company waits for its exit."
    ),
    asks=(
        "who bought whom",
        "list all acquisitions",
        "who bought {company}",
        "which companies were acquired",
        "how many deals were there each quarter",
        "show all deals",
        "list the deals",
        "all acquisitions so far",
        "mergers and acquisitions",
        "is the acquisition window closing",
        "when was {company} acquired",
        "who took over {company}",
        "by whom was {company} bought",
        "which acquisitions happened",
        "which deals happened in {since}",
        "all acquisitions since {since}",
        "acquisitions since {since}",
        "who acquired {company}",
        "to whom was {company} sold",
        "who owns {company} now after the deal",
        "how much was paid for {company}",
        "what did {company} sell for",
        "largest deals by price",
        "biggest acquisitions",
        "most recent acquisitions",
        "latest deals",
        "how many acquisitions were there",
        "who is buying companies in {segment}",
        "acquisitions in {segment}",
        "deals in {segment}",
        "exits in {segment}",
        "how many startups got bought",
        "are there still acquisitions",
    ),
    make=report,
)
