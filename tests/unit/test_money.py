"""Sums of money in words and figures."""

import pytest
from tarpit_loaders.reader import money


@pytest.mark.parametrize(
    ("text", "usd"),
    [
        ("$500", 500),
        ("$5k", 5e3),
        ("$5K a month", 5e3),
        ("$12 thousand", 12e3),
        ("$1.5m", 1.5e6),
        ("$25M", 25e6),
        ("$25 million", 25e6),
        ("a $25-million round", 25e6),
        ("US$ 40 mn", 40e6),
        ("$1.3B", 1.3e9),
        ("$1.3 bn", 1.3e9),
        ("$40 billion", 40e9),
        ("USD 2 trillion", 2e12),
        ("$1,250,000", 1.25e6),
        ("3 million dollars", 3e6),
        ("500 US dollars", 500),
        ("£10", 12.44),
        ("10 pounds", 12.44),
    ],
)
def test_a_sum_is_worth_so_much(text: str, usd: float) -> None:
    (found,) = money.sums(text, 2023)
    assert found.usd == pytest.approx(usd)


@pytest.mark.parametrize(
    "text", ["5k users", "an undisclosed sum", "v1.5", "40 billion tokens", "MI300"]
)
def test_what_is_no_money_is_none(text: str) -> None:
    assert money.sums(text, 2023) == []


def test_of_several_sums_none_is_the_one() -> None:
    assert money.only("from $5M to $9M") is None
    assert [s.usd for s in money.sums("from $5M to $9M")] == [5e6, 9e6]
