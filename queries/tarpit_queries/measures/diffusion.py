"""How fast rivals follow a first mover: lags, and the curve of those who have not followed yet."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from tarpit_queries.measures import copying


@dataclass(frozen=True, slots=True)
class Adoption:
    """When rivals came to have a thing: days from the first to each later one, in order.

    Attributes:
        first: Day of the first mover.
        lags: Days to the second, third, …
        waiting: Days that those without it have let pass since, up to the last day known.
    """

    first: date
    lags: tuple[int, ...]
    waiting: tuple[int, ...] = ()

    def to_share(self, share: float) -> int | None:
        """Return the days until this share of all rivals, the first mover among them, had it.

        >>> spread = Adoption(date(2024, 1, 1), (10, 40), (300,))
        >>> spread.to_share(0.5), spread.to_share(1.0)
        (10, None)
        """
        needed = math.ceil(share * (1 + len(self.lags) + len(self.waiting)))
        if needed <= 1:
            return 0
        return self.lags[needed - 2] if needed - 2 < len(self.lags) else None


def spread(adopted: Sequence[date], without: int, today: date) -> Adoption | None:
    """Return how a thing spread; None where no product has it.

    Args:
        adopted: Days on which rivals came to have it.
        without: How many rivals do not have it, as far as is known.
        today: The last day known.

    >>> spread([date(2024, 1, 31), date(2024, 1, 1)], 1, date(2024, 3, 1))
    Adoption(first=datetime.date(2024, 1, 1), lags=(30,), waiting=(60,))
    """
    if not adopted:
        return None
    first, *later = sorted(adopted)
    lags = tuple((day - first).days for day in later)
    return Adoption(first, lags, (max((today - first).days, 0),) * without)


def median_lag(spreads: Sequence[Adoption]) -> int | None:
    r"""Return the median days until a rival follows, by the curve of Kaplan and Meier.

    .. math:: \hat S(t) = \prod_{t_i \le t} \Bigl(1 - \frac{d_i}{n_i}\Bigr)

    with :math:`d_i` rivals that follow after :math:`t_i` days of :math:`n_i` that had not before.
    Rivals who have not followed yet count as long as they were watched (right-censored).

    Returns
    -------
    int or None
        The first day on which half had followed; None where less than half ever did.

    References
    ----------
    .. [1] Kaplan, E. L. and Meier, P. (1958). Nonparametric estimation from incomplete observations.
       JASA 53(282).

    Examples
    --------
    Of four rivals two follow, after 10 and 40 days, and two were watched for 20 and 100 days. After 10
    days 3/4 have not followed; after 40 days, of the two then still watched, 3/4 · 1/2 = 3/8.

    >>> story = Adoption(date(2024, 1, 1), (10, 40), (20, 100))
    >>> median_lag([story])
    40
    """
    lags = [lag for one in spreads for lag in one.lags]
    waiting = [days for one in spreads for days in one.waiting]
    if not lags:
        return None
    from scipy import stats  # takes half a second to import, and most features have too few rivals

    curve = stats.ecdf(stats.CensoredData(uncensored=lags, right=waiting)).sf
    reached = np.flatnonzero(curve.probabilities <= 0.5)
    return int(curve.quantiles[reached[0]]) if len(reached) else None


def share_within(spreads: Sequence[Adoption], days: int) -> float | None:
    """Return in which share of the stories the second mover came within so many days.

    None where there are no stories with a second mover.

    >>> share_within([Adoption(date(2024, 1, 1), (10,)), Adoption(date(2024, 1, 1), (200,))], 92)
    0.5
    """
    return copying.share_within([one.lags[0] for one in spreads if one.lags], days)
