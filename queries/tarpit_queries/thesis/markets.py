"""Claims on markets: how many compete, how many come and go, who leads, who is bought."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from tarpit_graph.ontology import ACQUIRED, LISTED_IN, MAKES, PART_OF, PRODUCT, SERVES
from tarpit_graph.snapshot import Snapshot, projections

from tarpit_queries.measures import concentration
from tarpit_queries.thesis import LISTS, Observation, ThesisClaim, products_of
from tarpit_queries.timelines import adoption, listings

#: A named leader, not the whole field, is what a reader of one observation looks for.
_NAMED = 3
#: What a table of deals says of a company that was sold.
_OF_A_SALE = (ACQUIRED, MAKES, SERVES, PART_OF)
#: Lists and tables of downloads are younger than this.
_YEARS = 10


def of(snapshot: Snapshot, segment: str) -> Iterator[ThesisClaim]:
    """Yield what is claimed of markets, in one segment or in all; see `claims.all_of`."""
    yield _crowded(snapshot, segment)
    yield _entries(snapshot, segment)
    yield _stays(snapshot, segment)
    yield _concentrated(snapshot, segment)
    yield _bought(snapshot, segment)


def _crowded(snapshot: Snapshot, segment: str) -> ThesisClaim:
    projected = projections.segments(snapshot)
    observed = []
    for workload in sorted(projections.workloads(projected)):
        if segment in ("", workload) and projected[workload]:
            makers = sorted(projected[workload])
            facts = (min(projected.edges[m, workload]["facts"], default="") for m in makers)
            named = ", ".join(map(snapshot.name, makers[:_NAMED]))
            many = "1 company," if len(makers) == 1 else f"{len(makers)} companies, among them"
            what = f"{snapshot.name(workload)}: {many} {named}"
            behind = tuple(sorted(filter(None, facts)))[:10]
            observed.append(Observation(len(makers), behind, what))
    return ThesisClaim(
        "Every layer has ten or more companies with a viable product",
        "companies a segment, median",
        10,
        False,
        tuple(observed),
        lacking="landscapes, lists and the built-in companies: `tarpit load --builtin`",
        history=tuple(_listed_by_year(snapshot, segment)),
    )


def _listed_by_year(snapshot: Snapshot, segment: str) -> Iterator[Observation]:
    """Yield how many makers each segment's dated lists named at the end of each year."""
    owner_of = projections.product_owners(snapshot)
    for workload, listed in listings.of_segments(snapshot).items():
        for day in _ends_of_years(snapshot) if segment in ("", workload) else ():
            makers = {
                owner_of.get(product, product)
                for product, fact in listed
                if fact["valid_from"] <= day and (fact.get("valid_to") or date.max) > day
            }
            if makers:
                yield Observation(len(makers), day=day)


def _ends_of_years(snapshot: Snapshot) -> list[date]:
    """Return the last day of each of the past years, and the last day of all."""
    last = snapshot.today
    if last is None:
        return []
    return [*(date(year, 12, 31) for year in range(last.year - _YEARS, last.year)), last]


