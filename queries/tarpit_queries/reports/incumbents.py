"""Who is an incumbent, who a startup, and by what?"""

from __future__ import annotations

from typing import Annotated, Any

from tarpit_graph.snapshot import Snapshot

from tarpit_queries import incumbents
from tarpit_queries.measures.incumbency import THRESHOLD, WEIGHTS
from tarpit_queries.reports import Report
from tarpit_queries.table import Column, Table

COLUMNS = (
    Column("company"),
    Column("kind", "incumbent or startup"),
    Column(
        "score",
        f"weighted sum of what is known, 0 to 1; incumbent from {THRESHOLD}",
        2,
        is_bar=True,
    ),
    Column("reasons", "what the score is made of"),
    Column("id", "follow it to the sentences with `tarpit why ID`"),
)


def report(snapshot: Snapshot, *, top: Annotated[int, "show this many companies"] = 30) -> Table:
    """Rank companies by how established they are, with the reasons."""
    rows: list[dict[str, Any]] = [
        {
            "company": snapshot.name(company),
            "kind": verdict.kind,
            "score": round(verdict.standing.score, 4),
            "reasons": verdict.reasons,
            "id": company,
            "parts": verdict.standing.parts,
            "facts": list(verdict.facts),
        }
        for company, verdict in incumbents.verdicts(snapshot).items()
    ]
    rows.sort(key=lambda row: (-row["score"], row["id"]))
    weights = ", ".join(f"{name} {weight}" for name, weight in WEIGHTS.items())
    notes = (f"Weights: {weights}. A file of yours overrides any of them: see the docs.",)
    return Table("Incumbents and startups", COLUMNS, tuple(rows[:top]), notes)


REPORT = Report(
    how_to_read=(
        "A company from 0.4 on counts as an incumbent; being listed is enough. Write `OpenAI: incumbent` into "
        "`incumbents.yml` in your data folder, or into the file that TARPIT_INCUMBENTS names, to decide "
        "otherwise; every report follows."
    ),
    asks=(
        "who are the incumbents",
        "which companies are the most established",
        "who counts as an incumbent",
        "list incumbents",
        "which are the big established players",
        "which companies count as incumbents",
        "who are the established companies",
        "big tech in the graph",
        "which companies are startups and which are incumbents",
        "is {company} an incumbent",
        "is {company} a startup",
        "the giants of the field",
        "who are the old players",
    ),
    make=report,
)
