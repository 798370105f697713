"""The thesis on one page: each of its claims with a verdict, a number, and what speaks for and against it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from tarpit_graph.ontology import WORKLOAD
from tarpit_graph.snapshot import Snapshot

from tarpit_queries.reports import Report
from tarpit_queries.table import Chart, Column, Table
from tarpit_queries.thesis import JudgedClaim, Observation, Verdict, by_year, claims, judged

COLUMNS = (
    Column("claim", "what the thesis says"),
    Column("verdict", "supported, refuted, mixed or not enough evidence"),
    Column("number", "the statistic", digits=2),
    Column("low", "lower end of its 90% bootstrap interval", digits=2),
    Column("high", "upper end", digits=2),
    Column("unit", "what the number is"),
    Column("threshold", "where the claim begins to hold", digits=2, is_detail=True),
    Column("observations", "how many things were observed"),
    Column(
        "documents", "documents and commits behind them, each counted once a fact", is_detail=True
    ),
    Column("over_time", "the number of each year; `years` has which", is_series=True),
    Column("years", "years with three observations and more", is_detail=True),
    Column("evidence", "what speaks most for it, by id", is_detail=True),
    Column("against", "what speaks most against it, by id", is_detail=True),
    Column("lacking", "what to load where there is too little", is_detail=True),
)
#: Ids that stand behind one observation; a few lead to it.
_MAXIMUM = 4
CHART = Chart("line", "years", "over_time", level="threshold")


def report(
    snapshot: Snapshot,
    *,
    segment: Annotated[str, "judge one segment alone"] = "",
) -> Table:
    """Judge each claim of the thesis by what was observed, with its interval."""
    workload = snapshot.find(WORKLOAD, segment) if segment else ""
    told_of = claims.all_of(snapshot, workload)
    facts = snapshot.facts.find(
        {f for claim in told_of for o in claim.observations for f in o.facts}
    )
    rows = [_row(snapshot, facts, judged(claim)) for claim in told_of]
    told = sum(row["verdict"] != Verdict.NOT_ENOUGH for row in rows)
    where = f" in {snapshot.name(workload)}" if workload else ""
    notes = (
        f"{told} of {len(rows)} claims have enough evidence.",
        "Shares and medians are of what was loaded: open-source products and public lists weigh more than in life.",
        "Over time, the days to a rival come out too short in late years: who follows slowly has not followed yet.",
        *(f"To judge “{r['claim']}”, load {r['lacking']}." for r in rows if r["lacking"]),
    )
    return Table(f"The thesis{where}, claim by claim", COLUMNS, tuple(rows), notes, CHART)


_Facts = dict[str, tuple[str, str, dict[str, Any]]]


def _row(snapshot: Snapshot, facts: _Facts, one: JudgedClaim) -> dict[str, Any]:
    claim = one.claim
    behind = {fact for o in claim.observations for fact in o.facts if fact in facts}
    shown = [f for o in (*one.evidence_for, *one.evidence_against) for f in o.facts if f in facts]
    lacks = one.verdict is Verdict.NOT_ENOUGH
    years = by_year(claim)
    return {
        "claim": claim.text,
        "verdict": one.verdict.value,
        "number": one.number,
        "low": one.low,
        "high": one.high,
        "unit": claim.unit,
        "threshold": claim.threshold,
        "observations": len(claim.observations),
        "documents": sum(facts[fact][2].get("support", 1) for fact in behind),
        "over_time": [number for _, number in years],
        "years": [year for year, _ in years],
        "evidence": _told(facts, one.evidence_for),
        "against": _told(facts, one.evidence_against),
        "lacking": claim.lacking if lacks else "",
        "facts": list(dict.fromkeys(shown)),
    }


def _told(facts: _Facts, observations: Iterable[Observation]) -> list[str]:
    """Say what was observed, each with the ids of the facts that lead to it."""
    return [
        f"{observation.what} [{' '.join(f for f in observation.facts[:_MAXIMUM] if f in facts)}]"
        for observation in observations
    ]


REPORT = Report(
    how_to_read=(
        "`supported` says that the whole 90% interval from `low` to `high` lies on the claim's side, `refuted` that it "
        "lies on the other, `mixed` that it lies across. `evidence` leads to what speaks most for a claim, `against` to "
        "what speaks most against it: ask `tarpit why ID` for the sentences or commits."
    ),
    asks=(
        "does the tarpit thesis hold",
        "is the thesis true for {segment}",
        "evidence for and against the thesis",
        "test the thesis",
        "verdict on the thesis",
        "does the thesis hold up",
        "is AI infrastructure a tarpit",
        "is the tarpit thesis true",
        "is AI infra really a tarpit",
        "what speaks against the tarpit thesis",
        "which claims of the thesis hold",
        "how true is the thesis",
        "proof of the tarpit idea",
        "does the data support the thesis",
        "is the tarpit idea wrong for {segment}",
    ),
    make=report,
)