def _spells(snapshot: Snapshot, segment: str) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield each listing with words for it."""
    for product, workload, fact in snapshot.edges(LISTED_IN):
        if segment in ("", workload):
            yield fact, f"{snapshot.name(product)} in {snapshot.name(workload)}"


def _entries(snapshot: Snapshot, segment: str) -> ThesisClaim:
    """Every coming and going of a list: ones for entries, zeros for exits."""
    observed = []
    for fact, what in _spells(snapshot, segment):
        start, end = fact.get("valid_from"), fact.get("valid_to")
        if start and not fact.get("base_stock"):
            observed.append(Observation(1.0, (fact["id"],), f"{what}, listed {start}", start))
        if listings.has_left(fact):
            observed.append(Observation(0.0, (fact["id"],), f"{what}, left {end}", end))
    return ThesisClaim(
        "Entrants keep coming: more products enter the lists than leave them",
        "share of entries among entries and exits",
        0.5,
        False,
        tuple(observed),
        is_share=True,
        lacking=LISTS,
    )


def _stays(snapshot: Snapshot, segment: str) -> ThesisClaim:
    """Of what was listed three years ago or earlier, what left within three years."""
    today = snapshot.today
    observed = []
    for fact, what in _spells(snapshot, segment):
        start, end = fact.get("valid_from"), fact.get("valid_to")
        if today is None or start is None or listings.is_elsewhere(fact):
            continue
        if start > today - timedelta(days=listings.THREE_YEARS):
            continue
        left = end is not None and (end - start).days <= listings.THREE_YEARS
        told = f"{what}, {start} to {end or 'now'}"
        observed.append(Observation(float(left), (fact["id"],), told, start))
    return ThesisClaim(
        "A shake-out: a fifth of the listed products is gone within three years",
        "share that left its list within three years",
        0.2,
        False,
        tuple(observed),
        is_share=True,
        lacking=LISTS,
    )


def _concentrated(snapshot: Snapshot, segment: str) -> ThesisClaim:
    """The Herfindahl–Hirschman index by downloads, of each segment's last months."""
    owner_of = projections.product_owners(snapshot)
    serving = projections.products_serving(snapshot)
    past = _ends_of_years(snapshot)[:-1]
    now: list[Observation] = []
    before: list[Observation] = []
    for workload, products in sorted(serving.items()):
        if segment not in ("", workload):
            continue
        now += _downloads(snapshot, workload, products, owner_of, None)
        for day in past:
            before += _downloads(snapshot, workload, products, owner_of, day)
    return ThesisClaim(
        "No product leads: by downloads, segments are not concentrated",
        "HHI by downloads, median of segments",
        0.25,
        True,
        tuple(now),
        lacking="tables of downloads of more products, such as a clone of top-pypi-packages",
        history=(*before, *now),
    )


def _downloads(
    snapshot: Snapshot,
    workload: str,
    products: set[str],
    owner_of: dict[str, str],
    day: date | None,
) -> Iterator[Observation]:
    uses = adoption.of_products(snapshot, "downloads", products, until=day)
    if len(uses) < adoption.MINIMUM:
        return
    share = concentration.shares(adoption.of_owners(uses, owner_of))
    leader = max(uses, key=lambda product: (uses[product].value, product))
    facts = (uses[leader].facts[0], *(u.facts[0] for p, u in uses.items() if p != leader))
    what = f"{snapshot.name(workload)}: {snapshot.name(leader)} leads {len(uses)} products"
    yield Observation(concentration.hhi(share), facts, what, day or snapshot.today)


def _bought(snapshot: Snapshot, segment: str) -> ThesisClaim:
    """Companies with a product in a segment: ones for those bought, zeros for the others.

    Who is known by nothing but a sale is left out: tables of deals name only companies that were bought.
    """
    wanted = products_of(snapshot, segment)
    bought = {target: (buyer, fact) for buyer, target, fact in snapshot.edges(ACQUIRED)}
    # Where no deal is known at all, nothing says that no one was bought.
    makers: dict[str, str] = {}
    for product, (company, fact) in sorted(projections.makers(snapshot).items()):
        if (
            bought
            and snapshot.entities[product]["label"] == PRODUCT
            and (wanted is None or product in wanted)
        ):
            makers.setdefault(company, fact)
    known = _known_otherwise(snapshot)
    observed = []
    for company, fact in sorted(makers.items()):
        if company in bought and company not in known:
            continue
        name = snapshot.name(company)
        if company in bought:
            buyer, deal = bought[company]
            what = f"{name}: bought by {snapshot.name(buyer)} {deal.get('valid_from') or ''}"
            observed.append(Observation(1.0, (deal["id"],), what.strip()))
        else:
            observed.append(Observation(0.0, (fact,) if fact else (), f"{name}: no deal known"))
    return ThesisClaim(
        "Only a lucky few are bought",
        "share of companies with a product that were bought",
        0.1,
        True,
        tuple(observed),
        is_share=True,
        lacking="news on deals",
    )


def _known_otherwise(snapshot: Snapshot) -> set[str]:
    """Return the companies of which more is known than that they, with one product, were sold."""
    made: dict[str, list[str]] = defaultdict(list)
    known: set[str] = set()
    for company, product, _, support in snapshot.facts.told(MAKES, "support"):
        made[company].append(product)
        if support > 1 or len(made[company]) > 1:
            known.add(company)
    spoken_of = snapshot.facts.touched(but=_OF_A_SALE)
    return known | {c for c, products in made.items() if spoken_of & {c, *products}}
