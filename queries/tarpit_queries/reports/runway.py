"""Who must sell or raise soon? By the age of the last round, on an assumption that is stated."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any

from tarpit_graph.ontology import RAISED
from tarpit_graph.snapshot import Snapshot, projections

from tarpit_queries.reports import Report
from tarpit_queries.table import Chart, Column, Table

_DAYS_A_MONTH = 30.44
#: Fewer companies say nothing about who runs out when.
_MINIMUM = 3

COLUMNS = (
    Column("company"),
    Column("last_round", "series of the last round, where a sentence states it"),
    Column("raised", "the day of the round, else of the first report of it"),
    Column("amount_usd", "its sum in US dollars", digits=0),
    Column("total_usd", "all sums that are stated, in US dollars", digits=0),
    Column("age_days", "days since, up to the last day anything was said", is_measure=True),
    Column("until", "the day on which the money ends, by the assumption"),
    Column("left_days", "days until then", is_measure=True),
    Column("id", "follow it to the sentences with `tarpit why ID`"),
)


def report(
    snapshot: Snapshot,
    *,
    months: Annotated[int, "how many months a round is assumed to last"] = 24,
    top: Annotated[int, "show this many companies"] = 30,
) -> Table:
    """Rank independent companies by how soon the money of their last round ends."""
    owner = projections.owners(snapshot)
    rounds: dict[str, list[dict[str, Any]]] = {}
    for company, _, fact in snapshot.edges(RAISED):
        if fact.get("valid_from") and owner[company] == company:
            rounds.setdefault(company, []).append(fact)
    today = snapshot.today or date.min
    every = [_row(snapshot, company, facts, today, months) for company, facts in rounds.items()]
    rows = [row for row in every if row["left_days"] >= 0]
    rows.sort(key=lambda row: (row["left_days"], row["id"]))
    notes = [
        f"A round is assumed to last {months} months. Companies that were bought are left out.",
        f"{len(every) - len(rows)} companies whose last known round is older are left out: they raised again, earn "
        "their money, or closed, and no source here says which.",
    ]
    if len(rows) < _MINIMUM:
        notes.append(
            f"Not enough evidence: {len(rows)} companies have a dated round of the last {months} months. Load their "
            "announcements, filings (`tarpit load FILING`) or a table of rounds."
        )
    return Table(
        "Runway", COLUMNS, tuple(rows[:top]), tuple(notes), Chart("bar", "left_days", "company")
    )


def _row(
    snapshot: Snapshot, company: str, facts: list[dict[str, Any]], today: date, months: int
) -> dict[str, Any]:
    facts = sorted(facts, key=lambda fact: (fact["valid_from"], fact["id"]))
    last = facts[-1]
    until = last["valid_from"] + timedelta(days=round(months * _DAYS_A_MONTH))
    sums = [fact["amount_usd"] for fact in facts if fact.get("amount_usd")]
    return {
        "company": snapshot.name(company),
        "last_round": last.get("series", ""),
        "raised": last["valid_from"],
        "amount_usd": last.get("amount_usd"),
        "total_usd": sum(sums) if sums else None,
        "age_days": max((today - last["valid_from"]).days, 0),
        "until": until,
        "left_days": (until - today).days,
        "id": company,
        "facts": [fact["id"] for fact in facts],
    }


REPORT = Report(
    how_to_read=(
        "No one publishes burn. A round is assumed to last 24 months, which is what investors plan for; "
        "`--months` changes that. A company at the end of its runway need not fail: it raises, sells or earns. What "
        "was raised before the last round is shown, for who raised much has more to lose."
    ),
    asks=(
        "who is running out of money",
        "which startups need money soon",
        "how long does the cash of startups last",
        "who will run out of cash soon",
        "runway of startups",
        "who has to raise money soon",
        "startups close to bankruptcy",
        "which startups are running out of money",
        "how long will the money last for {company}",
        "who has to raise soon",
        "how much cash has {company} left",
        "when does {company} need new money",
        "who raised long ago",
        "startups with little cash left",
        "is {company} about to go broke",
        "who is short of cash",
        "burn and cash of startups",
        "when did startups last raise",
        "which companies have not raised in a long time",
        "who will be bankrupt soon",
        "who will go bankrupt",
        "who could become insolvent",
    ),
    make=report,
)
