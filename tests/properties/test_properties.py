"""What must hold for all inputs: ids, offsets, merging, measures, escaping."""

import csv
import io
import random
from datetime import date

import networkx as nx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tarpit_graph.claims.derive_facts import derive, edge_type
from tarpit_graph.identity import claim_id, entity_id, normalize_name
from tarpit_graph.ontology import RELATIONS
from tarpit_graph.records import Evidence, Status
from tarpit_loaders.markup import html, markdown, plain
from tarpit_queries.measures import brokerage, concentration, niche_overlap
from tarpit_queries.render import csv as csv_format
from tarpit_queries.table import Column, Table

texts = st.text(max_size=300)
marked = st.lists(
    st.sampled_from(
        [
            "**",
            "*",
            "[",
            "](http://a.b/c)",
            "<b>",
            "</b>",
            "\n",
            "\n\n",
            "- ",
            "# ",
            "|",
            "&amp;",
            "\\*",
        ]
    )
    | st.text(alphabet="ab cd.", max_size=6),
    max_size=40,
).map("".join)
days = st.none() | st.dates(date(2020, 1, 1), date(2026, 12, 31))
evidence = st.lists(
    st.builds(
        Evidence,
        claim=st.uuids().map(str),
        status=st.sampled_from(Status),
        confidence=st.floats(0.01, 0.99),
        source=st.sampled_from("abcd"),
        published=days,
        date=days,
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda e: e.claim,
)


@given(texts)
def test_folding_is_idempotent_and_blind_to_case(name: str) -> None:
    assert normalize_name(normalize_name(name)) == normalize_name(name)
    assert entity_id("Company", name) == entity_id("Company", f"  {name} ")


@given(st.lists(texts, min_size=4, max_size=4), st.lists(texts, min_size=4, max_size=4))
def test_claim_ids_differ_where_any_part_differs(a: list[str], b: list[str]) -> None:
    def made(parts: list[str]) -> str:
        document, predicate, subject, object_ = (part.replace("\x1f", "") for part in parts)
        return claim_id(document, predicate, subject, object_, 1, 2, "")

    same = [x.replace("\x1f", "") for x in a] == [x.replace("\x1f", "") for x in b]
    assert (made(a) == made(b)) is same


@pytest.mark.parametrize("read", [markdown.blocks, html.blocks, plain.blocks])
@given(text=marked | texts)
@example(text="\x1e\n&")
@example(text="one\u2028two\r\n<p>three &amp; four")
def test_every_character_of_a_block_knows_where_it_stands(read: object, text: str) -> None:
    for block in read(text):  # type: ignore[operator]
        for position, character in enumerate(block.text):
            origin = text[block.origin(position)]
            assert character == origin or character.isspace() or origin in "&<\\"
        pieces = list(block.pieces(10))
        assert "".join(piece.text for piece in pieces) == block.text
        assert [p.origin(i) for p in pieces for i in range(len(p.text))] == [
            block.origin(i) for i in range(len(block.text))
        ]


@given(evidence, st.randoms())
def test_a_fact_does_not_depend_on_the_order_of_its_claims(
    claims: list[Evidence], order: random.Random
) -> None:
    shuffled = claims[:]
    order.shuffle(shuffled)
    fact = derive("ACQUIRED", "a", "b", claims)
    assert derive("ACQUIRED", "a", "b", shuffled) == fact
    assert set(fact.claims) == {claim.claim for claim in claims}
    assert fact.support <= len({claim.source for claim in claims})


@given(evidence)
def test_a_rumour_never_stands_under_the_name_of_a_deal(claims: list[Evidence]) -> None:
    fact = derive("ACQUIRED", "a", "b", claims)
    if edge_type(fact) in RELATIONS:
        assert any(c.status in (Status.COMPLETED, Status.ANNOUNCED) for c in claims)
    if all(c.status not in (Status.COMPLETED, Status.ANNOUNCED) for c in claims):
        assert edge_type(fact) in ("UNCONFIRMED", "REFUTED")


@given(st.dictionaries(st.text(max_size=3), st.integers(1, 50), min_size=1, max_size=30))
def test_concentration_is_within_its_bounds(products: dict[str, int]) -> None:
    share = concentration.shares(products)
    assert sum(share.values()) == pytest.approx(1)
    assert 1 / len(products) - 1e-9 <= concentration.hhi(share) <= 1 + 1e-9
    assert 1 - 1e-9 <= concentration.effective_competitors(share) <= len(products) + 1e-9
    assert concentration.concentration_ratio(share) <= 1 + 1e-9


@given(st.sets(st.integers(0, 9)), st.sets(st.integers(0, 9)))
def test_overlap_is_symmetric_and_bounded(a: set[int], b: set[int]) -> None:
    one, other = {str(x) for x in a}, {str(x) for x in b}
    assert niche_overlap.jaccard(one, other) == niche_overlap.jaccard(other, one)
    assert 0 <= niche_overlap.jaccard(one, other) <= 1


@given(st.integers(2, 12), st.floats(0.1, 0.9), st.integers(0, 1000))
def test_constraint_is_what_burt_defines(n: int, p: float, seed: int) -> None:
    graph = nx.relabel_nodes(nx.gnp_random_graph(n, p, seed), str)
    ours = brokerage.constraint(brokerage.Edges.of(graph))
    assert set(ours) == {node for node in graph if graph.degree(node)}
    for i, value in ours.items():
        invested = [
            1 / graph.degree(i)
            + sum(1 / graph.degree(i) / graph.degree(q) for q in graph[i] if j in graph[q])
            for j in graph[i]
        ]
        assert value == pytest.approx(sum(c * c for c in invested))


@given(st.lists(texts, min_size=1, max_size=5))
@example(["\r="])
@example(["harmless\r=HYPERLINK(1)"])
def test_no_cell_is_a_formula_and_every_cell_comes_back(values: list[str]) -> None:
    table = Table("t", (Column("x"),), tuple({"x": value} for value in values))
    rows = list(csv.reader(io.StringIO(csv_format.render([table], {}), newline="")))[1:]
    for row in rows:
        assert not row or not row[0].startswith(("=", "+", "-", "@", "\t", "\r"))
