"""How good a ranking is: mean reciprocal rank, hits among the first k, and how sure these are."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tarpit_queries.statistics import bootstrap

_SEED = 7
_SAMPLES = 1_000


def mrr(ranks: Sequence[float]) -> float:
    r"""Return the mean reciprocal rank.

    .. math:: MRR = \frac1n \sum_i \frac{1}{r_i}

    References
    ----------
    .. [1] Voorhees, E. (1999). The TREC-8 question answering track report.

    Examples
    --------
    First, second and not listed: (1 + 1/2 + 0) / 3.

    >>> mrr([1, 2, float("inf")])
    0.5
    """
    return sum(1 / rank for rank in ranks) / len(ranks) if ranks else 0.0


def hits(ranks: Sequence[float], k: int) -> float:
    """Return the share of ranks among the first k.

    >>> hits([1, 2, 30], 10)
    0.6666666666666666
    """
    return sum(rank <= k for rank in ranks) / len(ranks) if ranks else 0.0


def interval(
    ranks: Sequence[float], measure: Callable[[Sequence[float]], float], level: float = 0.95
) -> tuple[float, float]:
    """Return a bootstrap interval of a measure: where it lies when the ranks are drawn again.

    The same ranks give the same interval: the draws are seeded.

    References
    ----------
    .. [1] Efron, B. (1979). Bootstrap methods: another look at the jackknife. Annals of Statistics 7.

    Examples
    --------
    Ranks that are all the same leave nothing to vary.

    >>> interval([2, 2, 2], mrr)
    (0.5, 0.5)
    """
    return bootstrap.resampled(ranks, measure, level, _SAMPLES, _SEED) if ranks else (0.0, 0.0)
