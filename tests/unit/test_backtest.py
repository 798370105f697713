"""Backtests: nothing later is seen, weights cannot speak against, and rankings beat the simple ones."""

import csv
import gzip
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from tarpit_graph.errors import InputError
from tarpit_queries.buyers import market, ranker, walk_forward
from tarpit_queries.buyers.features import FEATURES, Candidates
from tarpit_queries.buyers.market import Company, Deal, Market, Tie

from tests.conftest import command, shared

DAY = date(2012, 1, 1)


def made(years: int = 8) -> Market:
    """Every buyer buys in its own field alone, so that fields tell the buyer."""
    deals, companies = [], {}
    for field in ("games", "banking", "robots", "health", "maps", "music", "travel", "energy"):
        does = frozenset((field,))
        companies[f"{field}-corp"] = Company(f"{field} corp", does, "USA", "Boston", does)
        for year in range(2012 - years, 2012):
            for quarter in range(4):
                target = f"{field}-{year}-{quarter}"
                companies[target] = Company(target.replace("-", " "), does, "USA", "", does)
                deals.append(Deal(date(year, 1 + 3 * quarter, 15), f"{field}-corp", target))
    return Market(tuple(sorted(deals, key=lambda d: (d.day, d.acquirer))), companies)


def test_the_field_tells_the_buyer() -> None:
    known = made()
    weights, learnt = ranker.learn(known, DAY)
    assert learnt >= 100
    assert (weights >= 0).all()
    (ranked,) = ranker.rank(Candidates.before(known, DAY), ["maps-2011-3"], weights)
    assert ranked.acquirer(0) == next(ranked.acquirers()) == "maps-corp"
    for number, score in enumerate(ranked.scores):
        assert np.isclose(ranked.parts(number).sum(), score)
    assert any(reason.startswith(("like", "near")) for reason in ranked.reasons(0))
    table = walk_forward.walk(known, date(2011, 1, 1), DAY).table()
    ours, shared_, apart, popularity, *_ = table.rows
    assert ours["mrr"] == shared_["mrr"] == 1.0
    assert apart.get("mrr") is None
    assert popularity["mrr"] < 0.5


def test_nothing_later_is_seen() -> None:
    known = made()
    day = date(2010, 7, 1)
    past = Market(tuple(deal for deal in known.deals if deal.day < day), known.companies)
    target = ["robots-2011-3"]
    for before, all_of_it in (
        (
            Candidates.before(past, day).features(target),
            Candidates.before(known, day).features(target),
        ),
        (ranker.learn(past, day)[0], ranker.learn(known, day)[0]),
    ):
        assert np.array_equal(before, all_of_it)


def test_with_little_to_learn_from_everything_counts_the_same() -> None:
    weights, learnt = ranker.learn(made(years=1), DAY)
    assert (learnt, weights.tolist()) == (0, [feature.default for feature in FEATURES.values()])
    table = walk_forward.walk(Market(()), date(2011, 1, 1), DAY).table()
    assert table.rows[0].get("mrr") is None


def test_ties_speak_from_their_day_on_and_gaps_only_next_door() -> None:
    companies = {
        "a": Company("A", segments=frozenset(("serving",))),
        "b": Company("B", segments=frozenset(("gateways",))),
        "t": Company("T", segments=frozenset(("gateways",))),
    }
    ties = (
        Tie("partner", "a", "t", date(2011, 5, 1), ("fact:1",)),
        Tie("investor", "b", "t", date(2012, 5, 1), ("fact:2",)),
    )
    layer = {"serving": "inference", "gateways": "inference"}
    known = Market((), companies, layer, lambda target: ties)
    a, b = Candidates(known, DAY, ("a", "b")).features(["t"])[0]
    names = list(FEATURES)
    assert {n for n, v in zip(names, a, strict=True) if v} == {"gap", "partner"}
    assert {n for n, v in zip(names, b, strict=True) if v} == {"near"}


def test_some_candidates_have_the_numbers_that_they_have_among_all() -> None:
    everyone = Candidates.before(known := made(), DAY)
    targets = sorted({deal.target for deal in known.deals})[:20]
    chosen = range(0, len(everyone.ids), 3)
    some = Candidates(known, DAY, tuple(everyone.ids[place] for place in chosen))
    assert len(some.ids) > 1
    assert np.array_equal(some.features(targets), everyone.features(targets)[:, chosen])


def test_a_rivals_purchase_speaks_for_a_year() -> None:
    does = {"a": "serving", "b": "serving", "c": "chips", "t": "serving", "u": "serving"}
    companies = {id_: Company(id_, frozenset((what,))) for id_, what in does.items()}
    deals = (Deal(date(2011, 6, 1), "b", "u"),)
    number = list(FEATURES).index("rival_bought")

    def speaks(day: date) -> list[bool]:
        known = Candidates(Market(deals, companies), day, ("a", "b", "c"))
        return [bool(value) for value in known.features(["t"])[0][:, number]]

    assert speaks(DAY) == [True, False, False], "neither its own purchase nor a stranger's"
    assert speaks(date(2011, 6, 1)) == speaks(date(2012, 7, 1)) == [False] * 3


def test_tables_are_read_and_bad_ones_refused(tmp_path: Path) -> None:
    deals, companies, targets = (
        tmp_path / f"{name}.csv" for name in ("deals", "companies", "targets")
    )
    with gzip.open(tmp_path / "deals.csv.gz", "wt") as file:
        file.write("date,acquirer,target\n2011-01-01,a,b\n")
    companies.write_text("id,name,categories,country,city\na,A,x|y,USA,Boston\n")
    targets.write_text("id,name,categories,country,city\nc,C,x,,\n")
    known, wanted = market.from_tables(tmp_path / "deals.csv.gz", companies, targets)
    assert known.of("a") == Company("A", frozenset("xy"), "USA", "Boston", frozenset("xy"))
    assert (wanted, known.of("no-such").name) == (["c"], "no such")
    deals.write_text("date,acquirer,target\nyesterday,a,b\n")
    with pytest.raises(InputError, match="line 2: 'yesterday' is not a day"):
        market.from_tables(deals, companies, targets)
    deals.write_text("day,acquirer,target\n")
    with pytest.raises(InputError, match="has no column 'date'"):
        market.from_tables(deals, companies, targets)


@pytest.mark.long
def test_deals_of_all_industries(tmp_path: Path) -> None:
    """Buyers of 2012 and 2013, ranked by what was known before: ahead of every simple ranking."""
    folder = shared("benchmarks/acquirers")
    predictions = tmp_path / "predictions.csv"
    tables = ("deals_before", "companies_before", "targets")
    options = [
        part
        for name, file in zip(("--deals", "--companies", "--targets"), tables, strict=True)
        for part in (name, str(folder / f"{file}_2012-01-01.csv.gz"))
    ]
    done = command(
        "backtest", *options, "--cutoff", "2012-01-01", "--output", str(predictions), environment={}
    )
    assert done.returncode == 0, done.stderr
    with open(folder / "truth_2012-01-01.csv") as file:
        truth = {row["target"]: row["acquirer"] for row in csv.DictReader(file)}
    listed: dict[str, list[str]] = {}
    with open(predictions) as file:
        for row in csv.DictReader(file):
            listed.setdefault(row["target"], []).append(row["acquirer"])
    found = [
        listed[target].index(buyer) + 1 if buyer in listed[target] else float("inf")
        for target, buyer in truth.items()
    ]
    assert sum(1 / rank for rank in found) / len(found) > 0.07
    assert sum(rank <= 10 for rank in found) / len(found) > 0.16
