"""How much two competitors are after the same segments."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain

import networkx as nx
import numpy as np
from scipy import sparse

from tarpit_queries.statistics.choice import Floats

#: Niches that are compared with all others at once.
_AT_ONCE = 250
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


def mean_overlaps(segments: nx.Graph[str], workloads: Iterable[str]) -> dict[str, float]:
    """Return for each segment the mean overlap of all pairs of its competitors.

    1 where all serve exactly the same segments, near 0 where they meet in this one alone. 0 where
    there are fewer than two.

    Examples
    --------
    a serves x and y, b serves x: in x they share one segment of two, and in y no one meets.

    >>> g = nx.Graph([("a", "x"), ("a", "y"), ("b", "x")])
    >>> mean_overlaps(g, "xy")
    {'x': 0.5, 'y': 0.0}
    """
    # Most competitors of a large segment have the same few niches, so those are compared, each as often as it is.
    niches: dict[frozenset[str], int] = {}
    niche_of: dict[str, int] = {}
    found = {workload: list(segments[workload]) for workload in workloads}
    for competitor in chain.from_iterable(found.values()):
        if competitor not in niche_of:
            niche = frozenset(segments[competitor])
            niche_of[competitor] = niches.setdefault(niche, len(niches))
    place = {name: at for at, name in enumerate(sorted(frozenset().union(*niches)))}
    served = _matrix([sorted(map(place.__getitem__, niche)) for niche in niches], len(place))
    return {
        workload: _mean_overlap(served, place.get(workload, -1), [niche_of[c] for c in competitors])
        for workload, competitors in found.items()
    }


def _matrix(rows: Sequence[Sequence[int]], width: int) -> sparse.csr_matrix:
    """Return niches × segments: 1 where a niche has a segment."""
    starts = np.cumsum([0, *map(len, rows)])
    columns = np.fromiter(chain.from_iterable(rows), np.int64, int(starts[-1]))
    return sparse.csr_matrix((np.ones(len(columns)), columns, starts), (len(rows), width))


def _mean_overlap(served: sparse.csr_matrix, segment: int, competitors: list[int]) -> float:
    """Return the mean overlap of all pairs in a column of `served`, by the niche of each competitor."""
    total = len(competitors)
    if total < 2:
        return 0.0
    niches, counted = np.unique(competitors, return_counts=True)
    held, times = served[niches], counted.astype(float)
    sizes = np.diff(held.indptr)
    alike = _by_this_alone(sizes, times) + _by_others(held, segment, sizes, times)
    return round((alike - total) / (total * (total - 1)), _DIGITS)


def _by_this_alone(sizes: Floats, times: Floats) -> float:
    """Return the overlaps of all pairs, added up, as if no two shared a segment but this one."""
    many = np.bincount(sizes, weights=times)
    size = np.flatnonzero(many)
    return float(many[size] @ (1 / (size[:, None] + size - 1)) @ many[size])


def _by_others(held: sparse.csr_matrix, segment: int, sizes: Floats, times: Floats) -> float:
    """Return what the segments that pairs share beside this one add: few share any, so only those are looked at."""
    others = held.copy()
    others.data[others.indices == segment] = 0
    others.eliminate_zeros()
    turned = others.T.tocsr()
    added = 0.0
    for start in range(0, held.shape[0], _AT_ONCE):
        end = start + _AT_ONCE
        both = (others[start:end] @ turned[:, start:]).tocoo()
        one, other, shared = both.row + start, both.col + start, both.data
        union = sizes[one] + sizes[other] - 1
        more = (1 + shared) / (union - shared) - 1 / union
        more[other >= end] *= 2  # met from one side alone
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
