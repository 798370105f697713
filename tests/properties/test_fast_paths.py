"""What is made fast for a million facts comes to the same as the plain way."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import combinations, permutations
from random import Random
from statistics import fmean
from typing import Any

import networkx as nx
import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tarpit_graph.identity import near_duplicates
from tarpit_graph.ontology import EDGE_PROPERTIES
from tarpit_graph.snapshot import Snapshot, projections
from tarpit_graph.snapshot.facts import Edge, FactColumns, FactSet, in_order
from tarpit_graph.snapshot.graph_filter import GraphFilter, filter_graph
from tarpit_queries.buyers import likeness
from tarpit_queries.buyers.likeness import Space
from tarpit_queries.buyers.market import Company, Market
from tarpit_queries.buyers.ties import Ties
from tarpit_queries.measures import niche_overlap
from tarpit_queries.measures.brokerage import Edges
from tarpit_queries.reports import brokers
from tarpit_queries.statistics import bootstrap

COMPANIES = [f"company:{letter}" for letter in "abcdef"]
#: Subject, object, relation and support of a fact.
_Fact = tuple[str, str, str, int]
FACTS = st.tuples(
    *[st.sampled_from(COMPANIES)] * 2,
    st.sampled_from(("ACQUIRED", "COMPETES_WITH")),
    st.integers(1, 2),
)
DAYS = st.none() | st.dates(date(2020, 1, 1), date(2026, 1, 1))
SERVED = st.sets(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("uvwxyz")), max_size=30)


@given(
    st.lists(st.tuples(*[st.sampled_from(COMPANIES)] * 2, DAYS, st.booleans()), max_size=12),
    st.randoms(),
)
def test_facts_by_column_are_the_facts(
    rows: list[tuple[str, str, date | None, bool]], order: Any
) -> None:
    edges = []
    for number, (subject, object_, day, has_price) in enumerate(rows):
        fact = {"id": f"fact:{number:02}", "predicate": "ACQUIRED", "status": "completed"}
        known = {"last_asserted": day} if day else {}
        edges.append((subject, object_, fact | known | ({"price_usd": 1.0} if has_price else {})))
    shuffled = list(edges)
    order.shuffle(shuffled)
    others = {str(f["id"]): {"price_usd": 1.0} for *_, f in edges if "price_usd" in f}
    held = _columns(shuffled)._replace(others=others)
    columns = FactSet({"ACQUIRED": held.in_order()})
    plain = FactSet.of_edges(edges)
    assert (len(columns), columns.newest()) == (len(plain), plain.newest())
    ends = [(s, o, f["id"]) for s, o, f in edges]
    assert list(columns.ends("ACQUIRED")) == list(plain.ends("ACQUIRED")) == ends
    assert list(columns) == list(plain) == columns.of("ACQUIRED")
    assert (len(columns), columns.newest()) == (len(plain), plain.newest()), "also once read"
    graph = Snapshot(dict.fromkeys(COMPANIES, {}), columns, None, None).graph
    plain_graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    plain_graph.add_nodes_from(COMPANIES)
    plain_graph.add_edges_from((s, o, str(f["id"]), f) for s, o, f in edges)
    assert list(graph.edges(keys=True, data=True)) == list(plain_graph.edges(keys=True, data=True))
    assert list(graph.in_edges(keys=True)) == list(plain_graph.in_edges(keys=True))
    assert dict(graph.degree()) == dict(plain_graph.degree())


@given(st.lists(FACTS, max_size=12), st.lists(FACTS, max_size=4), st.sets(st.integers(0, 11)))
def test_facts_changed_and_found_by_column_are_those_put_together(
    rows: list[_Fact], later: list[_Fact], places: set[int]
) -> None:
    edges, gone = _numbered(rows), {f"fact:{place:02}" for place in places}
    came = [
        (s, o, fact | {"id": f"fact:{n:02}", "price_usd": 1.0})
        for n, (s, o, fact) in zip(sorted(places), _numbered(later), strict=False)
    ]
    plain, by_column = FactSet.of_edges(edges), _by_column(edges)
    for facts in (plain, by_column):
        now = facts.updated(gone, came)
        expected = [edge for edge in edges if edge[2]["id"] not in gone] + came
        assert in_order(now) == in_order(expected)
        assert sorted(now.ids()) == sorted(fact["id"] for *_, fact in expected)
        assert now.touched() == {end for s, o, _ in expected for end in (s, o)}
        deals = [e for e in expected if e[2]["predicate"] != "ACQUIRED"]
        assert now.touched(but=("ACQUIRED",)) == {end for s, o, _ in deals for end in (s, o)}
        assert now.find(gone) == {e[2]["id"]: e for e in expected if e[2]["id"] in gone}
        for relation in now.relations():
            values = [fact["support"] for *_, fact in now.of(relation)]
            assert list(facts.updated(gone, came).values(relation, "support")) == values
    assert in_order(by_column) == in_order(plain), "nothing changed them"


_FIRMS = st.sampled_from(COMPANIES[:3])
_WARES = st.sampled_from(("product:a", "product:b", "product:c"))


@given(
    st.lists(st.tuples(_FIRMS | _WARES, st.just("COMPETES_WITH"), _FIRMS | _WARES), max_size=10),
    st.sets(
        st.tuples(_FIRMS, st.just("MAKES"), _WARES)
        | st.tuples(_FIRMS, st.just("SUBSIDIARY_OF"), _FIRMS),
        max_size=3,
    ),
    st.sets(st.tuples(_WARES, st.just("SERVES"), st.sampled_from(("workload:x", "workload:y")))),
)
def test_the_network_by_numbers_is_that_of_segments_and_rivals(
    competing: list[Any], owned: set[Any], served: set[Any]
) -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    facts = [*competing, *sorted(owned), *sorted(served)]
    for id_ in {end for a, _, b in facts for end in (a, b)}:
        graph.add_node(id_, label=id_.partition(":")[0].capitalize(), name=id_)
    for number, (a, predicate, b) in enumerate(facts):
        fact = {"id": f"fact:{number:02}", "predicate": predicate, "support": 1}
        graph.add_edge(a, b, key=fact["id"], confidence=0.9, **fact)
    snapshot = Snapshot.of(graph, None, None)
    competitor = projections.product_owners(snapshot) | projections.owners(snapshot)
    rivals: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for a, b, fact in snapshot.edges("COMPETES_WITH"):
        one, other = competitor.get(a, a), competitor.get(b, b)
        if one != other:
            rivals[one][other].add(fact["id"])
            rivals[other][one].add(fact["id"])
    rivalry = projections.rivalry(snapshot)
    assert list(rivalry) == sorted(rivals)
    assert all(rivalry.of(id_) == rivals.get(id_, {}) for id_ in (*snapshot.entities, "unknown"))
    network = nx.Graph(projections.segments(snapshot).edges)
    network.add_nodes_from((*projections.segments(snapshot), *rivals))
    network.add_edges_from((one, other) for one, near in rivals.items() for other in near)
    found = brokers.network(snapshot, Edges.of(projections.segments(snapshot)))
    assert found.names == sorted(network)
    assert set(found.graph().edges) == {(a, b) if a < b else (b, a) for a, b in network.edges}


@given(SERVED)
def test_overlaps_of_all_segments_are_those_of_each_pair(served: set[tuple[str, str]]) -> None:
    segments: nx.Graph[str] = nx.Graph(sorted(served))
    workloads = sorted({workload for _, workload in served})
    for workload, found in niche_overlap.mean_overlaps(segments, workloads).items():
        pairs = list(combinations(sorted(segments[workload]), 2))
        alike = [
            niche_overlap.jaccard(frozenset(segments[a]), frozenset(segments[b])) for a, b in pairs
        ]
        assert abs(found - (fmean(alike) if alike else 0)) < 1e-9


_JOINING = ("PARTNERS_WITH", "CUSTOMER_OF", "INVESTED_IN", "COMPETES_WITH", "SUBSIDIARY_OF")


@given(
    st.sets(
        st.tuples(
            st.sampled_from(COMPANIES), st.sampled_from(_JOINING), st.sampled_from(COMPANIES)
        ),
        max_size=15,
    ),
    st.randoms(),
)
def test_ties_asked_for_are_those_of_all_pairs(
    said: set[tuple[str, str, str]], chance: Any
) -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for company in COMPANIES:
        graph.add_node(company, label="Company", name=company)
    for number, (a, predicate, b) in enumerate(sorted(said)):
        day = date(2020 + chance.randrange(5), 1, 1)
        fact = {"id": f"fact:{number:02}", "predicate": predicate, "valid_from": day}
        graph.add_edge(a, b, key=fact["id"], confidence=0.9, status="completed", **fact)
    snapshot = Snapshot.of(graph, None, None)
    ties = Ties(snapshot)
    found = {
        (tie.kind, tie.buyer, target, tie.day, frozenset(tie.facts))
        for target in COMPANIES
        for tie in ties.to(target)
    }
    assert found == set(_all_ties(snapshot))
    assert {buyer for _, buyer, *_ in found} <= ties.buyers()


def _all_ties(snapshot: Snapshot) -> Any:
    owner = projections.owners(snapshot)
    plain = []
    for kind, predicate in (("partner", "PARTNERS_WITH"), ("customer", "CUSTOMER_OF")):
        for a, b, fact in snapshot.edges(predicate):
            plain += [
                (kind, one, other, fact["valid_from"], {fact["id"]})
                for one, other in ((a, b), (b, a))
            ]
    rivalry = projections.rivalry(snapshot)
    for a in rivalry:
        plain += [("rival", rival, a, None, facts) for rival, facts in rivalry.of(a).items()]
    held: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    for investor, company, fact in snapshot.edges("INVESTED_IN"):
        plain.append(("investor", investor, company, fact["valid_from"], {fact["id"]}))
        held[investor].setdefault(company, fact)
    for companies in held.values():
        for a, b in permutations(sorted(companies), 2):
            day = max(companies[a]["valid_from"], companies[b]["valid_from"])
            plain.append(("backers", a, b, day, {companies[a]["id"], companies[b]["id"]}))
    for kind, a, b, day, facts in plain:
        if owner[a] != b:
            yield kind, owner[a], b, day, frozenset(facts)


@given(st.lists(st.text("ab ", max_size=5), min_size=1, max_size=6))
def test_vectors_of_known_companies_are_those_of_the_same_companies_unknown(
    names: list[str],
) -> None:
    words = [f"all {name}" for name in names]
    known = [Company(name, frozenset(name.split())) for name in words]
    alike = [Company(name, frozenset(name.split())) for name in words]
    space = Space.of(Market((), dict(zip(words, known, strict=True))), likeness.words)
    one, other = (likeness.dense(space.vectors(companies)) for companies in (known, alike))
    assert np.array_equal(one, other)


@given(st.lists(st.booleans(), min_size=5, max_size=40))
def test_the_interval_of_a_share_is_that_of_a_mean(values: list[bool]) -> None:
    assert bootstrap.of_share(values) == bootstrap.interval([float(v) for v in values], fmean)


@given(st.integers(0, 10_000))
def test_copies_by_bands_are_the_pairs_that_share_four_hashes_and_are_alike(seed: int) -> None:
    chance = Random(seed)
    first = [f"{chance.getrandbits(32):08x}" for _ in range(128)]
    made = [
        [h if chance.random() < kept else f"{chance.getrandbits(32):08x}" for h in first]
        for kept in (0.97, 0.9, 0.85, 0.8, 0.6, 0.0)
    ]
    signatures = {str(number): "".join(hashes) for number, hashes in enumerate(made)}
    plain: nx.Graph[str] = nx.Graph()
    plain.add_nodes_from(signatures)
    for a, b in combinations(signatures, 2):
        one, other = made[int(a)], made[int(b)]
        shares = any(one[at : at + 4] == other[at : at + 4] for at in range(0, 128, 4))
        equal = sum(left == right for left, right in zip(one, other, strict=True))
        if shares and equal / 128 >= 0.8:
            plain.add_edge(a, b)
    groups = sorted(sorted(group) for group in nx.connected_components(plain) if len(group) > 1)
    assert near_duplicates.groups(signatures.items()) == groups


@given(st.lists(FACTS, max_size=12), st.integers(1, 3), st.integers(1, 2), st.booleans())
def test_a_part_of_the_graph_by_column_is_that_of_networkx(
    rows: list[_Fact], hops: int, support: int, one_type: bool
) -> None:
    edges = _numbered(rows)
    entities = {c: {"label": "Company", "name": c} for c in COMPANIES}
    start, *_ = COMPANIES
    wanted = GraphFilter("", start, hops, ("ACQUIRED",) if one_type else (), support)
    plain: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    plain.add_node(start)
    for s, o, fact in edges:
        if fact["support"] >= support and (not one_type or fact["predicate"] == "ACQUIRED"):
            plain.add_edge(s, o, str(fact["id"]))
    near = nx.single_source_shortest_path_length(plain.to_undirected(), start, cutoff=hops)
    expected = plain.subgraph(near)
    for facts in (_by_column(edges), FactSet.of_edges(edges)):
        part = filter_graph(Snapshot(entities, facts, None, None), wanted).graph
        assert sorted(part.nodes) == sorted(expected.nodes)
        assert sorted(part.edges(keys=True)) == sorted(expected.edges(keys=True))


def _numbered(rows: list[_Fact]) -> list[Edge]:
    return [
        (s, o, {"id": f"fact:{n:02}", "predicate": predicate, "support": supported})
        for n, (s, o, predicate, supported) in enumerate(rows)
    ]


def _by_column(edges: list[Edge]) -> FactSet:
    relations = {fact["predicate"] for *_, fact in edges}
    return FactSet(
        {name: _columns([e for e in edges if e[2]["predicate"] == name]) for name in relations}
    )


def _columns(edges: list[Edge]) -> FactColumns:
    values = {p.name: [f.get(p.name) for *_, f in edges] for p in EDGE_PROPERTIES}
    return FactColumns([s for s, *_ in edges], [o for _, o, _ in edges], values, {})
