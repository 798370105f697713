"""What the facts of a snapshot add up to: who owns and makes what, who meets whom in which segment.

One function per projection; `snapshot` reads the facts from the database.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

import networkx as nx

from tarpit_graph.identity import entity_id
from tarpit_graph.ontology import (
    ACQUIRED,
    COMPANY,
    COMPETES_WITH,
    LISTED_IN,
    MAKES,
    OWNER_LISTED_AS,
    PART_OF,
    PRODUCT,
    SERVES,
    SUBSIDIARY_OF,
    WORKLOAD,
)
from tarpit_graph.records import Status
from tarpit_graph.snapshot import Snapshot


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
    companies = [n for n, d in snapshot.graph.nodes(data=True) if d["label"] == COMPANY]
    return {company: _top(company, parent) for company in companies}


def _passes_ownership(fact: dict[str, Any]) -> bool:
    return fact["status"] == Status.COMPLETED and fact.get("kind") != "licence_and_hire"


def _top(company: str, parent: dict[str, tuple[float, str, str]]) -> str:
    seen = {company}
    while company in parent and parent[company][2] not in seen:
        company = parent[company][2]
        seen.add(company)
    return company


def makers(snapshot: Snapshot) -> dict[str, tuple[str, str]]:
    """Return for each product its maker and the fact that says so.

    The best supported MAKES wins. Where there is none, it is the owner that a list names last, unless that is
    a foundation; then a company of the product's own name ("Qdrant, a vector database, raised…"), and no
    fact says so. A version's is its family's.
    """
    best: dict[str, tuple[int, float, str, str]] = {}
    for company, product, fact in snapshot.edges(MAKES):
        claim = (fact["support"], fact["confidence"], company, fact["id"])
        best[product] = max(claim, best.get(product, (0, 0.0, "", "")))
    found = {product: (company, fact) for product, (_, _, company, fact) in best.items()}
    owners_listed = [e for e in snapshot.edges(OWNER_LISTED_AS) if not e[2].get("valid_to")]
    for product, company, fact in sorted(
        owners_listed, key=lambda e: e[2].get("valid_from") or date.min
    ):
        if not fact.get("foundation") and product not in best:
            found[product] = (company, fact["id"])
    for version, whole in families(snapshot).items():
        if whole in found:
            found.setdefault(version, found[whole])
    for product, data in snapshot.graph.nodes(data=True):
        namesake = entity_id(COMPANY, data["name"])
        if data["label"] == PRODUCT and product not in found and namesake in snapshot.graph:
            found[product] = (namesake, "")
    return found


def segments(snapshot: Snapshot) -> nx.Graph[str]:
    """Project to competitors and the workloads that they serve.

    A competitor is the company that owns a product's maker in the end, or the product itself where
    nobody is known to make it.

    Returns:
        A bipartite graph. Nodes have `side`, "competitor" or "workload"; an edge has `products`,
        the ids of the products by which a competitor serves a workload, and `facts`, the ids of
        what says so.
    """
    owner, maker, family = owners(snapshot), makers(snapshot), families(snapshot)
    projected: nx.Graph[str] = nx.Graph()
    for version, workload, fact in jobs_served(snapshot):
        product = family.get(version, version)
        company, makes = maker.get(product, ("", ""))
        competitor = owner[company] if company else product
        projected.add_node(competitor, side="competitor")
        projected.add_node(workload, side="workload")
        if not projected.has_edge(competitor, workload):
            projected.add_edge(competitor, workload, products=set(), facts=set())
        edge = projected.edges[competitor, workload]
        edge["products"].add(product)
        edge["facts"].update({fact["id"], makes} - {""})
    return projected


def jobs_served(snapshot: Snapshot) -> list[tuple[str, str, dict[str, Any]]]:
    """Return which product does which job: as sentences say, and as lists have it that still name it."""
    listed = [edge for edge in snapshot.edges(LISTED_IN) if edge[2].get("valid_to") is None]
    return snapshot.edges(SERVES) + listed


def workloads_of(snapshot: Snapshot) -> dict[str, set[str]]:
    """Return the workloads that each product serves, by `jobs_served`; an empty set for any other."""
    served: dict[str, set[str]] = defaultdict(set)
    for product, workload, _ in jobs_served(snapshot):
        served[product].add(workload)
    return served


def own_segments(snapshot: Snapshot) -> dict[str, frozenset[str]]:
    """Return the segments of each company's own products, whoever owns it now."""
    served = workloads_of(snapshot)
    made: dict[str, set[str]] = defaultdict(set)
    for product, (company, _) in makers(snapshot).items():
        made[company] |= served[product]
    return defaultdict(frozenset, {c: frozenset(s) for c, s in made.items()})


def companies_of(snapshot: Snapshot, projected: nx.Graph[str]) -> list[str]:
    """Return those competitors of `segments` that are companies, no products of unknown make."""
    return [
        node
        for node, data in projected.nodes(data=True)
        if data["side"] == "competitor" and snapshot.graph.nodes[node]["label"] == COMPANY
    ]


def rivalry(snapshot: Snapshot) -> nx.Graph[str]:
    """Project to companies that compete by what some sentence says, products lifted to owners.

    Returns:
        A graph whose edges have `facts`, the ids of the competition facts.
    """
    owner, maker = owners(snapshot), makers(snapshot)
    projected: nx.Graph[str] = nx.Graph()
    for a, b, fact in snapshot.edges(COMPETES_WITH):
        left, right = (_competitor(snapshot, node, owner, maker) for node in (a, b))
        if left != right:
            if not projected.has_edge(left, right):
                projected.add_edge(left, right, facts=set())
            projected.edges[left, right]["facts"].add(fact["id"])
    return projected


def network(segments: nx.Graph[str], rivalry: nx.Graph[str]) -> nx.Graph[str]:
    """Return competitors and segments as one network, with the rivalries that sentences state."""
    joined: nx.Graph[str] = nx.Graph(segments.edges)
    joined.add_edges_from(rivalry.edges)
    return joined


def _competitor(
    snapshot: Snapshot, node: str, owner: dict[str, str], maker: dict[str, tuple[str, str]]
) -> str:
    if snapshot.graph.nodes[node]["label"] == PRODUCT:
        company, _ = maker.get(node, ("", ""))
        return owner[company] if company else node
    return owner.get(node, node)


def layers(snapshot: Snapshot) -> dict[str, str]:
    """Return the layer of each workload that belongs to one."""
    return _parts(snapshot, WORKLOAD)


def families(snapshot: Snapshot) -> dict[str, str]:
    """Return the product of which each version is a part: they are one competitor's one product."""
    return _parts(snapshot, PRODUCT)


def _parts(snapshot: Snapshot, label: str) -> dict[str, str]:
    nodes = snapshot.graph.nodes
    return {
        part: whole for part, whole, _ in snapshot.edges(PART_OF) if nodes[part]["label"] == label
    }
