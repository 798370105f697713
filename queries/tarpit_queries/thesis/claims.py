"""What the thesis claims, as numbers over one snapshot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import pairwise

from tarpit_graph import projections
from tarpit_graph import snapshot as snapshots
from tarpit_graph.ontology import (
    ACQUIRED,
    CLONE_OF,
    ENTERED,
    LICENSED_UNDER,
    LISTED_IN,
    PIVOTED_TO,
    PRODUCT,
    REPLACEABLE_BY,
)
from tarpit_graph.snapshot import Snapshot

from tarpit_queries import adoption, incumbents, listings
from tarpit_queries.measures import concentration
from tarpit_queries.measures.copying import MONTH, THREE_MONTHS, Copied
from tarpit_queries.reports import copying, prices
from tarpit_queries.reports.copying import Market
from tarpit_queries.thesis import Claim, Observation

_YEAR = 365
_HISTORIES = "the histories of its products: `tarpit load CLONE`, or `tarpit load --evidence`"
_LISTS = "the history of a landscape or an awesome list: `tarpit load CLONE`"


def all_of(snapshot: Snapshot, segment: str = "") -> Iterator[Claim]:
    """Yield every claim with what was observed of it, in one segment or in all.

    Args:
        snapshot: The facts.
        segment: Id of a segment; empty for all.
    """
    markets = [
        market
        for market in copying.markets_of(snapshot).values()
        if segment in ("", market.workload)
    ]
    yield _crowded(snapshot, segment)
    standing = incumbents.verdicts(snapshot)
    yield _second(markets)
    yield _half(markets)
    yield _gaps(markets)
    yield _launches(markets)
    yield _incumbents_first(markets, incumbents.kinds(snapshot, standing))
    yield _entries(snapshot, segment)
    yield _stays(snapshot, segment)
    yield _concentrated(snapshot, segment)
    yield _licences(snapshot, segment)
    yield _cheaper(snapshot, segment)
    yield _clones(snapshot, segment)
    yield _switching(snapshot, segment)
    yield _pivots(snapshot, segment, standing)
    yield _bought(snapshot, segment)


def _crowded(snapshot: Snapshot, segment: str) -> Claim:
    projected = projections.segments(snapshot)
    observed = []
    for workload, data in sorted(projected.nodes(data=True)):
        if data["side"] == "workload" and segment in ("", workload):
            makers = sorted(projected[workload])
            facts = (min(projected.edges[m, workload]["facts"], default="") for m in makers)
            if makers:
                observed.append(Observation(len(makers), tuple(sorted(filter(None, facts)))[:10]))
    return Claim(
        "Every layer has ten or more companies with a viable product",
        "companies a segment, median",
        10,
        False,
        tuple(observed),
        lacking="landscapes, lists and the built-in companies: `tarpit load --builtin`",
    )


def _stories(markets: list[Market], *, triggered: bool) -> Iterator[tuple[Copied, tuple[str, ...]]]:
    for market in markets:
        for story in market.stories(triggered=triggered):
            since = market.since[story.feature]
            yield story, tuple(since[product][1] for product in story.order)


def _second(markets: list[Market]) -> Claim:
    text = "A rival ships the same feature within three months of the first"
    return _to_second(markets, text, THREE_MONTHS, triggered=False)


def _half(markets: list[Market]) -> Claim:
    return Claim(
        "Half of the field has a feature within three months",
        "days to half of those known to have it, median",
        THREE_MONTHS,
        True,
        tuple(
            Observation(s.to_half, f)
            for s, f in _stories(markets, triggered=False)
            if len(s.order) > 2
        ),
        lacking=_HISTORIES,
    )


def _gaps(markets: list[Market]) -> Claim:
    return Claim(
        "One rival after the other follows within three months",
        "share of gaps between successive rivals within 92 days",
        0.5,
        False,
        tuple(
            Observation(float(gap <= THREE_MONTHS), facts[n : n + 2])
            for story, facts in _stories(markets, triggered=False)
            for n, gap in enumerate(story.gaps)
        ),
        is_share=True,
        lacking=_HISTORIES,
    )


def _launches(markets: list[Market]) -> Claim:
    text = "What a model's or an API's launch calls for is matched within a month"
    return _to_second(markets, text, MONTH, triggered=True)


def _to_second(markets: list[Market], text: str, most: int, *, triggered: bool) -> Claim:
    return Claim(
        text,
        "days to the second rival, median",
        most,
        True,
        tuple(Observation(s.to_second, f[:2]) for s, f in _stories(markets, triggered=triggered)),
        lacking=_HISTORIES,
    )


def _incumbents_first(markets: list[Market], kind_of: Mapping[str, tuple[str, str]]) -> Claim:
    by_incumbents = {p for p, (_, kind) in kind_of.items() if kind == incumbents.INCUMBENT}
    return Claim(
        "Start-ups and communities are first, incumbents follow",
        "share of features that no incumbent had first",
        0.5,
        False,
        tuple(
            Observation(float(story.order[0] not in by_incumbents), facts[:1])
            for story, facts in _stories(markets, triggered=False)
        ),
        is_share=True,
        lacking=_HISTORIES,
    )


def _spells(snapshot: Snapshot, segment: str) -> list[tuple[str, dict[str, object]]]:
    return [
        (product, fact)
        for product, workload, fact in snapshot.edges(LISTED_IN)
        if segment in ("", workload)
    ]


def _entries(snapshot: Snapshot, segment: str) -> Claim:
    """Every coming and going of a list: ones for entries, zeros for exits."""
    observed = []
    for _, fact in _spells(snapshot, segment):
        if fact.get("valid_from") and not fact.get("base_stock"):
            observed.append(Observation(1.0, (str(fact["id"]),)))
        if listings.has_left(fact):
            observed.append(Observation(0.0, (str(fact["id"]),)))
    return Claim(
        "Entrants keep coming: more products enter the lists than leave them",
        "share of entries among entries and exits",
        0.5,
        False,
        tuple(observed),
        is_share=True,
        lacking=_LISTS,
    )


def _stays(snapshot: Snapshot, segment: str) -> Claim:
    """Of what was listed three years ago or earlier, what left within three years."""
    today = snapshot.today
    observed = []
    for _, fact in _spells(snapshot, segment):
        start, end = fact.get("valid_from"), fact.get("valid_to")
        if today is None or start is None or start > today - timedelta(days=3 * _YEAR):  # type: ignore[operator]
            continue
        if listings.is_elsewhere(fact):
            continue
        left = end is not None and end - start <= timedelta(days=3 * _YEAR)  # type: ignore[operator]
        observed.append(Observation(float(left), (str(fact["id"]),)))
    return Claim(
        "A shake-out: a fifth of the listed products is gone within three years",
        "share that left its list within three years",
        0.2,
        False,
        tuple(observed),
        is_share=True,
        lacking=_LISTS,
    )


def _concentrated(snapshot: Snapshot, segment: str) -> Claim:
    """The Herfindahl–Hirschman index by downloads, of each segment's last months."""
    makers, owner = projections.makers(snapshot), projections.owners(snapshot)
    owner_of = {product: owner[maker] for product, (maker, _) in makers.items()}
    serving: dict[str, set[str]] = defaultdict(set)
    for product, workload, _ in projections.jobs_served(snapshot):
        serving[workload].add(product)
    observed = []
    for workload, products in sorted(serving.items()):
        uses = adoption.of_products(snapshot, "downloads", products)
        if len(uses) >= adoption.LEAST and segment in ("", workload):
            share = concentration.shares(adoption.of_owners(uses, owner_of))
            facts = tuple(use.facts[0] for use in uses.values())
            observed.append(Observation(concentration.hhi(share), facts))
    return Claim(
        "No product leads: by downloads, segments are not concentrated",
        "HHI by downloads, median of segments",
        0.25,
        True,
        tuple(observed),
        lacking="tables of downloads: `tarpit load --evidence`, or a clone of top-pypi-packages",
    )


