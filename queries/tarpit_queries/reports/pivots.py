"""Who repositioned, from what to what, and when?"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from tarpit_graph.ontology import ENTERED, PIVOTED_TO
from tarpit_graph.snapshot import Snapshot

from tarpit_queries.reports import Report
from tarpit_queries.table import Chart, Column, Table

COLUMNS = (
    Column("date", "the day of the move, else of the first report of it"),
    Column("company"),
    Column("move", "pivoted: gave up what it did; entered: added to it"),
    Column("from", "what it did before, where a sentence says so"),
    Column("to", "the job that it turned to"),
    Column("times", "how many moves of this company are known"),
    Column("support", "how many independent documents say so"),
    Column("id", "follow it to the sentences with `tarpit why ID`"),
)


def report(snapshot: Snapshot, *, top: Annotated[int, "show this many"] = 50) -> Table:
    """List who pivoted or entered another segment, the latest first."""
    found = [
        (company, workload, fact, move)
        for predicate, move in ((PIVOTED_TO, "pivoted"), (ENTERED, "entered"))
        for company, workload, fact in snapshot.edges(predicate)
    ]
    times: dict[str, int] = {}
    for company, *_ in found:
        times[company] = times.get(company, 0) + 1
    rows = [
        {
            "date": fact.get("valid_from"),
            "company": snapshot.name(company),
            "move": move,
            "from": fact.get("from", ""),
            "to": snapshot.name(workload),
            "times": times[company],
            "support": fact["support"],
            "id": fact["id"],
            "facts": [fact["id"]],
        }
        for company, workload, fact, move in found
    ]
    rows.sort(key=lambda row: (row["date"] or date.min, row["id"]), reverse=True)
    notes = (
        ()
        if rows
        else ("Not enough evidence: no sentence says that a company turned to another job.",)
    )
    return Table(
        "Pivots and entries",
        COLUMNS,
        tuple(rows[:top]),
        notes,
        Chart("point", "date", "company", "move"),
    )


REPORT = Report(
    how_to_read=(
        "A company with several moves has not found its market. What only an interview says "
        "stands with that one document as its support."
    ),
    asks=(
        "who pivoted",
        "which companies entered another segment",
        "which startups changed their business",
        "pivots",
        "list pivots",
        "who moved into a new segment",
        "who changed direction",
        "companies that left their first idea for another market",
        "which startups changed what they do",
        "did anyone pivot to {segment}",
        "who left {segment} for something else",
        "which companies reinvented themselves",
        "who abandoned their first product",
        "which startups changed course",
        "companies that switched markets",
        "who moved into {segment}",
        "has {company} pivoted",
        "whose business model changed",
        "companies that abandoned their first idea",
        "who changed its business",
        "who gave up their original product",
    ),
    make=report,
)
