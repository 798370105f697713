"""Who is becoming end-to-end: breadth over layers, and the moves that made it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from tarpit_graph.ontology import ACQUIRED, ENTERED
from tarpit_graph.snapshot import Snapshot, projections

from tarpit_queries.reports import Report
from tarpit_queries.table import Chart, Column, Table

#: A company in so many layers offers most of what its customers need.
END_TO_END = 4

COMPANIES = (
    Column("company"),
    Column("layers", "layers of the stack in which it or a subsidiary has a product", is_bar=True),
    Column("segments", "segments that these serve"),
    Column("bought", "segments that came with a company it bought"),
    Column("end_to_end", f"{END_TO_END} layers or more"),
    Column("in_layers", "the layers"),
    Column("id", "follow it to the sentences with `tarpit why ID`"),
)
MOVES = (
    Column("date", "the day of the deal, or of the first sentence that says so"),
    Column("company"),
    Column("segment", "the market that it came into"),
    Column("layer", "the part of the stack that this belongs to"),
    Column("by", "bought a company, or entered it itself"),
    Column("new_layer", "it was in no segment of this layer before"),
    Column("id", "follow it to the sentences with `tarpit why ID`"),
)


@dataclass(frozen=True, slots=True)
class _Move:
    company: str
    segment: str
    day: date | None
    by: str
    fact: str


def report(
    snapshot: Snapshot, *, top: Annotated[int, "show this many rows in each part"] = 25
) -> tuple[Table, Table]:
    """Rank companies by how many layers they cover, and list their dated moves."""
    segments, layers = projections.segments(snapshot), projections.layers(snapshot)
    moves = _moves(snapshot)
    came: dict[str, set[str]] = defaultdict(set)
    for move in moves:
        if move.by.startswith("bought"):
            came[move.company].add(move.segment)
    rows: list[dict[str, Any]] = []
    for node in projections.competitors(segments):
        served = set(segments[node])
        covered = {layers.get(segment, segment) for segment in served}
        rows.append(
            {
                "company": snapshot.name(node),
                "layers": len(covered),
                "segments": len(served),
                "bought": len(came[node] & served),
                "end_to_end": len(covered) >= END_TO_END,
                "in_layers": sorted(map(snapshot.name, covered)),
                "id": node,
                "facts": sorted({f for s in served for f in segments.edges[node, s]["facts"]}),
            }
        )
    rows.sort(key=lambda row: (-row["layers"], -row["segments"], row["id"]))
    told = _told(snapshot, moves, layers)
    return (
        Table("Platforms", COMPANIES, tuple(rows[:top])),
        Table(
            "Moves into other segments",
            MOVES,
            tuple(told[:top]),
            chart=Chart("point", "date", "company", "by"),
        ),
    )


def _moves(snapshot: Snapshot) -> list[_Move]:
    """Return what companies came into, by deals and by what sentences say that they entered."""
    owner = projections.owners(snapshot)
    served = projections.own_segments(snapshot)
    found = [
        _Move(
            owner[buyer], segment, fact.get("valid_from"), _how(snapshot, target, fact), fact["id"]
        )
        for buyer, target, fact in snapshot.edges(ACQUIRED)
        for segment in sorted(served[target])
    ]
    found += [
        _Move(owner[company], segment, fact.get("valid_from"), "entered it", fact["id"])
        for company, segment, fact in snapshot.edges(ENTERED)
    ]
    return sorted(found, key=lambda m: (m.day or date.min, m.company, m.segment, m.fact))


def _how(snapshot: Snapshot, target: str, fact: dict[str, Any]) -> str:
    is_licence = fact.get("kind") == "licence_and_hire"
    return f"{'licensed and hired from' if is_licence else 'bought'} {snapshot.name(target)}"


def _told(snapshot: Snapshot, moves: list[_Move], layers: dict[str, str]) -> list[dict[str, Any]]:
    """Spell moves out, the latest first; a layer is new at the first move into it."""
    been: dict[str, set[str]] = defaultdict(set)
    rows: list[dict[str, Any]] = []
    for move in moves:
        layer = layers.get(move.segment, move.segment)
        rows.append(
            {
                "date": move.day,
                "company": snapshot.name(move.company),
                "segment": snapshot.name(move.segment),
                "layer": snapshot.name(layer),
                "by": move.by,
                "new_layer": layer not in been[move.company],
                "id": move.fact,
                "facts": [move.fact],
            }
        )
        been[move.company].add(layer)
    return rows[::-1]


REPORT = Report(
    how_to_read=(
        "Four layers and more is what a customer calls end-to-end. `new_layer` marks the moves "
        "by which a company got there; what it built itself is dated by the first sentence that "
        "says so, which may be late."
    ),
    asks=(
        "who is becoming an end-to-end platform",
        "which companies cover most layers of the stack",
        "which companies are turning into end-to-end platforms",
        "who covers the whole stack",
        "companies present in many layers",
        "who wants to be the platform for everything",
        "who is building an end to end platform",
        "which incumbents cover the most layers of the stack",
        "which companies are in every layer",
        "who expands into other layers",
        "who is growing into a platform",
        "which vendors offer everything from one hand",
        "who does the full stack",
        "widest product range",
        "which vendors try to be a one-stop shop",
        "one-stop shops",
        "who wants to sell everything",
        "who spans the most layers",
        "which companies are becoming platforms",
    ),
    make=report,
)
