"""Copying lags and the verdicts of the thesis, on graphs small enough to check by hand."""

from datetime import date

import networkx as nx
import pytest
from tarpit_graph.snapshot import Snapshot
from tarpit_queries import render, small_multiples
from tarpit_queries.reports import copying, licences, movers, shakeout, thesis
from tarpit_queries.thesis import Observation, ThesisClaim, Verdict, judged
from tarpit_queries.timelines.prices import stories_of


def snapshot(days: dict[str, dict[str, str]], *, triggered: bool = False) -> Snapshot:
    """Return a graph in which products of one market have features since some days."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_node("workload:stores", label="Workload", name="Stores")
    for feature, since in days.items():
        graph.add_node(f"feature:{feature}", label="Feature", name=feature)
        for product, day in since.items():
            graph.add_node(f"product:{product}", label="Product", name=product)
            fact = {
                "id": f"fact:{feature}:{product}",
                "predicate": "HAS_FEATURE",
                "status": "completed",
                "valid_from": date.fromisoformat(day),
                "valid_precision": "day",
                "segment": "Stores",
                "support": 1,
                "confidence": 0.9,
            }
            if triggered:
                fact["triggered"] = True
            graph.add_edge(f"product:{product}", f"feature:{feature}", key=fact["id"], **fact)
    return Snapshot.of(graph, None, date(2026, 1, 1))


SLOW = {
    f"f{n}": {"ant": "2023-01-01", "bee": f"2023-0{5 + n % 3}-01", "cat": "2024-01-01"}
    for n in range(6)
}


def test_lags_of_a_segment_are_medians_over_its_features() -> None:
    (row,) = copying.report(snapshot(SLOW)).rows
    assert (row["n"], row["products"], row["features"]) == (6, 3, "own")
    assert (row["to_second"], row["to_half"], row["to_last"]) == (151, 151, 365)
    assert (row["within_92"], row["gaps_92"]) == (0, 0)


def test_two_features_say_nothing_of_a_segment() -> None:
    few = {name: SLOW[name] for name in ("f0", "f1")}
    (row,) = copying.report(snapshot(few)).rows
    assert (row["n"], row["to_second"]) == (2, None)


def test_what_a_launch_calls_for_stands_apart() -> None:
    (row,) = copying.report(snapshot(SLOW, triggered=True)).rows
    assert row["features"] == "triggered"


def test_one_segment_shows_its_features_with_who_was_first() -> None:
    (first, *_) = copying.report(snapshot({"f": SLOW["f0"]}), segment="Stores").rows
    assert (first["first"], first["second"], first["to_second"]) == ("ant", "bee", 120)


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        ([1, 2, 3, 4, 5, 6], Verdict.SUPPORTED),
        ([200, 210, 220, 230, 240, 250], Verdict.REFUTED),
        ([1, 2, 80, 100, 300, 400], Verdict.MIXED),
        ([1, 2, 3, 4], Verdict.NOT_ENOUGH),
    ],
)
def test_a_verdict_rests_on_the_whole_interval(values: list[float], verdict: Verdict) -> None:
    claim = ThesisClaim("within three months", "days", 92, True, tuple(map(Observation, values)))
    assert judged(claim).verdict is verdict


def test_the_thesis_tells_what_holds_and_what_to_load() -> None:
    table = thesis.report(snapshot(SLOW))
    rows = {row["claim"]: row for row in table.rows}
    second = rows["A rival ships the same feature within three months of the first"]
    assert (second["verdict"], second["number"], second["observations"]) == ("refuted", 151, 6)
    assert "f2: ant 2023-01-01, bee 2023-07-01 [fact:f2:ant fact:f2:bee]" in second["against"]
    assert (second["years"], second["over_time"]) == ([2023], [151])
    prices = rows["Prices fall"]
    assert prices["verdict"] == "not enough evidence"
    assert "tarpit load" in prices["lacking"]
    assert thesis.report(snapshot(SLOW)) == table, "the same graph gives the same intervals"


def with_spells(predicate: str, *spells: tuple[str, str, str, str]) -> Snapshot:
    """Return a graph of things that held of products from one day to another."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for n, (product, value, start, end) in enumerate(spells):
        graph.add_node(product, label="Product", name=product)
        graph.add_node(value, label="Licence", name=value)
        fact = {"id": f"fact:{n:03}", "predicate": predicate, "status": "completed", "list": "l"}
        fact |= {"valid_from": date.fromisoformat(start)}  # type: ignore[dict-item]
        fact |= {"valid_to": date.fromisoformat(end)} if end else {}  # type: ignore[dict-item]
        graph.add_edge(product, value, key=fact["id"], **fact)
    return Snapshot.of(graph, None, date(2026, 1, 1))


