"""Every report on ten facts, each number counted by hand; see `tests.small` for the facts."""

from datetime import date
from typing import Any

import pytest
from tarpit_graph.snapshot import Snapshot
from tarpit_queries import reports
from tarpit_queries.table import Table

from tests import small

#: What a report is asked beside the snapshot.
ASKED: dict[str, dict[str, Any]] = {
    "appetite": {"company": "Dog"},
    "changes": {"since": "2023-12-01"},
    "company": {"company": "Dog"},
    "segment": {"segment": "Stores"},
}
#: Report, table, and the rows that it has: these values among others.
EXPECTED: list[tuple[str, str, list[dict[str, Any]]]] = [
    # Dog owns what Cat made, and both others make what serves the same.
    ("acquirers", "Likely acquisitions", [
        {"target": "Ant", "acquirer": "Dog", "precedents": ["Cat (2025-05-01)"]},
        {"target": "Bee", "acquirer": "Dog", "precedents": ["Cat (2025-05-01)"]},
    ]),
    ("appetite", "What Dog bought", [{"target": "Cat", "segments": ["Stores"]}]),
    ("appetite", "What Dog is after", [{"segment": "Stores", "bought": 1, "serves": False}]),
    ("appetite", "Who is like what Dog bought", [
        {"candidate": "Ant", "likeness": 1.0, "like": "Cat"},
        {"candidate": "Bee", "likeness": 1.0, "like": "Cat"},
    ]),
    # Each has one segment, so that nobody stands between two; one sentence makes Ant and Bee rivals.
    ("brokers", "Brokers between segments", [
        {"company": "Dog", "betweenness": 0.0, "rivals": 0},
        {"company": "Ant", "betweenness": 0.0, "rivals": 1},
        {"company": "Bee", "betweenness": 0.0, "rivals": 1},
    ]),
    ("catchup", "Catching up", [
        {"what": "Hybrid search", "startup": "Ant", "since": date(2023, 6, 1), "followed": None}
    ]),
    # By then catdb served nothing, nobody had named rivals and Cat was free.
    ("changes", "Changes", [
        {"change": "new", "subject": "Dog", "relation": "ACQUIRED", "object": "Cat"},
        {"change": "new", "subject": "Antdb", "relation": "COMPETES_WITH", "object": "Beedb"},
    ]),
    ("changes", "Segments that grew", [{"segment": "Stores", "products": 3, "came": 1}]),
    ("clones", "Open-source doubles", []),
    ("clones", "How open segments are", [{"products": 3, "open_source": 0, "share": 0.0}]),
    ("company", "Products of Dog", [{"product": "Catdb", "company": "Cat"}]),
    ("company", "Rivals of Dog", [
        {"rival": "Ant", "says_so": 0, "shared": ["Stores"]},
        {"rival": "Bee", "says_so": 0, "shared": ["Stores"]},
    ]),
    ("company", "Deals, money and partners of Dog", [{"event": "bought", "whom": "Cat"}]),
    ("copying", "How fast features are copied", []),
    # Three equal shares: HHI = 3 × (1/3)² = 1/3, which is as many as 1 / HHI = 3 products.
    ("crowding", "Crowded segments", [
        {"segment": "Stores", "layer": "Data", "companies": 3, "products": 3, "hhi": 0.3333,
         "effective": 3.0, "deals": 1, "open_source": 0.0}
    ]),
    ("deals", "Deals", [
        {"acquirer": "Dog", "target": "Cat", "date": date(2025, 5, 1), "status": "completed"}
    ]),
    ("deals", "The window, by quarter", [{"quarter": "2025 Q2", "deals": 1, "acquirers": 1}]),
    ("deals", "What became of deals that were only said to come", []),
    ("focus", "What became of the focused", [
        # One of three was bought; a share of so few would say nothing.
        {"segments": "one", "companies": 3, "bought": 1, "share": None},
        {"segments": "two or three", "companies": 0, "bought": 0, "share": None},
        {"segments": "four and more", "companies": 0, "bought": 0, "share": None},
    ]),
    # Only Dog has done a deal; what belongs to another has no weight of its own.
    ("incumbents", "Incumbents and startups", [
        {"company": "Dog", "kind": "startup", "reasons": "layers: 1, deals: 1"},
        {"company": "Ant", "kind": "startup", "reasons": "layers: 1"},
        {"company": "Bee", "kind": "startup", "reasons": "layers: 1"},
        {"company": "Cat", "kind": "startup", "reasons": "nothing is known of it"},
    ]),
    ("landscape", "Crowded segments", [{"segment": "Stores", "products": 3}]),
    ("landscape", "Deals", [{"acquirer": "Dog", "target": "Cat"}]),
    ("licences", "Changes of licences and holders", []),
    ("movers", "Who moves first", []),
    ("niches", "White space", []),
    ("parity", "Feature parity by segment", [{"products": 1, "features": 0, "median_lag": None}]),
    ("pivots", "Pivots and entries", []),
    ("platforms", "Platforms", [
        {"company": "Ant", "layers": 1, "bought": 0, "end_to_end": False},
        {"company": "Bee", "layers": 1, "bought": 0, "end_to_end": False},
        {"company": "Dog", "layers": 1, "bought": 1, "end_to_end": False},
    ]),
    ("platforms", "Moves into other segments", [
        {"company": "Dog", "segment": "Stores", "by": "bought Cat", "new_layer": True}
    ]),
    ("prices", "Prices by company", []),
    ("runway", "Runway", []),
    ("segment", "Products in Stores", [
        {"product": "Antdb", "company": "Ant", "owner": "", "since": date(2023, 1, 1)},
        {"product": "Beedb", "company": "Bee", "owner": "", "since": date(2023, 7, 1)},
        {"product": "Catdb", "company": "Cat", "owner": "Dog", "since": date(2024, 1, 1)},
    ]),
    ("segment", "Deals in Stores", [{"acquirer": "Dog", "target": "Cat"}]),
    ("shakeout", "Who comes and who goes", []),
    ("switching", "Switching", []),
    ("targets", "Likely targets", [
        {"company": "Ant", "bought": 1, "of": 3, "precedents": ["Cat"]},
        {"company": "Bee", "bought": 1, "of": 3, "precedents": ["Cat"]},
    ]),
    ("tarpit", "How tarpit-like segments are", []),
]  # fmt: skip


