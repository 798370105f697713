"""Measures of reports: bounded, blind to order and to what things are called."""

from datetime import date, timedelta
from random import Random

import networkx as nx
import scipy.stats  # noqa: F401 - takes half a second, which no example has
from hypothesis import given
from hypothesis import strategies as st
from tarpit_queries.measures import (
    brokerage,
    composite,
    diffusion,
    incumbency,
    prices,
    specialisation,
    substitution,
    survival,
    white_space,
)
from tarpit_queries.measures.prices import Price
from tarpit_queries.statistics import calibration, rates

DAYS = st.dates(date(2020, 1, 1), date(2026, 1, 1))
TODAY = date(2026, 1, 1)
COUNTS = st.dictionaries(st.text(min_size=1, max_size=4), st.integers(0, 20), max_size=8)


@given(
    gone=st.lists(st.integers(0, 2000), max_size=12),
    seen=st.lists(st.integers(0, 2000), max_size=12),
    days=st.integers(0, 2000),
    more=st.integers(1, 3),
)
def test_survival_falls_with_time_and_with_every_exit(
    gone: list[int], seen: list[int], days: int, more: int
) -> None:
    share = survival.survival(gone, seen, days)
    assert survival.survival(gone[::-1], seen[::-1], days) == share
    if share is None:
        return
    assert 0 <= share <= 1
    later = survival.survival(gone, seen, days + 100)
    assert later is None or later <= share
    left_today = survival.survival([*gone, *[0] * more], seen, days)
    assert left_today is not None
    assert left_today <= share


@given(adopted=st.lists(DAYS, max_size=8), without=st.integers(0, 6), order=st.randoms())
def test_a_spread_does_not_depend_on_order(
    adopted: list[date], without: int, order: Random
) -> None:
    story = diffusion.spread(adopted, without, TODAY)
    shuffled = list(adopted)
    order.shuffle(shuffled)
    assert diffusion.spread(shuffled, without, TODAY) == story
    if story is not None:
        assert list(story.lags) == sorted(story.lags)
        reached = [story.to_share(share / 10) for share in range(11)]
        known = [days for days in reached if days is not None]
        assert known == sorted(known)


@given(adopted=st.lists(DAYS, min_size=2, max_size=8), more=st.integers(1, 5))
def test_those_who_never_follow_make_no_median_shorter(adopted: list[date], more: int) -> None:
    alone = diffusion.median_lag(
        [diffusion.spread(adopted, 0, TODAY) or diffusion.Adoption(TODAY, ())]
    )
    waited = diffusion.spread(adopted, more, TODAY + timedelta(days=4000))
    assert waited is not None
    with_others = diffusion.median_lag([waited])
    assert alone is not None
    assert with_others is None or with_others >= alone


PARTS = st.dictionaries(
    st.sampled_from("abcdef"), st.floats(0, 1) | st.none(), min_size=1, max_size=6
)


@given(parts=PARTS, weight=st.floats(0.1, 5))
def test_a_composite_lies_among_its_parts(parts: dict[str, float | None], weight: float) -> None:
    weights = dict.fromkeys(parts, weight)
    known = [value for value in parts.values() if value is not None]
    value = composite.composite(parts, weights)
    assert (value is None) is (not known)
    if value is not None:
        assert min(known) - 1e-9 <= value <= max(known) + 1e-9
    reach = composite.sensitivity(parts, weights)
    assert (reach is None) is (len(known) < 2)
    if reach is not None and value is not None:
        assert reach[0] - 1e-9 <= value <= reach[1] + 1e-9


@given(
    listed=st.booleans(),
    layers=st.integers(0, 12),
    deals=st.integers(0, 60),
    money=st.floats(0, 1e12),
)
def test_standing_is_bounded_and_only_grows(
    listed: bool, layers: int, deals: int, money: float
) -> None:
    score = incumbency.Standing(listed, layers, deals, money).score
    assert 0 <= score <= 1 + 1e-9
    more = incumbency.Standing(True, layers + 1, deals + 1, money * 2)
    assert more.score >= score - 1e-9
    assert more.is_incumbent


