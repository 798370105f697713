"""How fast newcomers join a population: the entry rate of organisational ecology."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

_YEAR = timedelta(days=365)
#: A rate over fewer than this means nothing.
_LEAST = 3


def entry_rate(first_seen: Sequence[date], today: date) -> float | None:
    r"""Return the share of a population's products that joined it within a year.

    .. math:: e = \frac{\text{entrants in the year up to today}}{\text{those there a year before}}

    Parameters
    ----------
    first_seen : sequence of dates
        When each was first heard of. Those of whom no day is known are left out.
    today : date
        The end of the year.

    Returns
    -------
    float or None
        1 says that a population doubled in a year. None where fewer than three were there before.

    References
    ----------
    .. [1] Carroll, G. and Hannan, M. (2000). The Demography of Corporations and Industries, ch. 6:
       vital rates. Princeton University Press.

    Examples
    --------
    Three were there, two joined: 2/3.

    >>> days = [date(2022, 1, 1), date(2022, 5, 1), date(2023, 1, 1)]
    >>> joined = [date(2024, 3, 1), date(2024, 9, 1)]
    >>> round(entry_rate(days + joined, date(2024, 12, 31)), 4)
    0.6667
    >>> entry_rate(days[:1], date(2024, 12, 31)) is None
    True
    """
    known = [day for day in first_seen if day <= today]
    before = sum(day <= today - _YEAR for day in known)
    return (len(known) - before) / before if before >= _LEAST else None
