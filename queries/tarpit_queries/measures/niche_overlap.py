"""How much two competitors are after the same segments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

import networkx as nx
import numpy as np
from scipy import sparse

from tarpit_queries.statistics.choice import Floats

#: Niches that are compared with all others at once.
_AT_ONCE = 1_000
#: Sums of floats differ in their last digits from machine to machine.
_DIGITS = 10


def jaccard(a: Collection[str], b: Collection[str]) -> float:
    r"""Return the Jaccard index of two sets of segments.

    .. math:: J = |A \cap B| / |A \cup B|

    References
    ----------
    .. [1] Jaccard, P. (1901). Bulletin de la Société Vaudoise des Sciences Naturelles 37.
    .. [2] Baum, J. and Singh, J. (1994). Organizational niches and the dynamics of organizational
       founding. Organization Science 5(4), for overlap of niches as competition.

    Examples
    --------
    One shared segment of three: 1/3.

    >>> round(jaccard({"serving", "gateways"}, {"serving", "evaluation"}), 4)
    0.3333
    """
    union = set(a) | set(b)
    return len(set(a) & set(b)) / len(union) if union else 0.0


def mean_overlap(segments: nx.Graph[str], workload: str) -> float:
    """Return the mean overlap of all pairs of competitors in a segment.

    1 where all serve exactly the same segments, near 0 where they meet in this one alone. 0 where
    there are fewer than two.

    Examples
    --------
    a serves x and y, b serves x: they share one segment of two.

    >>> g = nx.Graph([("a", "x"), ("a", "y"), ("b", "x")])
    >>> mean_overlap(g, "x")
    0.5
    """
    # Most competitors of a large segment have the same few niches, so those are compared, each as often as it is.
    counted = Counter(frozenset(segments[competitor]) for competitor in segments[workload])
    total = counted.total()
    if total < 2:
        return 0.0
    niches = sorted(counted, key=sorted)
    times = np.array([counted[niche] for niche in niches], dtype=float)
    sizes = np.array([len(niche) for niche in niches])
    alike = _by_this_alone(sizes, times) + _by_others(niches, workload, sizes, times)
    return round((alike - total) / (total * (total - 1)), _DIGITS)


def _by_this_alone(sizes: Floats, times: Floats) -> float:
    """Return the overlaps of all pairs, added up, as if no two shared a segment but this one."""
    many = np.bincount(sizes, weights=times)
    size = np.flatnonzero(many)
    return float(many[size] @ (1 / (size[:, None] + size - 1)) @ many[size])


def _by_others(
    niches: Sequence[frozenset[str]], workload: str, sizes: Floats, times: Floats
) -> float:
    """Return what the segments that pairs share beside this one add: few share any, so only those are looked at."""
    place = {name: at for at, name in enumerate(sorted(frozenset().union(*niches) - {workload}))}
    rows = [row for row, niche in enumerate(niches) for _ in range(len(niche) - 1)]
    columns = [place[name] for niche in niches for name in niche if name != workload]
    served = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), (len(niches), len(place)))
    added = 0.0
    for start in range(0, len(niches), _AT_ONCE):
        both = (served[start : start + _AT_ONCE] @ served.T).tocoo()
        one, other, shared = both.row + start, both.col, both.data
        union = sizes[one] + sizes[other] - 1
        more = (1 + shared) / (union - shared) - 1 / union
        added += float((times[one] * times[other]) @ more)
    return added


def density(overlap: float, competitors: int) -> float:
    r"""Return the overlap density of a segment: how many full rivals each competitor has in it.

    .. math:: D = \frac1n \sum_i \sum_{j \ne i} J_{ij} = (n - 1)\,\bar J

    9 where ten competitors serve exactly the same segments; 1 as well where two do, or where ten overlap
    by a ninth. `overlap` is the mean overlap of all pairs of the n `competitors`.

    References
    ----------
    .. [1] Baum, J. and Singh, J. (1994). Organizational niches and the dynamics of organizational
       founding. Organization Science 5(4): overlap density.

    Examples
    --------
    Two share one segment of two, an overlap of 0.5: each has half a rival.

    >>> density(0.5, 2)
    0.5
    """
    return overlap * max(competitors - 1, 0)


def overlapping(segments: nx.Graph[str], competitor: str) -> Iterator[tuple[str, float]]:
    """Yield every other competitor that shares a segment, with the overlap of the two niches.

    Examples
    --------
    >>> g = nx.Graph([("a", "x"), ("a", "y"), ("b", "x")])
    >>> list(overlapping(g, "a"))
    [('b', 0.5)]
    """
    own = frozenset(segments[competitor])
    others = {other for workload in own for other in segments[workload]} - {competitor}
    for other in sorted(others):
        yield other, jaccard(own, frozenset(segments[other]))