def _licences(snapshot: Snapshot, segment: str) -> Claim:
    """Products that ever changed their licence, of those whose licence file was read."""
    wanted = _products_of(snapshot, segment)
    ever: dict[str, list[str]] = defaultdict(list)
    for product, _, fact in snapshot.edges(LICENSED_UNDER):
        if wanted is None or product in wanted:
            ever[product].append(fact["id"])
    return Claim(
        "Makers change their licences against clones",
        "share of products with more than one licence",
        0.2,
        False,
        tuple(Observation(float(len(f) > 1), tuple(f)) for _, f in sorted(ever.items())),
        is_share=True,
        lacking=_HISTORIES,
    )


def _products_of(snapshot: Snapshot, segment: str) -> set[str] | None:
    """Return the products of a segment; None for all."""
    if not segment:
        return None
    return {p for p, workload, _ in projections.jobs_served(snapshot) if workload == segment}


def _cheaper(snapshot: Snapshot, segment: str) -> Claim:
    wanted = _products_of(snapshot, segment)
    changes = [
        Observation(float(after.usd < before.usd), (before.fact, after.fact))
        for (product, _), story in prices.stories_of(snapshot).items()
        if wanted is None or product in wanted
        for before, after in pairwise(story)
        if before.usd != after.usd
    ]
    return Claim(
        "Prices fall",
        "share of price changes that were cuts",
        0.5,
        False,
        tuple(changes),
        is_share=True,
        lacking="price lists with days: `tarpit load examples/prices.csv`",
    )