@given(
    events=st.integers(0, 50),
    more=st.integers(0, 50),
    base=st.floats(0, 1),
    weight=st.floats(0.1, 100),
)
def test_a_shrunk_rate_lies_between_its_own_and_the_base(
    events: int, more: int, base: float, weight: float
) -> None:
    exposed = events + more
    own = events / exposed if exposed else base
    value = rates.shrunk(events, exposed, base, weight)
    assert min(own, base) - 1e-9 <= value <= max(own, base) + 1e-9


@given(counts=COUNTS)
def test_specialisation_is_bounded_and_blind_to_names(counts: dict[str, int]) -> None:
    value = specialisation.specialisation(counts)
    assert 0 <= value <= 1
    renamed = {str(n): count for n, (_, count) in enumerate(sorted(counts.items()))}
    assert abs(specialisation.specialisation(renamed) - value) < 1e-9


@given(
    edges=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=12),
    rivals=st.integers(0, 9),
)
def test_substitutability_is_bounded_and_grows_with_what_is_said(
    edges: list[tuple[int, int]], rivals: int
) -> None:
    graph: nx.DiGraph[str] = nx.DiGraph((str(a), str(b)) for a, b in edges)
    graph.add_node("alone")
    share = substitution.substitutability(graph, rivals)
    assert all(0 <= value <= 1 for value in share.values())
    assert share["alone"] == 0
    graph.add_edge("alone", "other")
    more = substitution.substitutability(graph, rivals)
    assert all(more[node] >= value for node, value in share.items())


@given(usd=st.lists(st.floats(0.01, 1000), min_size=2, max_size=6), factor=st.floats(0.1, 10))
def test_a_price_index_is_blind_to_the_currency(usd: list[float], factor: float) -> None:
    def story(scale: float) -> list[Price]:
        return [Price("a", date(2024, 1, n + 1), value * scale) for n, value in enumerate(usd)]

    index, other = prices.index([story(1.0)]), prices.index([story(factor)])
    assert index is not None
    assert other is not None
    assert abs(index - other) <= 1e-4 * max(index, 1)
    assert prices.index([story(1.0)[:1]]) is None
    assert prices.matches(story(1.0), []) == [
        match for match in prices.matches(story(1.0), []) if match.by is None
    ]


@given(edges=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=30))
def test_betweenness_is_that_of_networkx_whatever_computes_it(edges: list[tuple[int, int]]) -> None:
    graph: nx.Graph[str] = nx.Graph((str(a), str(b)) for a, b in edges if a != b)
    graph.add_node("alone")
    plain = nx.betweenness_centrality(graph, backend="networkx")
    numbered = brokerage.Edges.of(graph)
    found = brokerage.betweenness(numbered).of
    assert set(found) == set(plain)
    assert all(abs(found[node] - value) < 1e-9 for node, value in plain.items())
    assert found["alone"] == 0
    # A sample of all nodes is no estimate.
    sampled = brokerage.betweenness(numbered, most=0).of
    assert all(abs(sampled[node] - value) < 1e-9 for node, value in plain.items())


@given(
    products=st.integers(0, 50),
    of=st.integers(0, 50),
    share=st.floats(0, 1),
    found=st.integers(0, 50),
)
def test_white_space_is_bounded_and_only_shrinks(
    products: int, of: int, share: float, found: int
) -> None:
    with_it = int(of * share)
    space = white_space.white_space(products, with_it, of, found)
    assert 0 <= space <= 1
    assert white_space.white_space(products, with_it, of, found + 1) <= space
    assert white_space.expected(products, with_it, of) <= products


@given(pairs=st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=20))
def test_nothing_scores_better_than_to_have_known(pairs: list[tuple[float, bool]]) -> None:
    chances, happened = [p for p, _ in pairs], [o for _, o in pairs]
    assert 0 <= calibration.brier(chances, happened) <= 1
    known = [float(o) for o in happened]
    assert calibration.brier(known, happened) == 0
    assert calibration.log_loss(known, happened) == 0 <= calibration.log_loss(chances, happened)
