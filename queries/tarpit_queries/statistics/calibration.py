"""Are chances right? Brier score and logarithmic loss."""

from __future__ import annotations

from collections.abc import Sequence
from math import log

#: Lower clip for probabilities, so that the log loss stays finite.
_MINIMUM = 1e-9


def brier(chances: Sequence[float], happened: Sequence[bool]) -> float:
    r"""Return the mean squared distance of chances from what happened: the lower, the better.

    .. math:: B = \frac1n \sum_i (p_i - o_i)^2

    References
    ----------
    .. [1] Brier, G. (1950). Verification of forecasts expressed in terms of probability. Monthly
       Weather Review 78(1).

    Examples
    --------
    Sure and right, and half-sure of what did not come: (0 + 0.25) / 2.

    >>> brier([1.0, 0.5], [True, False])
    0.125
    """
    pairs = zip(chances, happened, strict=True)
    return sum((p - o) ** 2 for p, o in pairs) / len(chances) if chances else 0.0


def log_loss(chances: Sequence[float], happened: Sequence[bool]) -> float:
    r"""Return the mean surprise at what happened: the lower, the better; sharper than Brier's for rare events.

    .. math:: L = -\frac1n \sum_i o_i \ln p_i + (1 - o_i) \ln(1 - p_i)

    References
    ----------
    .. [1] Good, I. J. (1952). Rational decisions. Journal of the Royal Statistical Society B 14(1).

    Examples
    --------
    Half-sure of what came and of what did not: ln 2 each.

    >>> round(log_loss([0.5, 0.5], [True, False]), 4)
    0.6931
    """
    pairs = zip(chances, happened, strict=True)
    surprise = [-log(min(max(p if o else 1 - p, _MINIMUM), 1.0)) for p, o in pairs]
    return sum(surprise) / len(surprise) if surprise else 0.0
