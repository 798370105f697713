"""Claims on products and their makers: licences, prices, clones, switching, moves into other segments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise

from tarpit_graph import snapshot as snapshots
from tarpit_graph.ontology import CLONE_OF, ENTERED, LICENSED_UNDER, PIVOTED_TO, REPLACEABLE_BY
from tarpit_graph.snapshot import Snapshot

from tarpit_queries import incumbents
from tarpit_queries.thesis import HISTORIES, Observation, ThesisClaim, products_of
from tarpit_queries.timelines.prices import stories_of

_YEAR = 365


def of(
    snapshot: Snapshot, segment: str, standing: Mapping[str, incumbents.Classification]
) -> Iterator[ThesisClaim]:
    """Yield what is claimed of products, in one segment or in all; see `claims.all_of`."""
    yield _licences(snapshot, segment)
    yield _cheaper(snapshot, segment)
    yield _clones(snapshot, segment)
    yield _switching(snapshot, segment)
    yield _pivots(snapshot, segment, standing)


def _licences(snapshot: Snapshot, segment: str) -> ThesisClaim:
    """Products that ever changed their licence, of those whose licence file was read."""
    wanted = products_of(snapshot, segment)
    ever: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for product, licence, fact in snapshot.edges(LICENSED_UNDER):
        if wanted is None or product in wanted:
            since = str(fact.get("valid_from") or "")
            ever[product].append((since, snapshot.name(licence), fact["id"]))
    observed = []
    for product, held in sorted(ever.items()):
        told = ", then ".join(f"{name} {since}".strip() for since, name, _ in sorted(held))
        facts = tuple(fact for *_, fact in sorted(held))
        observed.append(
            Observation(float(len(held) > 1), facts, f"{snapshot.name(product)}: {told}")
        )
    return ThesisClaim(
        "Makers change their licences against clones",
        "share of products with more than one licence",
        0.2,
        False,
        tuple(observed),
        is_share=True,
        lacking=HISTORIES,
    )


def _cheaper(snapshot: Snapshot, segment: str) -> ThesisClaim:
    wanted = products_of(snapshot, segment)
    changes = [
        Observation(
            float(after.usd < before.usd),
            (before.fact, after.fact),
            f"{snapshot.name(product)}: ${before.usd:g} to ${after.usd:g} per {unit}, {after.day}",
            after.day,
        )
        for (product, unit), story in stories_of(snapshot).items()
        if wanted is None or product in wanted
        for before, after in pairwise(story)
        if before.usd != after.usd
    ]
    return ThesisClaim(
        "Prices fall",
        "share of price changes that were cuts",
        0.5,
        False,
        tuple(changes),
        is_share=True,
        lacking="price lists with days: `tarpit load examples/prices.csv`",
    )


def _clones(snapshot: Snapshot, segment: str) -> ThesisClaim:
    """Days from the original to its open-source clone, where both are dated."""
    clones = snapshot.edges(CLONE_OF)
    heard = snapshots.first_heard(snapshot) if clones else {}
    wanted = products_of(snapshot, segment)
    observed = [
        Observation(
            (heard[clone] - heard[original]).days,
            (fact["id"],),
            f"{snapshot.name(clone)} after {snapshot.name(original)}",
            heard[clone],
        )
        for clone, original, fact in clones
        if clone in heard and original in heard and (wanted is None or original in wanted)
    ]
    return ThesisClaim(
        "An open-source clone follows within a year",
        "days from the original to the clone, median",
        _YEAR,
        True,
        tuple(observed),
        lacking="news and docs that name open-source alternatives",
    )


def _switching(snapshot: Snapshot, segment: str) -> ThesisClaim:
    """How many replacements texts name for each product of whose replacement any text speaks."""
    wanted = products_of(snapshot, segment)
    named: dict[str, dict[str, str]] = defaultdict(dict)
    for product, other, fact in snapshot.edges(REPLACEABLE_BY):
        if wanted is None or product in wanted:
            named[product][other] = fact["id"]
    observed = [
        Observation(
            len(to),
            tuple(to.values()),
            f"{snapshot.name(product)}: {', '.join(map(snapshot.name, to))}",
        )
        for product, to in sorted(named.items())
    ]
    return ThesisClaim(
        "Products are easy to switch: texts name two replacements and more",
        "replacements named for a product that any text calls replaceable, median",
        2,
        False,
        tuple(observed),
        lacking="docs on migration and compatible interfaces",
    )


def _pivots(
    snapshot: Snapshot, segment: str, standing: Mapping[str, incumbents.Classification]
) -> ThesisClaim:
    """Moves into other segments: ones for incumbents, zeros for start-ups."""
    observed = []
    for predicate in (PIVOTED_TO, ENTERED):
        for company, workload, fact in snapshot.edges(predicate):
            verdict = standing.get(company)
            if verdict is not None and segment in ("", workload):
                day = fact.get("valid_from")
                what = f"{snapshot.name(company)} into {snapshot.name(workload)} {day or ''}"
                is_incumbent = verdict.kind == incumbents.INCUMBENT
                observed.append(Observation(float(is_incumbent), (fact["id"],), what.strip(), day))
    return ThesisClaim(
        "Incumbents grow into other segments more often than start-ups do",
        "share of stated moves that incumbents made",
        0.5,
        False,
        tuple(observed),
        is_share=True,
        lacking="news on companies that enter markets",
    )
