"""How soon rivals ship what one of them shipped first: to the second, to half, and from each to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median

#: "The same table-stakes features appear within one to three months of each other": in days.
MONTH, THREE_MONTHS = 31, 92


@dataclass(frozen=True, slots=True)
class Copied:
    """One feature and the days on which rivals came to have it, the first mover's first.

    Attributes:
        order: Rivals in the order of their days.
        days: These days; ties stand in the order of names.
    """

    feature: str
    order: tuple[str, ...]
    days: tuple[date, ...]

    @property
    def to_second(self) -> int:
        """Days until a second rival had it."""
        return (self.days[1] - self.days[0]).days

    @property
    def to_half(self) -> int:
        """Days until half of those known to have it, the first mover among them, had it."""
        return (self.days[(len(self.days) + 1) // 2 - 1] - self.days[0]).days

    @property
    def to_last(self) -> int:
        """Days until the last one known; a lower bound, for others may follow."""
        return (self.days[-1] - self.days[0]).days

    @property
    def gaps(self) -> tuple[int, ...]:
        """Days from each to the next."""
        return tuple((later - earlier).days for earlier, later in pairwise(self.days))


def copied(feature: str, since: Mapping[str, date]) -> Copied | None:
    """Return how a feature was copied; None where fewer than two have it.

    >>> story = copied(
    ...     "F",
    ...     {
    ...         "b": date(2024, 2, 1),
    ...         "a": date(2024, 1, 1),
    ...         "c": date(2024, 4, 1),
    ...         "d": date(2025, 1, 1),
    ...     },
    ... )
    >>> story.order, story.to_second, story.to_half, story.to_last, story.gaps
    (('a', 'b', 'c', 'd'), 31, 31, 366, (31, 60, 275))
    """
    if len(since) < 2:
        return None
    order = sorted(since, key=lambda product: (since[product], product))
    return Copied(feature, tuple(order), tuple(since[product] for product in order))


def share_within(days: Sequence[int], most: int) -> float | None:
    """Return which share of some numbers of days is at most so many; None of none.

    >>> share_within([10, 100], 92)
    0.5
    """
    return sum(day <= most for day in days) / len(days) if days else None


def middle(days: Sequence[int]) -> float | None:
    """Return the median; None of none.

    >>> middle([1, 2, 10])
    2
    """
    return median(days) if days else None
