"""What the facts of a snapshot add up to: who owns and makes what, who meets whom in which segment.

One function per projection; `snapshot` reads the facts from the database.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import networkx as nx

from tarpit_graph.ontology import (
    ACQUIRED,
    COMPANY,
    LISTED_IN,
    PART_OF,
    SERVES,
    SUBSIDIARY_OF,
    WORKLOAD,
)
from tarpit_graph.records import Status
from tarpit_graph.snapshot import Snapshot, once
from tarpit_graph.snapshot.makers import families as families
from tarpit_graph.snapshot.makers import makers as makers
from tarpit_graph.snapshot.rivalry import Rivalry


@once
def owners(snapshot: Snapshot) -> dict[str, str]:
    """Return the company that each company belongs to in the end; itself where it is free.

    Ownership passes by completed acquisitions and by SUBSIDIARY_OF. A licence with the people hired
    away leaves the company where it was. Where two claim one company, the better supported wins.
    """
    parent: dict[str, tuple[float, str, str]] = {}
    for subject, object_, fact in [
        *((o, s, f) for s, o, f in snapshot.edges(ACQUIRED) if _passes_ownership(f)),
        *snapshot.edges(SUBSIDIARY_OF),
    ]:
        claim = (fact["confidence"], fact["id"], object_)
        parent[subject] = max(claim, parent.get(subject, (0.0, "", "")))
    companies = [n for n, d in snapshot.entities.items() if d["label"] == COMPANY]
    return {company: _top(company, parent) for company in companies}


@once
def product_owners(snapshot: Snapshot) -> dict[str, str]:
    """Return the owner of each product, through acquisitions, where its maker is known."""
    owner = owners(snapshot)
    return {product: owner[maker] for product, (maker, _) in makers(snapshot).items()}


def _passes_ownership(fact: dict[str, Any]) -> bool:
    return fact["status"] == Status.COMPLETED and fact.get("kind") != "licence_and_hire"


def _top(company: str, parent: dict[str, tuple[float, str, str]]) -> str:
    seen = {company}
    while company in parent and parent[company][2] not in seen:
        company = parent[company][2]
        seen.add(company)
    return company


@once
def segments(snapshot: Snapshot) -> nx.Graph[str]:
    """Project to companies and the workloads that they serve.

    A competitor is the company that owns a product's maker in the end. A product whose maker is unknown is
    no competitor of its own.

    Returns:
        A bipartite graph. Nodes have `side`, "competitor" or "workload"; a workload has `unmade`, its
        products without a known maker, each with the ids of the facts that say it serves it. An edge has
        `products`, the ids of the products by which a competitor serves a workload, and `facts`, the ids
        of what says so.
    """
    owner, maker, family = owners(snapshot), makers(snapshot), families(snapshot)
    unmade: dict[str, dict[str, set[str]]] = defaultdict(dict)
    served: dict[str, dict[str, dict[str, set[str]]]] = defaultdict(dict)
    for version, workload, says_so in jobs_served(snapshot):
        product = family.get(version, version)
        company, makes = maker.get(product, ("", ""))
        alone = unmade[workload]
        if not company:
            alone.setdefault(product, set()).add(says_so)
            continue
        at, facts = served[owner[company]], {says_so, makes} if makes else {says_so}
        if workload in at:
            at[workload]["products"].add(product)
            at[workload]["facts"] |= facts
        else:
            at[workload] = {"products": {product}, "facts": facts}
    projected: nx.Graph[str] = nx.Graph()
    projected.add_nodes_from((w, {"side": "workload", "unmade": u}) for w, u in unmade.items())
    projected.add_nodes_from(served, side="competitor")
    for company, edges in served.items():
        _join(projected, company, edges)
    return projected


def _join(graph: nx.Graph[str], node: str, edges: dict[str, dict[str, set[str]]]) -> None:
    """Add the edges of one node to others that are there: `add_edge` takes three times as long."""
    adjacent = graph._adj
    adjacent[node].update(edges)
    for other, edge in edges.items():
        adjacent[other][node] = edge


def jobs_served(snapshot: Snapshot) -> Iterator[tuple[str, str, str]]:
    """Yield which product does which job, and the fact: as sentences say, and as lists have it that still name it."""
    yield from snapshot.facts.ends(SERVES)
    for product, workload, fact, end in snapshot.facts.told(LISTED_IN, "valid_to"):
        if end is None:
            yield product, workload, fact


@once
def workloads_of(snapshot: Snapshot) -> dict[str, set[str]]:
    """Return the workloads that each product serves, by `jobs_served`; an empty set for any other."""
    served: dict[str, set[str]] = defaultdict(set)
    for product, workload, _ in jobs_served(snapshot):
        served[product].add(workload)
    return served


@once
def products_serving(snapshot: Snapshot) -> dict[str, set[str]]:
    """Return the products that serve each workload that any serves, by `jobs_served`."""
    serving: dict[str, set[str]] = defaultdict(set)
    for product, workload, _ in jobs_served(snapshot):
        serving[workload].add(product)
    return dict(serving)


@once
def serving(snapshot: Snapshot) -> dict[str, dict[str, list[str]]]:
    """Return by workload the products that serve it, a version as its family, each with the ids of what says so."""
    family = families(snapshot)
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for version, workload, says_so in jobs_served(snapshot):
        found[workload][family.get(version, version)].append(says_so)
    return {workload: dict(products) for workload, products in found.items()}


@once
def own_segments(snapshot: Snapshot) -> dict[str, frozenset[str]]:
    """Return the segments of each company's own products, whoever owns it now."""
    served = workloads_of(snapshot)
    made: dict[str, set[str]] = defaultdict(set)
    for product, (company, _) in makers(snapshot).items():
        made[company] |= served[product]
    return defaultdict(frozenset, {c: frozenset(s) for c, s in made.items()})


