"""Projections of ten facts, and of the deals and owners that must not mislead them."""

from datetime import date
from typing import Any

import pytest
from tarpit_graph.snapshot import Snapshot, projections

from tests import small


def with_deal(buyer: str, target: str, **fact: Any) -> Snapshot:
    """Return the ten facts and one deal more."""
    snapshot = small.snapshot()
    key = f"fact:{buyer}-{target}-{fact.get('predicate', 'ACQUIRED')}"
    deal = {
        "id": key,
        "predicate": "ACQUIRED",
        "status": "completed",
        "support": 1,
        "confidence": 0.9,
    }
    graph = snapshot.graph.copy()
    graph.add_edge(f"company:{buyer}", f"company:{target}", key=key, **deal | fact)
    return Snapshot.of(graph, None, date(2026, 1, 1))


@pytest.mark.parametrize(
    ("deal", "owner_of_bee", "owner_of_cat"),
    [
        # What was bought belongs to the buyer; the rumour of Bee moves nothing.
        (None, "bee", "dog"),
        (("ant", "bee", {"status": "announced"}), "bee", "dog"),
        (("ant", "bee", {"status": "planned"}), "bee", "dog"),
        # A licence with the people hired away leaves the company where it was.
        (("ant", "bee", {"kind": "licence_and_hire"}), "bee", "dog"),
        (("ant", "bee", {"kind": "acquisition"}), "ant", "dog"),
        # Ownership passes on: Ant bought Dog, which had bought Cat.
        (("ant", "dog", {}), "bee", "ant"),
        # A subsidiary names its parent, the other way round.
        (("bee", "ant", {"predicate": "SUBSIDIARY_OF"}), "ant", "dog"),
        # Two that bought one: the surer deal holds.
        (("ant", "cat", {"confidence": 0.5}), "bee", "dog"),
        (("ant", "cat", {"confidence": 0.99}), "bee", "ant"),
        # A circle ends where it began to turn, and does not hang.
        (("cat", "dog", {}), "bee", "dog"),
    ],
)
def test_owners(
    deal: tuple[str, str, dict[str, Any]] | None, owner_of_bee: str, owner_of_cat: str
) -> None:
    snapshot = small.snapshot() if deal is None else with_deal(*deal[:2], **deal[2])
    owner = projections.owners(snapshot)
    assert owner["company:bee"] == f"company:{owner_of_bee}"
    assert owner["company:cat"] == f"company:{owner_of_cat}"


def test_a_product_belongs_to_whoever_owns_its_maker() -> None:
    assert projections.product_owners(small.snapshot()) == {
        "product:antdb": "company:ant",
        "product:beedb": "company:bee",
        "product:catdb": "company:dog",
    }


def test_a_product_competes_for_whoever_owns_its_maker() -> None:
    projected = projections.segments(small.snapshot())
    assert sorted(projections.competitors(projected)) == [
        "company:ant",
        "company:bee",
        "company:dog",
    ]
    edge = projected.edges["company:dog", "workload:stores"]
    assert edge["products"] == {"product:catdb"}
    assert edge["facts"] == {
        small.id_of("company:cat", "MAKES", "product:catdb"),
        small.id_of("product:catdb", "SERVES", "workload:stores"),
    }


def test_a_product_without_a_maker_is_no_competitor_but_counts() -> None:
    graph = small.snapshot().graph.copy()
    graph.remove_edge(
        "company:ant", "product:antdb", key=small.id_of("company:ant", "MAKES", "product:antdb")
    )
    projected = projections.segments(small.snapshot().with_graph(graph))
    assert sorted(projections.competitors(projected)) == ["company:bee", "company:dog"]
    assert projected.nodes["workload:stores"]["unmade"] == {
        "product:antdb": {small.id_of("product:antdb", "SERVES", "workload:stores")}
    }
    assert projections.products_in(projected, "workload:stores") == {
        "product:antdb", "product:beedb", "product:catdb",
    }  # fmt: skip


def test_a_product_that_is_part_of_another_has_no_layer() -> None:
    graph = small.snapshot().graph.copy()
    graph.add_edge("product:antdb", "product:beedb", key="part", id="part", predicate="PART_OF")
    snapshot = small.snapshot().with_graph(graph)
    assert projections.layers(snapshot) == {"workload:stores": "workload:data"}


def test_rivals_are_companies_whoever_was_named() -> None:
    rivalry = projections.rivalry(small.snapshot())
    says_so = small.id_of("product:antdb", "COMPETES_WITH", "product:beedb")
    assert rivalry.of("company:ant") == {"company:bee": {says_so}}
    assert list(rivalry) == ["company:ant", "company:bee"]


def test_who_was_bought_is_no_rival_of_its_buyer() -> None:
    snapshot = with_deal("ant", "bee")
    assert not list(projections.rivalry(snapshot))


def test_a_listing_that_ended_serves_nothing() -> None:
    graph = small.snapshot().graph.copy()
    for end, product in ((None, "product:listed"), (date(2025, 1, 1), "product:gone")):
        graph.add_node(product, label="Product", name=product)
        graph.add_edge(
            product, "workload:stores", key=product, id=product, predicate="LISTED_IN", valid_to=end
        )
    served = projections.workloads_of(small.snapshot().with_graph(graph))
    assert served["product:listed"] == {"workload:stores"}
    assert served["product:gone"] == set()


def test_a_heading_that_is_no_market_is_left_out_and_counted() -> None:
    graph = small.snapshot().graph.copy()
    graph.add_node("workload:blogs", label="Workload", name="Blogs")
    graph.add_edge("product:antdb", "workload:blogs", key="blog", id="blog", predicate="SERVES")
    kept = projections.on_markets(small.snapshot().with_graph(graph))
    assert projections.workloads_of(kept)["product:antdb"] == {"workload:stores"}
    assert kept.headings_left_out == 1
    assert projections.layers(kept) == {"workload:stores": "workload:data"}


def test_segments_belong_to_who_made_them_even_when_bought() -> None:
    own = projections.own_segments(small.snapshot())
    assert own["company:cat"] == {"workload:stores"}
    assert own["company:dog"] == frozenset()
