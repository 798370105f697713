"""Everything on one company: products, rivals, money, deals, and who may buy it."""

from __future__ import annotations

from collections import defaultdict
from typing import Annotated, Any

from tarpit_graph.ontology import COMPANY, RELATIONS
from tarpit_graph.snapshot import Snapshot, projections

from tarpit_queries.reports import Report, acquirers
from tarpit_queries.table import Column, Table

PRODUCTS = (
    Column("product", "of it and its subsidiaries"),
    Column("segments", "the jobs that it does"),
    Column("company", "who makes it"),
    Column("open_source", "its code is public"),
    Column("id", "follow it to the sentences with `tarpit why ID`"),
)
RIVALS = (
    Column("rival"),
    Column("says_so", "sentences that say that they compete"),
    Column("shared", "segments that both serve"),
    Column("id", "follow it to the sentences with `tarpit why ID`"),
)
EVENTS = (
    Column("date", "the day of the event, else of the first report of it"),
    Column("event"),
    Column("whom", "the other company, fund or round"),
    Column("status", "completed or announced"),
    Column("usd", "the sum in US dollars, where one is stated", digits=0),
    Column("support", "how many independent documents say so"),
    Column("id", "follow it to the sentences with `tarpit why ID`"),
)


def report(
    snapshot: Snapshot,
    *,
    company: Annotated[str, "the company"],
    top: Annotated[int, "show this many rows in each part"] = 25,
) -> tuple[Table, ...]:
    """Put everything on one company on one page; best as HTML."""
    id_ = snapshot.find(COMPANY, company)
    name = snapshot.name(id_)
    return (
        Table(f"Products of {name}", PRODUCTS, tuple(_products(snapshot, id_)[:top])),
        Table(f"Rivals of {name}", RIVALS, tuple(_rivals(snapshot, id_)[:top])),
        Table(f"Deals, money and partners of {name}", EVENTS, tuple(_events(snapshot, id_)[:top])),
        acquirers.report(snapshot, company=id_, top=min(top, 10)),
    )


def _products(snapshot: Snapshot, company: str) -> list[dict[str, Any]]:
    owner, makers = projections.owners(snapshot), projections.makers(snapshot)
    served: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for product, workload, fact in projections.jobs_served(snapshot):
        served[product].append((snapshot.name(workload), fact))
    rows = [
        {
            "product": snapshot.name(product),
            "segments": sorted({name for name, _ in served[product]}),
            "company": snapshot.name(maker),
            "open_source": snapshot.entities[product].get("open_source"),
            "id": product,
            "facts": sorted({makes, *(fact for _, fact in served[product])} - {""}),
        }
        for product, (maker, makes) in makers.items()
        if owner[maker] == company or maker == company
    ]
    return sorted(rows, key=lambda row: (row["company"], row["product"], row["id"]))


def _rivals(snapshot: Snapshot, company: str) -> list[dict[str, Any]]:
    segments, said = projections.segments(snapshot), projections.rivalry(snapshot).of(company)
    own = projections.joined_to(segments, company)
    near = {rival for segment in own for rival in projections.joined_to(segments, segment)}
    rows = []
    for rival in sorted((near | said.keys()) - {company}):
        meets = projections.joined_to(segments, rival)
        shared = own.keys() & meets.keys()
        facts = said.get(rival, set()).union(*(meets[segment]["facts"] for segment in shared))
        rows.append(
            {
                "rival": snapshot.name(rival),
                "says_so": len(said.get(rival, ())),
                "shared": sorted(map(snapshot.name, shared)),
                "id": rival,
                "facts": sorted(facts),
            }
        )
    return sorted(rows, key=lambda row: (-row["says_so"], -len(row["shared"]), row["id"]))


def _events(snapshot: Snapshot, company: str) -> list[dict[str, Any]]:
    facts = snapshot.facts
    told = [name for name in facts.relations() if RELATIONS[name].event is not None]
    own = {fact for name in told for s, o, fact in facts.ends(name) if company in (s, o)}
    rows = []
    for s, o, fact in facts.find(own).values():
        active, passive = RELATIONS[fact["predicate"]].event or ("", "")
        rows.append(
            {
                "date": fact.get("valid_from"),
                "event": active if s == company else passive,
                "whom": snapshot.name(o if s == company else s),
                "status": fact["status"],
                "usd": fact.get("price_usd") or fact.get("amount_usd"),
                "support": fact["support"],
                "id": fact["id"],
                "facts": [fact["id"]],
            }
        )
    return sorted(rows, key=lambda row: (str(row["date"] or ""), row["id"]), reverse=True)


REPORT = Report(
    how_to_read=(
        "`says_so` counts sentences that call two companies rivals; `shared` is where their "
        "products meet, said or not. A rival by one and not the other is worth a look."
    ),
    arguments=("company",),
    example=("Databricks",),
    asks=(
        "tell me about {company}",
        "what does {company} do",
        "everything on {company}",
        "what products does {company} make",
        "who is {company}",
        "give me everything you know on {company}",
        "profile of {company}",
        "summary of {company}",
        "describe {company}",
        "who invested in {company}",
        "how much money did {company} raise",
        "info about {company}",
        "what is {company} up to",
        "what do we know about {company}",
        "give me a profile of {company}",
        "tell me everything about {company}",
        "{company} overview",
        "{company} profile",
        "who owns {company}",
        "what is known about {company}",
        "background on {company}",
        "brief me on {company}",
        "facts about {company}",
        "dossier on {company}",
        "who funds {company}",
        "who are the investors of {company}",
        "how much has {company} raised",
        "which segments is {company} in",
        "who are the partners of {company}",
        "who are the customers of {company}",
        "summarise {company}",
        "summarize {company}",
        "{company}: what do we have on them",
        "what have you got on {company}",
        "show {company}",
        "what is {company}",
        "who backs {company}",
        "who stands behind {company}",
    ),
    make=report,
)
