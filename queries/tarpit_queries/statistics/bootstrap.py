"""How far a number could differ by chance alone: intervals by drawing the same observations again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

#: Draws, and the seed that makes them the same each time.
_DRAWS, _SEED = 2_000, 20180301
#: Fewer observations say nothing about their spread.
_MINIMUM = 5


def interval(
    values: Sequence[float],
    statistic: Callable[[Sequence[float]], float],
    level: float = 0.9,
) -> tuple[float, float] | None:
    r"""Return the percentile interval of a statistic.

    With :math:`\hat\theta^*_b` the statistic of the b-th sample drawn with replacement, the interval is
    :math:`[\hat\theta^*_{(\alpha/2)}, \hat\theta^*_{(1-\alpha/2)}]`, :math:`\alpha = 1 -` level.

    Returns
    -------
    tuple of float, or None
        Low and high; None of fewer than five observations, which say nothing about their spread.

    References
    ----------
    .. [1] Efron, B. and Tibshirani, R. (1993). An Introduction to the Bootstrap, chapter 13.

    Examples
    --------
    Equal values leave no doubt about their mean:

    >>> interval([3.0] * 6, lambda values: sum(values) / len(values))
    (3.0, 3.0)
    >>> interval([1.0, 2.0], max) is None
    True
    """
    return resampled(values, statistic, level, _DRAWS, _SEED) if len(values) >= _MINIMUM else None


def resampled(
    values: Sequence[float],
    statistic: Callable[[Sequence[float]], float],
    level: float,
    draws: int,
    seed: int,
) -> tuple[float, float]:
    """Return the percentile interval of a statistic over so many draws, however few values there are.

    Args:
        values: At least one.
        statistic: Of a sample as long as the values.
        level: The share of the draws that the interval holds.
        draws: How many samples.
        seed: The same one gives the same interval.

    >>> resampled([2.0], max, 0.9, 10, 1)
    (2.0, 2.0)
    """
    found = [statistic(sample.tolist()) for sample in _samples(values, draws, seed)]
    return _ends(found, level)


def of_share(values: Sequence[bool], level: float = 0.9) -> tuple[float, float] | None:
    """Return the interval of a share: what `interval` returns of the mean, of many values in a fourth of its time.

    >>> of_share([True, False, True, True, False, True])
    (0.3333333333333333, 1.0)
    >>> from statistics import fmean
    >>> interval([1.0, 0.0, 1.0, 1.0, 0.0, 1.0], fmean)
    (0.3333333333333333, 1.0)
    """
    if len(values) < _MINIMUM:
        return None
    return _ends([float(sample.mean()) for sample in _samples(values, _DRAWS, _SEED)], level)


def _samples(values: Sequence[float], draws: int, seed: int) -> Iterator[NDArray[np.float64]]:
    """Yield samples as long as the values, one at a time: all of a large landscape would take gigabytes."""
    observed = np.asarray(values, dtype=float)
    chance = np.random.default_rng(seed)
    for _ in range(draws):
        yield observed[chance.integers(0, len(observed), len(observed))]


def _ends(found: Sequence[float], level: float) -> tuple[float, float]:
    low, high = np.quantile(found, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
