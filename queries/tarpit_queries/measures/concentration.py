"""How concentrated a segment is: Herfindahl–Hirschman index, concentration ratio, effective number.

Shares are of what can be counted: products, texts that name them, downloads, stars. Revenues of private companies
are not public. Where each competitor counts once, H is 1/n and says no more than n does.
"""

from __future__ import annotations

from collections.abc import Mapping


def shares(counts: Mapping[str, float]) -> dict[str, float]:
    """Return each competitor's share of what is counted in a segment.

    >>> shares({"a": 3, "b": 1})
    {'a': 0.75, 'b': 0.25}
    """
    total = sum(counts.values())
    return {name: count / total for name, count in counts.items()} if total else {}


def hhi(share: Mapping[str, float]) -> float:
    r"""Return the Herfindahl–Hirschman index.

    .. math:: H = \sum_i s_i^2

    Parameters
    ----------
    share : mapping
        Each competitor's share, adding up to 1.

    Returns
    -------
    float
        From 1/n for n equal competitors to 1 for a monopoly; 0 where there is none.

    References
    ----------
    .. [1] Hirschman, A. O. (1964). The paternity of an index. American Economic Review 54(5).

    Examples
    --------
    Three products of one maker and one of another: 0.75² + 0.25² = 0.625.

    >>> hhi({"a": 0.75, "b": 0.25})
    0.625
    """
    return sum(s * s for s in share.values())


def concentration_ratio(share: Mapping[str, float], k: int = 4) -> float:
    r"""Return the share of the k largest competitors, CR\ :sub:`k`.

    .. math:: CR_k = \sum_{i \le k} s_{(i)}

    References
    ----------
    .. [1] Bain, J. S. (1951). Relation of profit rate to industry concentration. QJE 65(3).

    Examples
    --------
    Five equal competitors: the first four have 4/5.

    >>> round(concentration_ratio(dict.fromkeys("abcde", 0.2)), 6)
    0.8
    """
    return sum(sorted(share.values(), reverse=True)[:k])


def effective_competitors(share: Mapping[str, float]) -> float:
    r"""Return how many equal competitors would be as concentrated: 1/H.

    References
    ----------
    .. [1] Laakso, M. and Taagepera, R. (1979). "Effective" number of parties. Comparative
       Political Studies 12(1). Adelman (1969) calls it the numbers equivalent.

    Examples
    --------
    0.75 and 0.25 are as concentrated as 1/0.625 = 1.6 equal competitors.

    >>> effective_competitors({"a": 0.75, "b": 0.25})
    1.6
    """
    index = hhi(share)
    return 1 / index if index else 0.0