def _clones(snapshot: Snapshot, segment: str) -> Claim:
    """Days from the original to its open-source clone, where both are dated."""
    heard = snapshots.first_heard(snapshot)
    wanted = _products_of(snapshot, segment)
    observed = [
        Observation((heard[clone] - heard[original]).days, (fact["id"],))
        for clone, original, fact in snapshot.edges(CLONE_OF)
        if clone in heard and original in heard and (wanted is None or original in wanted)
    ]
    return Claim(
        "An open-source clone follows within a year",
        "days from the original to the clone, median",
        _YEAR,
        True,
        tuple(observed),
        lacking="news and docs that name open-source alternatives",
    )


def _switching(snapshot: Snapshot, segment: str) -> Claim:
    """How many replacements texts name for each product of whose replacement any text speaks."""
    wanted = _products_of(snapshot, segment)
    named: dict[str, dict[str, str]] = defaultdict(dict)
    for product, other, fact in snapshot.edges(REPLACEABLE_BY):
        if wanted is None or product in wanted:
            named[product][other] = fact["id"]
    return Claim(
        "Products are easy to switch: texts name two replacements and more",
        "replacements named for a product that any text calls replaceable, median",
        2,
        False,
        tuple(Observation(len(to), tuple(to.values())) for _, to in sorted(named.items())),
        lacking="docs on migration and compatible interfaces",
    )


def _pivots(snapshot: Snapshot, segment: str, standing: Mapping[str, incumbents.Verdict]) -> Claim:
    """Moves into other segments: ones for incumbents, zeros for start-ups."""
    observed = []
    for predicate in (PIVOTED_TO, ENTERED):
        for company, workload, fact in snapshot.edges(predicate):
            verdict = standing.get(company)
            if verdict is not None and segment in ("", workload):
                observed.append(
                    Observation(float(verdict.kind == incumbents.INCUMBENT), (fact["id"],))
                )
    return Claim(
        "Incumbents grow into other segments more often than start-ups do",
        "share of stated moves that incumbents made",
        0.5,
        False,
        tuple(observed),
        is_share=True,
        lacking="news on companies that enter markets",
    )


def _bought(snapshot: Snapshot, segment: str) -> Claim:
    """Companies with a product in a segment: ones for those bought, zeros for the others."""
    wanted = _products_of(snapshot, segment)
    bought = {target: fact["id"] for _, target, fact in snapshot.edges(ACQUIRED)}
    # Where no deal is known at all, nothing says that nobody was bought.
    makers: dict[str, str] = {}
    for product, (company, fact) in sorted(projections.makers(snapshot).items()):
        if (
            bought
            and snapshot.graph.nodes[product]["label"] == PRODUCT
            and (wanted is None or product in wanted)
        ):
            makers.setdefault(company, fact)
    return Claim(
        "Only a lucky few are bought",
        "share of companies with a product that were bought",
        0.1,
        True,
        tuple(
            Observation(float(company in bought), tuple(filter(None, (bought.get(company, fact),))))
            for company, fact in sorted(makers.items())
        ),
        is_share=True,
        lacking="news on deals",
    )
