"""How fast do incumbents copy startups?"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from statistics import median
from typing import Annotated, Any

from tarpit_graph import snapshot as snapshots
from tarpit_graph.ontology import ENTERED, FEATURE, HAS_FEATURE
from tarpit_graph.snapshot import Snapshot, projections

from tarpit_queries import incumbents
from tarpit_queries.incumbents import INCUMBENT
from tarpit_queries.reports import Report
from tarpit_queries.table import Column, Table

#: A median of fewer lags means nothing.
_MINIMUM = 3

COLUMNS = (
    Column("what", "the feature, or the segment entered"),
    Column("startup", "the startup that had it first"),
    Column("since", "since when"),
    Column("incumbent", "the first incumbent that followed"),
    Column("followed", "since when"),
    Column("days", "days from the one to the other", is_bar=True, is_measure=True),
    Column("id", "follow it to the sentences with `tarpit why ID`"),
)


def report(snapshot: Snapshot, *, top: Annotated[int, "show this many"] = 30) -> Table:
    """Show for each feature and segment how many days passed from a startup to an incumbent."""
    kinds = {c: v.kind for c, v in incumbents.verdicts(snapshot).items()}
    rows = []
    for what, having in _dated(snapshot).items():
        startups = sorted(h for h in having if kinds.get(h[1]) != INCUMBENT)
        established = sorted(h for h in having if kinds.get(h[1]) == INCUMBENT)
        if startups and (not established or startups[0] < established[0]):
            rows.append(_row(snapshot, what, startups[0], established[0] if established else None))
    rows.sort(key=lambda row: (row["days"] is None, row["days"] or 0, row["id"]))
    lags = [row["days"] for row in rows if row["days"] is not None]
    notes = ["Only features and entries with a stated day count."]
    if len(lags) >= _MINIMUM:
        notes.append(f"Median of {len(lags)}: {median(lags):.0f} days.")
    else:
        notes.append(f"Not enough evidence for a median: {len(lags)} of at least {_MINIMUM}.")
    return Table("Catching up", COLUMNS, tuple(rows[:top]), tuple(notes))


_Having = tuple[date, str, str]


def _dated(snapshot: Snapshot) -> dict[str, list[_Having]]:
    """Return who has what since when: day, company, fact."""
    owner, makers = projections.owners(snapshot), projections.makers(snapshot)
    found: dict[str, list[_Having]] = defaultdict(list)
    for product, feature, fact in snapshot.edges(HAS_FEATURE):
        # A feature that answers a model's launch is no answer to a startup.
        if fact.get("triggered") or product not in makers:
            continue
        if (day := snapshots.exact_day(fact)) is not None:
            found[feature].append((day, owner[makers[product][0]], fact["id"]))
    for company, workload, fact in snapshot.edges(ENTERED):
        if (day := fact.get("valid_from")) is not None:
            found[workload].append((day, owner[company], fact["id"]))
    return found


def _row(snapshot: Snapshot, what: str, first: _Having, then: _Having | None) -> dict[str, Any]:
    is_feature = snapshot.entities[what]["label"] == FEATURE
    return {
        "what": snapshot.name(what) if is_feature else f"entered {snapshot.name(what)}",
        "startup": snapshot.name(first[1]),
        "since": first[0],
        "incumbent": snapshot.name(then[1]) if then else "",
        "followed": then[0] if then else None,
        "days": (then[0] - first[0]).days if then else None,
        "id": what,
        "facts": [first[2], *([then[2]] if then else [])],
    }


REPORT = Report(
    how_to_read=(
        "183 days says that the first incumbent had what a startup had first half a year later. Where the "
        "incumbent was first there is nothing to catch up with, and the row is left out. Who counts as what "
        "stands in `report incumbents`."
    ),
    asks=(
        "how fast do incumbents copy startups",
        "how long until incumbents catch up with a startup's feature",
        "do big companies copy startups",
        "days from a startup's launch to the incumbent's copy",
        "how long do incumbents take to catch up with startups",
        "how fast do the giants follow",
        "how quickly does a big vendor copy a startup",
        "time until an incumbent ships the same thing",
        "do incumbents clone what startups launch",
        "how soon does big tech respond to a startup",
        "lead of a startup over an incumbent",
    ),
    make=report,
)