def made(name: str, snapshot: Snapshot) -> tuple[Table, ...]:
    """Return the tables of a report."""
    asked = dict(ASKED.get(name, {}))
    if name == "changes":
        asked["earlier"] = small.snapshot(until=date.fromisoformat(asked["since"]))
    tables = reports.load(name).make(snapshot, **asked)
    return (tables,) if isinstance(tables, Table) else tuple(tables)


@pytest.mark.parametrize(
    ("name", "title", "rows"), EXPECTED, ids=[f"{n}: {t}" for n, t, _ in EXPECTED]
)
def test_a_report_counts_what_a_hand_counts(
    name: str, title: str, rows: list[dict[str, Any]]
) -> None:
    (table,) = (t for t in made(name, small.snapshot()) if t.title == title)
    assert [
        {key: row[key] for key in wanted} for row, wanted in zip(table.rows, rows, strict=True)
    ] == rows


def test_every_report_has_a_row_above_or_a_reason() -> None:
    judged_elsewhere = {"thesis"}  # tests/unit/test_thesis.py
    assert {name for name, *_ in EXPECTED} | judged_elsewhere == set(reports.names())


@pytest.mark.parametrize("name", reports.names())
def test_every_row_leads_to_facts_that_are_there(name: str) -> None:
    snapshot = small.snapshot()
    known = {key for *_, key in snapshot.graph.edges(keys=True)}
    for table in made(name, snapshot):
        for row in table.rows:
            assert set(row["facts"]) <= known, (table.title, row)


@pytest.mark.parametrize("name", reports.names())
def test_a_rumour_is_in_no_report_a_deal(name: str) -> None:
    without = small.snapshot(rumoured=False)
    for told, silent in zip(made(name, small.snapshot()), made(name, without), strict=True):
        assert told.rows == silent.rows
