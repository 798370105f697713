"""What is new since a day: facts that came, went further, or were called off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Annotated, Any, NamedTuple

from tarpit_graph.ontology import LISTED_IN, MAKES, PART_OF, SERVES
from tarpit_graph.records import STATUS_BY_CAUTION, Status
from tarpit_graph.snapshot import Snapshot, projections

from tarpit_queries.reports import Report
from tarpit_queries.table import Column, Table

#: Relations that say how the market is sorted rather than what happens in it.
_SORTING = frozenset((SERVES, PART_OF, MAKES))

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
    then = _statuses(earlier)
    changes = sorted([*_news(snapshot, then), *_called_off(snapshot, earlier)])[:top]
    notes = (
        f"Compared with what was published by {since}; what undated documents say is never new.",
    )
    return (
        Table("Changes", COLUMNS, tuple(_rows(snapshot, earlier, changes, then)), notes),
        Table("Segments that grew", SEGMENTS, tuple(_segments(snapshot, earlier)[:top])),
    )


class _Change(NamedTuple):
    """One change; the first comes first: `kind` is a place in `_ORDER`, and `fact` an id."""

    kind: int
    relation: str
    subject: str
    fact: str


def _statuses(snapshot: Snapshot) -> dict[str, str]:
    """Return the status of each fact by id."""
    facts = snapshot.facts
    statuses = (facts.values(relation, "status") for relation in facts.relations())
    return dict(zip(facts.ids(), chain.from_iterable(statuses), strict=True))


def _news(snapshot: Snapshot, then: Mapping[str, str]) -> Iterator[_Change]:
    """Yield facts that are new, and those that went further."""
    further, new = _ORDER.index("went further"), _ORDER.index("new")
    facts = snapshot.facts
    for relation in facts.relations():
        for subject, _, fact, now, day in facts.told(relation, "status", "first_asserted"):
            was = then.get(fact)
            if was is not None:
                if was != now and _further(was, now):
                    yield _Change(further, relation, snapshot.name(subject), fact)
            elif (
                day is not None and relation not in _SORTING
            ):  # else it is unknown whether it is new
                yield _Change(new, relation, snapshot.name(subject), fact)


def _called_off(snapshot: Snapshot, earlier: Snapshot) -> Iterator[_Change]:
    """Yield facts that stood then and do not now, while both ends are still there."""
    off, now, there = _ORDER.index("called off"), set(snapshot.facts.ids()), snapshot.entities
    for relation in earlier.facts.relations():
        for subject, object_, fact in earlier.facts.ends(relation):
            if fact not in now and subject in there and object_ in there:
                yield _Change(off, relation, earlier.name(subject), fact)


def _further(was: str, status: str) -> bool:
    return STATUS_BY_CAUTION.index(Status(status)) > STATUS_BY_CAUTION.index(Status(was))


def _rows(
    snapshot: Snapshot, earlier: Snapshot, changes: Sequence[_Change], then: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    wanted = {change.fact for change in changes}
    facts = earlier.facts.find(wanted) | snapshot.facts.find(wanted)
    for change in changes:
        subject, object_, fact = facts[change.fact]
        kind = _ORDER[change.kind]
        yield {
            "change": kind,
            "subject": change.subject,
            "relation": change.relation,
            "object": (earlier if kind == "called off" else snapshot).name(object_),
            "was": then.get(change.fact, ""),
            "status": "refuted" if kind == "called off" else fact["status"],
            "since": fact.get("valid_from"),
            "support": fact["support"],
            "id": change.fact,
            "facts": [change.fact],
        }


def _segments(snapshot: Snapshot, earlier: Snapshot) -> list[dict[str, Any]]:
    """Return the segments that products came to, those with most of these first."""
    then, undated = projections.serving(earlier), _undated(snapshot)
    rows = []
    for workload, products in projections.serving(snapshot).items():
        new = (products[product] for product in products.keys() - then.get(workload, {}).keys())
        if came := sum(not undated.issuperset(says_so) for says_so in new):
            rows.append(
                {
                    "segment": snapshot.name(workload),
                    "products": len(products),
                    "came": came,
                    "id": workload,
                    "facts": sorted(chain.from_iterable(products.values())),
                }
            )
    return sorted(rows, key=lambda row: (-row["came"], row["id"]))


def _undated(snapshot: Snapshot) -> set[str]:
    """Return what documents without a day alone say of who serves what."""
    facts = snapshot.facts
    return {
        fact
        for relation in (SERVES, LISTED_IN)
        for *_, fact, day in facts.told(relation, "first_asserted")
        if day is None
    }


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
