"""How fast prices fall: matched-model index, half-life, and days until a rival matches a cut."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np


@dataclass(frozen=True, slots=True)
class Price:
    """What one product costs for one unit from one day on.

    Attributes:
        usd: In US dollars.
        fact: Id of what says so.
    """

    product: str
    day: date
    usd: float
    fact: str = ""


def index(stories: Sequence[Sequence[Price]]) -> float | None:
    r"""Return a matched-model price index: how prices of the same products changed, on average.

    .. math:: I = \Bigl(\prod_{i=1}^{n} \frac{p_i^{\text{last}}}{p_i^{\text{first}}}\Bigr)^{1/n}

    Parameters
    ----------
    stories : sequence of sequences of Price
        The prices of each product in the order of their days. Products with one price say nothing.

    Returns
    -------
    float or None
        1 where nothing changed, 0.5 where prices halved; None where no product has two prices.

    References
    ----------
    .. [1] Jevons, W. S. (1865). On the variation of prices and the value of the currency. JSS 28(2).
    .. [2] ILO et al. (2004). Consumer Price Index Manual, ch. 9, for the geometric mean of matched
       prices; a new product does not move it, only a new price of an old one.

    Examples
    --------
    One price falls from 8 to 2, another stays: √(1/4 · 1) = 0.5.

    >>> day = date(2024, 1, 1)
    >>> index([[Price("a", day, 8.0), Price("a", day, 2.0)], [Price("b", day, 3.0)] * 2])
    0.5
    """
    ratios = [
        s[-1].usd / s[0].usd for s in stories if len(s) > 1 and s[0].usd > 0 and s[-1].usd > 0
    ]
    if not ratios:
        return None
    return round(math.exp(sum(map(math.log, ratios)) / len(ratios)), 6)


def half_life(story: Sequence[Price]) -> int | None:
    r"""Return in how many days a price halves, by the straight line through its logarithms.

    .. math:: t_{1/2} = -\ln 2 / \hat\beta, \qquad \ln p_t = \alpha + \beta t

    Returns
    -------
    int or None
        Days; None where the price does not fall or has fewer than three days.

    Examples
    --------
    A price that halves every hundred days.

    >>> days = (date(2024, 1, 1), date(2024, 4, 10), date(2024, 7, 19))
    >>> half_life([Price("a", day, usd) for day, usd in zip(days, (8.0, 4.0, 2.0))])
    100
    """
    points = [price for price in story if price.usd > 0]
    if len({price.day for price in points}) < 3:
        return None
    x = np.array([price.day.toordinal() for price in points], dtype=float)
    slope = float(np.polyfit(x - x[0], np.log([price.usd for price in points]), 1)[0])
    return round(-math.log(2) / slope) if slope < 0 else None


@dataclass(frozen=True, slots=True)
class Match:
    """A price cut, and the first price of a rival that is as low.

    Attributes:
        days: From the cut to the match; None where no one has matched it.
    """

    cut: Price
    was: float
    by: Price | None
    days: int | None


def matches(own: Sequence[Price], rivals: Sequence[Sequence[Price]]) -> list[Match]:
    """Return each cut of a product's price, and which rival's price came down as low first.

    A rival matches where a product of its own that was dearer comes to cost no more. One that was as
    cheap before had nothing to match, and a new product is another product.

    Args:
        own: The product's prices in the order of their days.
        rivals: Those of each product of others for the same unit, likewise.

    >>> own = [Price("a", date(2024, 1, 1), 5.0), Price("a", date(2024, 8, 6), 2.5)]
    >>> rival = [Price("b", date(2024, 5, 14), 3.5), Price("b", date(2024, 10, 1), 1.25)]
    >>> [(m.was, m.cut.usd, m.by.product, m.days) for m in matches(own, [rival])]
    [(5.0, 2.5, 'b', 56)]
    """
    found = []
    for before, after in zip(own, own[1:], strict=False):
        if after.usd < before.usd:
            followed = [
                new
                for story in rivals
                for old, new in zip(story, story[1:], strict=False)
                if new.day >= after.day and old.usd > after.usd >= new.usd
            ]
            by = min(followed, key=lambda price: (price.day, price.product), default=None)
            days = (by.day - after.day).days if by else None
            found.append(Match(after, before.usd, by, days))
    return found
