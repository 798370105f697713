"""What does a company buy, how often, and who of what is left fits that?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from heapq import nsmallest
from statistics import median
from typing import Annotated, Any

from tarpit_graph import snapshot as snapshots
from tarpit_graph.ontology import ACQUIRED, COMPANY
from tarpit_graph.snapshot import Snapshot, projections

from tarpit_queries.measures.niche_overlap import jaccard
from tarpit_queries.reports import Report
from tarpit_queries.table import Column, Table

#: A rhythm of fewer deals means nothing.
_MINIMUM = 3

DEALS = (
    Column("date", "day of the deal, else of the first report of it"),
    Column("precision", "`by` where a text only looks back on it"),
    Column("target"),
    Column("segments", "what the target's own products serve"),
    Column("status", "completed or announced"),
    Column("price_usd", "price in US dollars, where one is stated", digits=0),
    Column("id", "follow it to the sentences with `tarpit why ID`"),
)
TASTE = (
    Column("segment"),
    Column("bought", "companies of it that it bought", is_bar=True),
    Column("serves", "it has a product there itself"),
    Column("id", "follow it to the sentences with `tarpit why ID`"),
)
NEXT = (
    Column("candidate", "a free company with fewer products"),
    Column(
        "likeness",
        "highest Jaccard index of its segments with those of a past target",
        2,
        is_bar=True,
    ),
    Column("like", "the past target that it is most like"),
    Column("segments", "what it serves"),
    Column("id", "follow it to the sentences with `tarpit why ID`"),
)


def report(
    snapshot: Snapshot,
    *,
    company: Annotated[str, "the buyer"],
    top: Annotated[int, "show this many rows in each part"] = 20,
) -> tuple[Table, Table, Table]:
    """Show what a company buys, in which segments, and who is like it."""
    buyer = snapshot.find(COMPANY, company)
    name, own = snapshot.name(buyer), projections.own_segments(snapshot)
    owner = projections.owners(snapshot)
    deals = [(target, fact) for b, target, fact in snapshot.edges(ACQUIRED) if owner[b] == buyer]
    deals.sort(key=lambda deal: (deal[1].get("valid_from") or date.min, deal[1]["id"]))
    rows = [_deal(snapshot, target, fact, own[target]) for target, fact in reversed(deals)]
    return (
        Table(f"What {name} bought", DEALS, tuple(rows[:top]), _rhythm(deals)),
        Table(f"What {name} is after", TASTE, tuple(_taste(snapshot, own, buyer, deals)[:top])),
        Table(
            f"Who is like what {name} bought",
            NEXT,
            tuple(_next(snapshot, own, buyer, deals, top)),
        ),
    )


_Deal = tuple[str, dict[str, Any]]
_Served = Mapping[str, frozenset[str]]


def _deal(
    snapshot: Snapshot, target: str, fact: dict[str, Any], segments: frozenset[str]
) -> dict[str, Any]:
    return {
        "date": fact.get("valid_from"),
        "precision": fact.get("valid_precision", ""),
        "target": snapshot.name(target),
        "segments": sorted(map(snapshot.name, segments)),
        "status": fact["status"],
        "price_usd": fact.get("price_usd"),
        "id": fact["id"],
        "facts": [fact["id"]],
    }


def _rhythm(deals: list[_Deal]) -> tuple[str, ...]:
    # Deals that one text reports together have one day, and say nothing about a rhythm.
    days = sorted({day for _, fact in deals if (day := snapshots.event_day(fact)) is not None})
    if len(days) < _MINIMUM:
        return (f"Not enough evidence for a rhythm: {len(days)} different days.",)
    gaps = [(b - a).days for a, b in zip(days, days[1:], strict=False)]
    return (f"Median days between two deals: {median(gaps):.0f}, of {len(days)} different days.",)


def _taste(
    snapshot: Snapshot, own: _Served, buyer: str, deals: list[_Deal]
) -> list[dict[str, Any]]:
    bought = Counter(segment for target, _ in deals for segment in own[target])
    return [
        {
            "segment": snapshot.name(segment),
            "bought": count,
            "serves": segment in own[buyer],
            "id": segment,
            "facts": [fact["id"] for target, fact in deals if segment in own[target]],
        }
        for segment, count in sorted(bought.items(), key=lambda item: (-item[1], item[0]))
    ]


def _next(
    snapshot: Snapshot, own: _Served, buyer: str, deals: list[_Deal], top: int
) -> Iterator[dict[str, Any]]:
    owner = projections.owners(snapshot)
    acquired = {target for _, target, _ in snapshot.edges(ACQUIRED)}
    most = max(len(own[buyer]), 2)
    nearest = _nearest(own, deals)
    found = []
    for candidate, segments in own.items():
        listed = snapshot.entities[candidate].get("ticker")
        free = owner[candidate] == candidate and candidate not in acquired and not listed
        if free and candidate != buyer and len(segments) < most:
            likeness, like, fact = nearest(segments)
            if likeness > 0:
                found.append((-round(likeness, 4), candidate, like, fact))
    for likeness, candidate, like, fact in nsmallest(top, found):
        yield {
            "candidate": snapshot.name(candidate),
            "likeness": -likeness,
            "like": snapshot.name(like),
            "segments": sorted(map(snapshot.name, own[candidate])),
            "id": candidate,
            "facts": [fact],
        }


def _nearest(
    own: _Served, deals: list[_Deal]
) -> Callable[[frozenset[str]], tuple[float, str, str]]:
    """Return what finds the bought company whose segments are most like some: how much, which, and its deal's id."""
    bought = {target: fact["id"] for target, fact in reversed(deals)}
    serving: dict[str, set[str]] = defaultdict(set)
    for target in bought:
        for segment in own[target]:
            serving[segment].add(target)

    @cache  # most companies serve what some others serve
    def nearest(segments: frozenset[str]) -> tuple[float, str, str]:
        near = set().union(*(serving[segment] for segment in segments & serving.keys()))
        likeness, like = max(((jaccard(segments, own[t]), t) for t in near), default=(0.0, ""))
        return likeness, like, bought.get(like, "")

    return nearest


REPORT = Report(
    how_to_read=(
        "The first part is what it bought; the second, in which segments that was, against those that it "
        "serves itself: much bought where it serves nothing is a company that widens. The third lists free "
        "companies by the likeness of their segments to one that it bought: 1 is the same segments."
    ),
    arguments=("company",),
    example=("Databricks",),
    asks=(
        "what kind of companies does {company} buy",
        "the appetite of {company} for acquisitions",
        "in which segments does {company} buy",
        "acquisition strategy of {company}",
        "what does {company} like to buy",
        "what is {company} likely to buy next",
        "what would {company} want to acquire",
        "what will {company} acquire next",
        "which startups fit {company}",
        "whom might {company} buy",
        "what is {company} shopping for",
        "what gaps could {company} fill by buying",
        "does {company} buy in this field",
        "shopping list of {company}",
        "what sort of startups does {company} go after",
        "what sort of startup would {company} buy",
        "which kinds of companies does {company} look for",
        "what could {company} buy",
        "what kind of startups does {company} acquire",
    ),
    make=report,
)
