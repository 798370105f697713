"""From Neo4j to networkx: the established facts of one day, and one function per projection.

A snapshot "as of" a day is derived anew from the claims published by that day, by the same rules as
the edges in the database; claims of documents without a date take no part in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Any

import networkx as nx

from tarpit_graph.edges import edge_row, evidence_of
from tarpit_graph.errors import InputError
from tarpit_graph.facts import derive, edge_type
from tarpit_graph.identity import entity_id, fold
from tarpit_graph.ontology import (
    ACQUIRED,
    COMPANY,
    COMPETES_WITH,
    ENTITY_LABELS,
    LISTED_IN,
    MAKES,
    OWNER_LISTED_AS,
    PART_OF,
    PRODUCT,
    REFUTED,
    RELATIONS,
    SERVES,
    SUBSIDIARY_OF,
    TIMELESS,
    UNCONFIRMED,
    WORKLOAD,
    oriented,
)
from tarpit_graph.records import Evidence, Status
from tarpit_graph.session import Database, plain

#: How precisely a day must be stated for a lag of weeks to mean something.
_EXACT = frozenset(("day", "week"))
#: Who says so says that a deal may come.
_AHEAD = frozenset((Status.RUMOURED, Status.PLANNED))
#: In Cypher: the claim `c` was known by `$day`. Segments held all along; a version that a later day tells of did not.
KNOWN_BY_DAY = (
    "(c.published <= $day OR c.predicate IN $timeless "
    f"AND (c.published IS NULL OR EXISTS {{ (c)-[:SUBJECT]->(:{WORKLOAD}) }})) "
)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All established facts.

    Attributes:
        graph: A node per entity with `label`, `name` and its properties; an edge per fact, keyed
            by the fact's id, with `predicate` and the properties of its relationship.
        as_of: The day asked for, or None for everything.
        today: The last day on which anything was published: what "recent" is measured from.
        foretold: The status of each deal, by id of its fact, that was once only said to come: rumoured or
            planned. No deal is one for standing here.
        unestablished: What is only said, denied or called off, as subject, object and properties. None of it
            is in the graph, and no measure may count it.
    """

    graph: nx.MultiDiGraph[str]
    as_of: date | None
    today: date | None
    foretold: Mapping[str, str] = field(default_factory=dict)
    unestablished: tuple[tuple[str, str, dict[str, Any]], ...] = ()

    def name(self, id_: str) -> str:
        """Return the name of an entity."""
        return str(self.graph.nodes[id_]["name"])

    def find(self, label: str, name: str) -> str:
        """Return the id of the entity that goes by a name, an alias or an id.

        Raises:
            InputError: there is none; the message names some that are spelled alike.
        """
        wanted, known = fold(name), {}
        for id_, data in self.graph.nodes(data=True):
            if data["label"] == label:
                spellings = {fold(data["name"]), *map(fold, data.get("aliases", ()))}
                if name == id_ or wanted in spellings:
                    return str(id_)
                known[fold(data["name"])] = str(data["name"])
        near = get_close_matches(wanted, known, n=3) or [f for f in known if wanted in f][:3]
        hint = f"; did you mean {', '.join(known[folded] for folded in near)}?" if near else ""
        raise InputError(f"no {label.lower()} {name!r} is in the graph{hint}")

    def edges(self, predicate: str) -> list[tuple[str, str, dict[str, Any]]]:
        """Return every fact of a relation as subject, object and properties, in order of id."""
        found = [
            (s, o, p) for s, o, p in self.graph.edges(data=True) if p["predicate"] == predicate
        ]
        return sorted(found, key=lambda edge: edge[2]["id"])


@dataclass(frozen=True, slots=True)
class Sure:
    """Which facts are sure enough to count.

    Attributes:
        confidence: The least that a fact must have.
        statuses: Those that count; none for every established one.
    """

    confidence: float = 0.0
    statuses: frozenset[str] = frozenset()

    def holds(self, fact: Mapping[str, Any]) -> bool:
        """Tell whether a fact counts."""
        known = not self.statuses or fact["status"] in self.statuses
        return known and fact["confidence"] >= self.confidence


