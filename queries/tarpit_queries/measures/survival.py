"""How long things stay: the Kaplan–Meier estimate of survival."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

#: Fewer observations tell no survival.
_MINIMUM = 10


def survival(gone: Sequence[float], seen: Sequence[float], after: float) -> float | None:
    r"""Return the share that is still there after some time.

    .. math:: \hat S(t) = \prod_{i: t_i \le t} \left(1 - \frac{d_i}{n_i}\right)

    where :math:`d_i` leave at :math:`t_i` of the :math:`n_i` that were there until then.

    Parameters
    ----------
    gone : sequence of numbers
        How long each stayed that left.
    seen : sequence of numbers
        How long each was seen that had not left at the end.
    after : number
        The time :math:`t`, in the same unit.

    Returns
    -------
    float or None
        From 0 to 1; None of fewer than ten, or where nothing ever left.

    References
    ----------
    .. [1] Kaplan, E. L. and Meier, P. (1958). Nonparametric estimation from incomplete observations.
       Journal of the American Statistical Association 53(282).

    Examples
    --------
    Ten there; one leaves after 1 year, one after 2, eight are seen for 3: 9/10 · 8/9.

    >>> round(survival([1, 2], [3] * 8, 2), 4)
    0.8
    >>> survival([], [3] * 10, 2) is None
    True
    """
    if len(gone) + len(seen) < _MINIMUM or not gone:
        return None
    from scipy import stats  # takes a second to import, and most segments have too few observations

    curve = stats.ecdf(stats.CensoredData(uncensored=gone, right=seen)).sf
    return float(np.clip(curve.evaluate([after])[0], 0, 1))
