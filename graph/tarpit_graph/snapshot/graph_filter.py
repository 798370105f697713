"""Graph filters: which part of the graph an export takes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any, TypeAlias

import networkx as nx

from tarpit_graph.database.session import Database, Row, batches, plain
from tarpit_graph.errors import InputError
from tarpit_graph.ontology import CLAIM, COMPANY, DOCUMENT, ENTITY_LABELS, RELATIONS, WORKLOAD
from tarpit_graph.snapshot import Snapshot

#: Relationships from claims to their documents and ends; see `records`.
STRUCTURE = ("FROM", "SUBJECT", "OBJECT")
#: A fact's place among those of its relation, its subject and its object: a million of them need no properties.
_Place: TypeAlias = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class GraphFilter:
    """What to keep.

    Attributes:
        segment, company: Only what is within `hops` relationships of these.
        types: Only these labels and relationship types.
        least_support: Only facts of at least so many independent documents.
    """

    segment: str = ""
    company: str = ""
    hops: int = 2
    types: tuple[str, ...] = ()
    least_support: int = 1

    @property
    def is_all(self) -> bool:
        """Tell whether nothing is to be left out."""
        return not (self.segment or self.company or self.types or self.least_support > 1)


def filter_graph(snapshot: Snapshot, wanted: GraphFilter) -> Snapshot:
    """Keep a part of the graph; what no fact of it touches goes too. `graph.graph["title"]` then says which part.

    Raises:
        InputError: a name or type is not in the graph.
    """
    labels, relations = _types(wanted.types)
    starts = _starts(snapshot, wanted)
    if wanted.is_all:
        return snapshot
    kept = {
        relation: list(_kept(snapshot, relation, wanted.least_support, labels))
        for relation in snapshot.facts.relations()
        if not relations or relation in relations
    }
    if starts:
        near = _near(kept.values(), starts, wanted.hops)
        kept = {
            of: [fact for fact in some if near.issuperset(fact[1:])] for of, some in kept.items()
        }
    facts = snapshot.facts.at({of: [place for place, *_ in some] for of, some in kept.items()})
    named = facts.touched().union(starts)
    entities = {id_: data for id_, data in snapshot.entities.items() if id_ in named}
    part = replace(snapshot, entities=entities, facts=facts)
    part.graph.graph["title"] = _title(snapshot, starts, wanted)
    return part


def _kept(
    snapshot: Snapshot, relation: str, least_support: int, labels: set[str]
) -> Iterator[_Place]:
    """Yield the facts of one relation that are supported enough and join these labels, all where there are none."""
    nodes, facts = snapshot.entities, snapshot.facts
    told = facts.told(relation, "support")
    for place, (subject, object_, _, support) in enumerate(told):
        if support >= least_support and (
            not labels or {nodes[subject]["label"], nodes[object_]["label"]} <= labels
        ):
            yield place, subject, object_


def _near(kept: Collection[list[_Place]], starts: Iterable[str], hops: int) -> set[str]:
    """Return what so many facts, in either direction, lead to."""
    near = set(starts)
    for _ in range(hops):
        further = {
            object_ if subject in near else subject
            for some in kept
            for _, subject, object_ in some
            if (subject in near) != (object_ in near)
        }
        if not further:
            break
        near |= further
    return near


def _title(snapshot: Snapshot, starts: Iterable[str], wanted: GraphFilter) -> str:
    """Return what a drawing of a part is headed by."""
    names = " and ".join(snapshot.name(start) for start in starts)
    steps = "1 step" if wanted.hops == 1 else f"{wanted.hops} steps"
    around = f"Around {names}, {steps}" if names else "A part of the AI-infrastructure landscape"
    only = f": {', '.join(wanted.types)}" if wanted.types else ""
    return around + only


def _types(asked: Iterable[str]) -> tuple[set[str], set[str]]:
    """Return the labels and the relationship types among names, in whatever case they are typed."""
    known = {name.casefold(): name for name in (*ENTITY_LABELS, *RELATIONS)}
    labels: set[str] = set()
    relations: set[str] = set()
    for name in asked:
        found = known.get(name.casefold())
        if found is None:
            near = get_close_matches(name.casefold(), known, n=3)
            hint = "did you mean " if near else "there are "
            raise InputError(
                f"no label or relationship is called {name!r}; "
                f"{hint}{', '.join(known[n] for n in near) or ', '.join(known.values())}"
            )
        (labels if found in ENTITY_LABELS else relations).add(found)
    return labels, relations


def _starts(snapshot: Snapshot, wanted: GraphFilter) -> list[str]:
    named = ((COMPANY, wanted.company), (WORKLOAD, wanted.segment))
    return [snapshot.find(label, name) for label, name in named if name]


def with_evidence(database: Database, snapshot: Snapshot) -> Snapshot:
    """Add what facts rest on: their claims and documents as nodes, and `sentences` on each fact.

    `graph.graph["quotes"]` has the sentences of each fact by its id, apart: sentence, title, url, day, status.
    """
    graph = snapshot.graph.copy()
    graph.graph["quotes"] = {}
    for row in _claims(database, snapshot):
        claim, document = row["claim"], row["document"]
        for label, data in ((CLAIM, claim), (DOCUMENT, document)):
            graph.add_node(data["id"], label=label, **_without_id(data))
        ends = (document["id"], row["subject"], row["object"])
        for kind, end in zip(STRUCTURE, ends, strict=True):
            graph.add_edge(claim["id"], end, key=f"{claim['id']} {kind}", predicate=kind)
        _quote(graph, row)
    return snapshot.with_graph(graph)


def _claims(database: Database, snapshot: Snapshot) -> Iterator[Row]:
    ids = {id_ for *_, fact in snapshot.graph.edges(data=True) for id_ in fact["claims"]}
    for batch in batches(sorted(ids)):
        yield from database.rows(
            "UNWIND $ids AS id MATCH (c:Claim {id: id})-[:FROM]->(d:Document) "
            "MATCH (s)<-[:SUBJECT]-(c)-[:OBJECT]->(o) "
            "RETURN properties(c) AS claim, properties(d) AS document, s.id AS subject, "
            "o.id AS object ORDER BY c.published, d.id, c.start, c.id",
            {"ids": batch},
        )


def _quote(graph: nx.MultiDiGraph[str], row: Row) -> None:
    """Write a claim's sentence onto its fact."""
    claim, document = row["claim"], row["document"]
    ends = ((row["subject"], row["object"]), (row["object"], row["subject"]))
    for subject, object_ in ends:
        if graph.has_edge(subject, object_, claim["fact"]):
            fact = graph.edges[subject, object_, claim["fact"]]
            day = plain(document.get("published"))
            where = (document["title"], document["url"] or document["id"], day or "undated")
            told = f"“{claim['sentence']}” ({', '.join(str(part) for part in where if part)})"
            fact["sentences"] = [*fact.get("sentences", ()), told]
            quote = {
                "sentence": claim["sentence"],
                "title": document["title"] or document["id"],
                "url": document["url"] or "",
                "day": day or "",
                "status": claim["status"],
                "own_list": document["id"].startswith("tarpit:"),
            }
            graph.graph["quotes"].setdefault(claim["fact"], []).append(quote)
            return


def _without_id(data: dict[str, Any]) -> dict[str, Any]:
    return {key: plain(value) for key, value in data.items() if key != "id"}


def nodes(graph: nx.MultiDiGraph[str]) -> list[tuple[str, dict[str, Any]]]:
    """Return each node with its properties, in the order of their ids."""
    return sorted(graph.nodes(data=True), key=lambda node: node[0])


def edges(graph: nx.MultiDiGraph[str]) -> list[tuple[str, str, str, dict[str, Any]]]:
    """Return each edge as subject, object, id and properties, in the order of their ids."""
    return sorted(graph.edges(keys=True, data=True), key=lambda edge: edge[2])


def entities(snapshot: Snapshot) -> nx.MultiDiGraph[str]:
    """Return the graph without claims and documents, which no drawing has room for."""
    graph = snapshot.graph
    return graph.subgraph([n for n, d in graph.nodes(data=True) if d["label"] in ENTITY_LABELS])
