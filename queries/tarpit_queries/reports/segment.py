"""Everything on one segment: its products, deals, features, prices, and who is at home in it."""

from __future__ import annotations

from typing import Annotated, Any

from tarpit_graph.ontology import ACQUIRED, WORKLOAD
from tarpit_graph.snapshot import Snapshot, projections

from tarpit_queries.reports import Report, crowding, parity, switching
from tarpit_queries.table import Column, Table

PRODUCTS = (
    Column("product"),
    Column("company", "who makes it, as far as is known"),
    Column("owner", "to whom that company belongs, if not to itself"),
    Column("open_source", "its code is public"),
    Column(
        "support", "how many independent documents say that it serves the segment, or list it there"
    ),
    Column("since", "the first publication that says so"),
    Column("id", "follow it to the sentences with `tarpit why ID`"),
)
DEALS = (
    Column("date", "day of the deal, else of the first report of it"),
    Column("acquirer"),
    Column("target", "a company with a product of the segment"),
    Column("status", "completed or announced"),
    Column("price_usd", "price in US dollars, where one is stated", digits=0),
    Column("id", "follow it to the sentences with `tarpit why ID`"),
)


def report(
    snapshot: Snapshot,
    *,
    segment: Annotated[str, "the segment"],
    top: Annotated[int, "show this many rows in each part"] = 25,
) -> tuple[Table, ...]:
    """Put everything on one segment on one page; best as HTML."""
    workload = snapshot.find(WORKLOAD, segment)
    name = snapshot.name(workload)
    makers, owner = projections.makers(snapshot), projections.owners(snapshot)
    serving = projections.serving(snapshot).get(workload, {})
    facts = snapshot.facts.find(set().union(*serving.values()))
    products = [
        _product(snapshot, product, [facts[fact][2] for fact in says_so], makers, owner)
        for product, says_so in serving.items()
    ]
    products.sort(key=lambda row: (-row["support"], row["id"]))
    companies = {makers[row["id"]][0] for row in products if row["id"] in makers}
    return (
        crowding.of_segment(snapshot, workload),
        Table(f"Products in {name}", PRODUCTS, tuple(products[:top])),
        Table(f"Deals in {name}", DEALS, tuple(_deals(snapshot, companies)[:top])),
        parity.report(snapshot, segment=workload, top=top),
        *switching.report(snapshot, segment=workload, top=top),
    )


def _product(
    snapshot: Snapshot,
    product: str,
    facts: list[dict[str, Any]],
    makers: dict[str, tuple[str, str]],
    owner: dict[str, str],
) -> dict[str, Any]:
    maker, makes = makers.get(product, ("", ""))
    top = owner.get(maker, maker)
    return {
        "product": snapshot.name(product),
        "company": snapshot.name(maker) if maker else "",
        "owner": snapshot.name(top) if top != maker else "",
        "open_source": snapshot.entities[product].get("open_source"),
        "support": max(fact["support"] for fact in facts),
        "since": min(
            (fact["first_asserted"] for fact in facts if fact.get("first_asserted")), default=None
        ),
        "id": product,
        "facts": sorted({makes, *(fact["id"] for fact in facts)} - {""}),
    }


def _deals(snapshot: Snapshot, companies: set[str]) -> list[dict[str, Any]]:
    rows = [
        {
            "date": fact.get("valid_from"),
            "acquirer": snapshot.name(buyer),
            "target": snapshot.name(target),
            "status": fact["status"],
            "price_usd": fact.get("price_usd"),
            "id": fact["id"],
            "facts": [fact["id"]],
        }
        for buyer, target, fact in snapshot.edges(ACQUIRED)
        if target in companies
    ]
    return sorted(rows, key=lambda row: (str(row["date"] or ""), row["id"]), reverse=True)


REPORT = Report(
    how_to_read="The parts are read as `crowding`, `parity` and `switching` are.",
    arguments=("segment",),
    example=('"Vector databases"',),
    asks=(
        "tell me about the market for {segment}",
        "everything on {segment}",
        "overview of {segment}",
        "what is going on in {segment}",
        "describe the {segment} market",
        "report on {segment}",
        "{segment} market",
        "what is happening in {segment}",
        "how does the market for {segment} look",
        "what is going on in the {segment} market",
        "brief me on {segment}",
        "{segment} overview",
        "summary of {segment}",
        "state of {segment}",
        "how is {segment} doing",
        "give me a report on {segment}",
        "what do we know about {segment}",
        "who matters in {segment}",
        "everything about the market of {segment}",
        "analyse {segment}",
    ),
    make=report,
)
