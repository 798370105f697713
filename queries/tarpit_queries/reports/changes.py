"""What is new since a day: facts that came, went further, or were called off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from tarpit_graph.records import STATUS_BY_CAUTION, Status
from tarpit_graph.snapshot import Snapshot

from tarpit_queries.reports import Report
from tarpit_queries.table import Column, Table

#: Relations that say how the market is sorted rather than what happens in it.
_SORTING = frozenset(("SERVES", "PART_OF", "MAKES"))

COLUMNS = (
    Column("change", "new, went further, called off"),
    Column("subject"),
    Column("relation"),
    Column("object"),
    Column("was", "its status then"),
    Column("status", "its status now"),
    Column("since", "the day of the event, else of the first report of it"),
    Column("support", "how many independent documents say so"),
    Column("id", "follow it to the sentences with `tarpit why ID`"),
)
SEGMENTS = (
    Column("segment", "the market for one workload"),
    Column("products", "how many products serve it now"),
    Column("came", "products that did not serve it then", is_bar=True),
    Column("id", "follow it to the sentences with `tarpit why ID`"),
)
_ORDER = ("called off", "went further", "new")


def report(
    snapshot: Snapshot,
    earlier: Snapshot,
    *,
    since: Annotated[str, "the day to compare with, YYYY-MM-DD"],
    top: Annotated[int, "show this many rows in each part"] = 100,
) -> tuple[Table, Table]:
    """List what was published since a day: new facts, facts that went further, deals called off."""
    then = {fact["id"]: fact for *_, fact in earlier.facts}
    rows = list(_changes(snapshot, earlier, then))
    rows.sort(key=lambda r: (_ORDER.index(r["change"]), r["relation"], r["subject"], r["id"]))
    notes = (
        f"Compared with what was published by {since}; what undated documents say is never new.",
    )
    return (
        Table("Changes", COLUMNS, tuple(rows[:top]), notes),
        Table("Segments that grew", SEGMENTS, tuple(_segments(snapshot, then)[:top])),
    )


def _changes(
    snapshot: Snapshot, earlier: Snapshot, then: dict[str, dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    now: set[str] = set()
    for s, o, fact in snapshot.facts:
        now.add(fact["id"])
        was = then.get(fact["id"])
        dated = fact.get("first_asserted") is not None  # else it is unknown whether it is new
        if was is None and dated and fact["predicate"] not in _SORTING:
            yield _row(snapshot, "new", s, o, "", fact)
        elif was is not None and _further(was["status"], fact["status"]):
            yield _row(snapshot, "went further", s, o, was["status"], fact)
    for s, o, fact in earlier.facts:
        if fact["id"] not in now and s in snapshot.entities and o in snapshot.entities:
            yield _row(earlier, "called off", s, o, fact["status"], fact | {"status": "refuted"})


def _further(was: str, status: str) -> bool:
    return STATUS_BY_CAUTION.index(Status(status)) > STATUS_BY_CAUTION.index(Status(was))


def _row(
    snapshot: Snapshot, change: str, subject: str, object_: str, was: str, fact: dict[str, Any]
) -> dict[str, Any]:
    return {
        "change": change,
        "subject": snapshot.name(subject),
        "relation": fact["predicate"],
        "object": snapshot.name(object_),
        "was": was,
        "status": fact["status"],
        "since": fact.get("valid_from"),
        "support": fact["support"],
        "id": fact["id"],
        "facts": [fact["id"]],
    }


def _segments(snapshot: Snapshot, then: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    facts: dict[str, list[str]] = {}
    came: dict[str, int] = {}
    for _, workload, fact in snapshot.edges("SERVES"):
        facts.setdefault(workload, []).append(fact["id"])
        is_new = fact.get("first_asserted") is not None and fact["id"] not in then
        came[workload] = came.get(workload, 0) + is_new
    rows = [
        {
            "segment": snapshot.name(workload),
            "products": len(found),
            "came": came[workload],
            "id": workload,
            "facts": found,
        }
        for workload, found in facts.items()
        if came[workload]
    ]
    return sorted(rows, key=lambda row: (-row["came"], row["id"]))


REPORT = Report(
    how_to_read=(
        '"Went further" is a rumour that was announced or a deal that closed; "called off" is '
        "what stood then and is refuted now. What undated documents say is never new."
    ),
    example=("--since 2025-12-01",),
    earlier="since",
    asks=(
        "what is new since {since}",
        "what changed since {since}",
        "news since {since}",
        "what happened since {since}",
        "updates after {since}",
        "anything new since {since}",
        "what changed in the graph since {since}",
        "what did I miss since {since}",
        "developments since {since}",
        "show me everything new from {since} on",
        "what was announced after {since}",
    ),
    make=report,
)