@once
def markets(snapshot: Snapshot) -> frozenset[str]:
    """Return the workloads that are markets of AI infrastructure; lists' own headings are none."""
    return frozenset(w for w, _, fact in snapshot.edges(PART_OF) if fact.get("market"))


def on_markets(snapshot: Snapshot) -> Snapshot:
    """Return a snapshot without what products do under headings that are no market.

    Where no product serves a market, every heading stays: someone else's landscape is still one.
    """
    known = markets(snapshot)
    served = {name: [o for _, o, _ in snapshot.facts.ends(name)] for name in (SERVES, LISTED_IN)}
    headings = set().union(*served.values())
    if not known & headings or headings <= known:
        return snapshot
    kept = {name: [at for at, o in enumerate(of) if o in known] for name, of in served.items()}
    facts, hidden = snapshot.facts.narrowed(kept), len(headings - known)
    return replace(snapshot, facts=facts, headings_left_out=hidden)


def competitors(projected: nx.Graph[str]) -> list[str]:
    """Return the companies of `segments`."""
    return [node for node, data in projected.nodes(data=True) if data["side"] == "competitor"]


def workloads(projected: nx.Graph[str]) -> list[str]:
    """Return the workloads of `segments`."""
    return [node for node, data in projected.nodes(data=True) if data["side"] == "workload"]


def joined_to(projected: nx.Graph[str], node: str) -> Mapping[str, dict[str, Any]]:
    """Return what a node is joined to, each with its edge, which no one may change; nothing where the node is unknown.

    Networkx has views of the same, which look up each edge again.
    """
    near: Mapping[str, dict[str, Any]] = projected._adj.get(node, {})
    return near


def products_in(projected: nx.Graph[str], workload: str) -> set[str]:
    """Return the products of a workload in `segments`, those without a known maker too."""
    made = (edge["products"] for edge in joined_to(projected, workload).values())
    return set(projected.nodes[workload]["unmade"]).union(*made)


def facts_of(projected: nx.Graph[str], workload: str) -> set[str]:
    """Return what says that the products of a workload serve it, and who makes them."""
    made = (edge["facts"] for edge in joined_to(projected, workload).values())
    return set().union(*projected.nodes[workload]["unmade"].values(), *made)


@once
def rivalry(snapshot: Snapshot) -> Rivalry:
    """Project to companies that compete by what some sentence says, products lifted to owners."""
    return Rivalry(snapshot, _competitors(snapshot))


def _competitors(snapshot: Snapshot) -> dict[str, str]:
    """Return who competes where each entity is named: whoever owns it, or its maker, in the end."""
    known = product_owners(snapshot) | owners(snapshot)
    return {entity: known.get(entity, entity) for entity in snapshot.entities}


@once
def layers(snapshot: Snapshot) -> dict[str, str]:
    """Return the layer of each workload that belongs to one."""
    nodes = snapshot.entities
    return {w: layer for w, layer, _ in snapshot.edges(PART_OF) if nodes[w]["label"] == WORKLOAD}