def test_a_licence_that_comes_back_is_two_changes() -> None:
    table = licences.report(
        with_spells(
            "LICENSED_UNDER",
            ("tgi", "Apache-2.0", "2022-10-22", ""),
            ("tgi", "HFOIL-1.0", "2023-07-28", "2024-04-08"),
        )
    )
    assert [(str(r["day"]), r["before"], r["after"]) for r in table.rows] == [
        ("2024-04-08", "HFOIL-1.0", "Apache-2.0"),
        ("2023-07-28", "Apache-2.0", "HFOIL-1.0"),
    ]


def test_who_was_first_most_often_leads() -> None:
    (first, second, third) = movers.report(snapshot(SLOW)).rows
    assert (first["product"], first["first"], first["share"]) == ("ant", 6, 1.0)
    assert (second["first"], third["first"]) == (0, 0)


def test_survival_counts_those_still_listed_as_long_as_they_were_seen() -> None:
    spells = [(f"p{n}", "Stores", "2020-01-01", "2021-01-01" if n < 5 else "") for n in range(20)]
    rows = shakeout.report(with_spells("LISTED_IN", *spells)).rows
    assert [(r["year"], r["listed"], r["exits"]) for r in rows][:2] == [
        (2020, 20, 0),
        (2021, 15, 5),
    ]
    assert rows[0]["survival_3y"] == pytest.approx(0.75), "15 of 20 were left"


def test_claims_with_days_are_small_charts_on_one_axis_of_time() -> None:
    days = {f"g{n}": {"ant": f"2021-0{n + 1}-01", "bee": "2023-01-01"} for n in range(6)}
    drawn = small_multiples.of(thesis.report(snapshot(SLOW | days)))
    second = next(panel for panel in drawn if panel.title.startswith("A rival"))
    assert {(panel.first, panel.last) for panel in drawn} == {(2021, 2023)}
    assert [(point.year, point.x) for point in second.points] == [(2021, 0), (2023, 100)]
    assert second.points[0].y < second.points[1].y < second.level < 100, "longer lags stand higher"
    assert second.under == "refuted"
    page = str(render.render("html", [thesis.report(snapshot(SLOW | days))]))
    assert page.count("<figure>") == len(drawn)


def test_a_price_of_which_only_the_end_is_stated_was_cut_by_the_next() -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_node("p", label="Product", name="P")
    until = {"id": "fact:a", "price_usd": 1.0, "valid_to": date(2026, 7, 30)}
    since = {"id": "fact:b", "price_usd": 0.2, "valid_from": date(2026, 7, 30)}
    for n, fact in enumerate((until, since)):
        graph.add_node(f"o{n}", label="Price", name=f"o{n}")
        fact |= {"predicate": "PRICED_AT", "status": "completed", "per": "million input tokens"}
        graph.add_edge("p", f"o{n}", key=fact["id"], **fact)
    (story,) = stories_of(Snapshot.of(graph, None, date(2026, 8, 1))).values()
    assert [(str(p.day), p.usd) for p in story] == [("2026-07-29", 1.0), ("2026-07-30", 0.2)]
