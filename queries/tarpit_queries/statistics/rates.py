"""How often a thing happens in a small group, drawn towards how often it happens in all."""

from __future__ import annotations


def shrunk(events: int, exposed: float, base: float, weight: float) -> float:
    r"""Return a rate for a group, as if so many more members had met the base rate.

    .. math:: \hat p = \frac{x + k\,p_0}{n + k}

    Parameters
    ----------
    events, exposed : int and float
        How many of how many in the group.
    base : float
        The rate in all groups together.
    weight : float
        How many members of the base the group is mixed with, :math:`k`.

    Returns
    -------
    float
        Near the base for small groups, near the group's own rate for large ones.

    References
    ----------
    .. [1] Efron, B. and Morris, C. (1975). Data analysis using Stein's estimator and its
       generalizations. JASA 70(350). The posterior mean under a beta prior.

    Examples
    --------
    One of two, where one in ten is usual, mixed with ten: (1 + 1) / (2 + 10).

    >>> round(shrunk(1, 2, 0.1, 10), 4)
    0.1667
    >>> shrunk(0, 0, 0.1, 10)
    0.1
    """
    return (events + weight * base) / (exposed + weight) if exposed + weight else base
