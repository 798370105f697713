"""How fast do prices fall, and who follows whom?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Annotated, Any

from tarpit_graph.snapshot import Snapshot, projections

from tarpit_queries.measures import prices
from tarpit_queries.measures.prices import Match, Price
from tarpit_queries.reports import Report
from tarpit_queries.table import Chart, Column, Table
from tarpit_queries.timelines.prices import stories_of

COMPANIES = (
    Column("company"),
    Column("unit", "what one pays for"),
    Column("products", "products of it with a price"),
    Column("repriced", "products whose price changed, by what is stated"),
    Column("cheapest", "the lowest price in US dollars that still holds", digits=3),
    Column(
        "index",
        "matched-model index: mean change of the same products' prices; 0.5 is halved",
        digits=2,
        is_measure=True,
    ),
    Column("history", "the cheapest price after each change", is_series=True),
    Column("half_life", "days in which a repriced product's price halves", is_measure=True),
    Column("id", "follow it to the sentences with `tarpit why ID`"),
)
CUTS = (
    Column("date", "the day of the cut"),
    Column("company"),
    Column("product"),
    Column("unit", "what one pays for"),
    Column("from_usd", "the price before", digits=3),
    Column("to_usd", "the price since", digits=3),
    Column("matched_by", "the first dearer product of another company that came down as low"),
    Column("days", "days until then", is_measure=True),
    Column("id", "the price; follow it to the sentences with `tarpit why ID`"),
)


def report(
    snapshot: Snapshot, *, top: Annotated[int, "show this many rows in each part"] = 25
) -> tuple[Table, Table]:
    """Show each company's price changes, and how soon rivals matched a cut."""
    stories = stories_of(snapshot)
    owner = {p: c for p, (c, _) in projections.makers(snapshot).items()}
    groups: dict[tuple[str, str], list[list[Price]]] = defaultdict(list)
    for (product, unit), story in stories.items():
        if product in owner:
            groups[owner[product], unit].append(story)
    rows = [_company(snapshot, *key, found) for key, found in groups.items()]
    rows.sort(
        key=lambda row: (row["index"] is None, row["index"] or 0, row["company"], row["unit"])
    )
    cuts = [
        _cut(snapshot, owner[product], unit, match)
        for (product, unit), story in stories.items()
        if product in owner
        for match in prices.matches(story, _rivals(stories, owner, product, unit))
    ]
    cuts.sort(key=lambda row: (row["date"], row["id"]), reverse=True)
    notes = (
        "A new product at a lower price moves no index: only a new price of the same product does.",
        "A price counts from the day that a source states; those without one are left out of cuts.",
    )
    return (
        Table("Prices by company", COMPANIES, tuple(rows[:top]), notes),
        Table(
            "Price cuts and who matched them",
            CUTS,
            tuple(cuts[:top]),
            chart=Chart("point", "date", "product", "company"),
        ),
    )


def _rivals(
    stories: dict[tuple[str, str], list[Price]], owner: dict[str, str], product: str, unit: str
) -> list[list[Price]]:
    return [
        story
        for (other, per), story in stories.items()
        if per == unit and owner.get(other) not in (None, owner[product])
    ]


def _company(
    snapshot: Snapshot, company: str, unit: str, stories: Sequence[Sequence[Price]]
) -> dict[str, Any]:
    repriced = [story for story in stories if len(story) > 1]
    lives = [life for story in repriced if (life := prices.half_life(story)) is not None]
    return {
        "company": snapshot.name(company),
        "unit": unit,
        "products": len(stories),
        "repriced": len(repriced),
        "cheapest": min(story[-1].usd for story in stories),
        "index": prices.index(stories),
        "history": _history(stories),
        "half_life": round(sum(lives) / len(lives)) if lives else None,
        "id": company,
        "facts": sorted(price.fact for story in stories for price in story),
    }


def _history(stories: Sequence[Sequence[Price]]) -> list[float]:
    """Return the lowest price that held after each day on which one changed."""
    days = sorted({price.day for story in stories for price in story})
    held = [
        [
            max((p for p in story if p.day <= day), key=lambda p: p.day).usd
            for story in stories
            if story[0].day <= day
        ]
        for day in days
    ]
    return [min(prices) for prices in held]


def _cut(snapshot: Snapshot, company: str, unit: str, match: Match) -> dict[str, Any]:
    by = match.by
    return {
        "date": match.cut.day,
        "company": snapshot.name(company),
        "product": snapshot.name(match.cut.product),
        "unit": unit,
        "from_usd": match.was,
        "to_usd": match.cut.usd,
        "matched_by": snapshot.name(by.product) if by else "",
        "days": match.days,
        "id": match.cut.fact,
        "facts": [match.cut.fact, *([by.fact] if by else [])],
    }


REPORT = Report(
    how_to_read=(
        "An index of 0.35 means that the same products cost 35% of what they did at first; a "
        "new, cheaper product moves nothing. A match in 14 days means that a dearer product of "
        "a rival came down as low two weeks later."
    ),
    asks=(
        "are prices falling",
        "who cut prices and who followed",
        "price wars between providers",
        "which providers cut their prices",
        "price cuts",
        "how did prices change",
        "how fast do competitors match a price cut",
        "price drops of {company}",
        "how quickly have prices dropped",
        "are LLM prices falling",
        "how fast do prices fall",
        "price trend of model APIs",
        "how much cheaper did tokens get",
        "race to the bottom in prices",
        "who started the price war",
        "which model got cheaper the most",
        "do competitors follow price cuts",
        "price decline over time",
        "cheapest models",
        "is inference getting cheaper",
        "who has become cheaper",
        "who lowered prices",
    ),
    make=report,
)