def read(database: Database, as_of: date | None = None, sure: Sure | None = None) -> Snapshot:
    """Read the facts that stand, by what was published by `as_of`.

    Args:
        database: Where they are.
        as_of: Leave out what was published later.
        sure: Leave out facts less sure than this.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for record in database.stream(
        f"MATCH (e:{'|'.join(ENTITY_LABELS)}) "
        "RETURN properties(e) AS entity, labels(e)[0] AS label ORDER BY e.id"
    ):
        graph.add_node(
            record["entity"]["id"], label=record["label"], **_without_id(record["entity"])
        )
    if as_of is None:
        said = _add_stored(database, graph)
        foretold = _foretold(database)
    else:
        said, foretold = _add_derived(database, graph, as_of)
        spoken_of = {end for s, o, _ in said for end in (s, o)}
        graph.remove_nodes_from(
            [n for n, degree in list(graph.degree()) if not degree and n not in spoken_of]
        )
    if sure is not None:
        unsure = [
            (s, o, k) for s, o, k, p in graph.edges(keys=True, data=True) if not sure.holds(p)
        ]
        graph.remove_edges_from(unsure)
    days = [p["last_asserted"] for *_, p in graph.edges(data=True) if p.get("last_asserted")]
    return Snapshot(graph, as_of, max(days, default=as_of), foretold, tuple(said))


def _without_id(entity: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entity.items() if key not in ("id", "stale")}


def _add_stored(
    database: Database, graph: nx.MultiDiGraph[str]
) -> list[tuple[str, str, dict[str, Any]]]:
    """Add the facts that stand; return what does not."""
    for subject, object_, fact in _stored(database, tuple(RELATIONS)):
        graph.add_edge(subject, object_, key=fact["id"], **fact)
    return list(_stored(database, (UNCONFIRMED, REFUTED)))


def _stored(
    database: Database, types: tuple[str, ...]
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for record in database.stream(
        f"MATCH (s)-[r:{'|'.join(types)}]->(o) "
        "RETURN s.id AS subject, o.id AS object, properties(r) AS fact ORDER BY r.id"
    ):
        fact = {key: plain(value) for key, value in record["fact"].items()}
        yield record["subject"], record["object"], fact


def _foretold(database: Database) -> dict[str, str]:
    rows = database.rows(
        "MATCH (c:Claim {predicate: $deal}) WHERE c.status IN $statuses WITH DISTINCT c.fact AS id "
        f"MATCH ()-[r:{ACQUIRED}|{UNCONFIRMED}|{REFUTED} {{id: id}}]->() "
        "RETURN id, r.status AS status ORDER BY id",
        {"deal": ACQUIRED, "statuses": sorted(_AHEAD)},
    )
    return {row["id"]: row["status"] for row in rows}


def _add_derived(
    database: Database, graph: nx.MultiDiGraph[str], as_of: date
) -> tuple[list[tuple[str, str, dict[str, Any]]], dict[str, str]]:
    """Add the facts that claims published by a day add up to.

    Returns:
        What those claims leave open or refute, and what became of foretold deals.
    """
    said: list[tuple[str, str, dict[str, Any]]] = []
    foretold: dict[str, str] = {}
    evidence: dict[tuple[str, str, str], list[Evidence]] = defaultdict(list)
    for record in database.stream(
        "MATCH (s)<-[:SUBJECT]-(c:Claim)-[:OBJECT]->(o) MATCH (c)-[:FROM]->(d:Document) "
        f"WHERE {KNOWN_BY_DAY}"
        "RETURN properties(c) AS claim, coalesce(d.story, d.sha256) AS source, "
        "s.id AS subject, o.id AS object",
        {"day": as_of, "timeless": TIMELESS},
    ):
        claim = record["claim"]
        key = oriented(claim["predicate"], record["subject"], record["object"])
        evidence[key].append(evidence_of(claim, record["source"]))
    for key in sorted(evidence):
        fact = derive(*key, evidence[key])
        if edge_type(fact) == fact.predicate:
            graph.add_edge(fact.subject, fact.object, key=fact.id, **edge_row(fact))
        else:
            said.append((fact.subject, fact.object, edge_row(fact)))
        if fact.predicate == ACQUIRED and any(e.status in _AHEAD for e in evidence[key]):
            foretold[fact.id] = fact.status.value
    return said, foretold


def exact_day(fact: Mapping[str, Any]) -> date | None:
    """Return the day since which a fact holds, where a sentence states it to the week."""
    return fact.get("valid_from") if fact.get("valid_precision") in _EXACT else None


def first_heard(snapshot: Snapshot) -> dict[str, date]:
    """Return the day of the first publication with a fact on each entity, where one has a day."""
    first: dict[str, date] = {}
    for s, o, fact in snapshot.graph.edges(data=True):
        if (day := fact.get("first_asserted")) is not None:
            for node in (s, o):
                first[node] = min(day, first.get(node, day))
    return first


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


def own_segments(snapshot: Snapshot) -> dict[str, frozenset[str]]:
    """Return the segments of each company's own products, whoever owns it now."""
    served: dict[str, set[str]] = defaultdict(set)
    made: dict[str, set[str]] = defaultdict(set)
    for product, workload, _ in jobs_served(snapshot):
        served[product].add(workload)
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
