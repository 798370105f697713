"""Who does one thing: how unevenly a company spreads over segments."""

from __future__ import annotations

import math
from collections.abc import Mapping


def specialisation(products: Mapping[str, int]) -> float:
    r"""Return one minus the normalised entropy of a company's products over segments.

    .. math:: S = 1 + \frac{\sum_i p_i \ln p_i}{\ln n}

    Parameters
    ----------
    products : mapping
        How many products a company has in each segment that it serves.

    Returns
    -------
    float
        1 for a company in one segment, 0 for one spread evenly over several.

    References
    ----------
    .. [1] Shannon, C. E. (1948). A mathematical theory of communication. BSTJ 27.
    .. [2] Palepu, K. (1985). Diversification strategy, profit performance and the entropy measure.
       Strategic Management Journal 6(3), for entropy as diversification.

    Examples
    --------
    Three products in one segment and one in another: 1 − 0.8113 = 0.1887, in bits.

    >>> round(specialisation({"serving": 3, "evaluation": 1}), 4)
    0.1887
    >>> specialisation({"serving": 3}), specialisation({"serving": 1, "evaluation": 1})
    (1.0, 0.0)
    """
    counts = [count for count in products.values() if count > 0]
    if len(counts) < 2:
        return 1.0
    total = sum(counts)
    entropy = -sum(count / total * math.log(count / total) for count in counts)
    return round(1 - entropy / math.log(len(counts)), 10)
