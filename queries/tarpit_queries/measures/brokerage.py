"""Who stands between others: betweenness, and Burt's constraint. Both are fast on networks of a million edges."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

import networkx as nx
import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

#: The backend that networkx hands heavy measures to, where it is installed: 45 times as fast on the
#: network of 2,000 companies and segments.
_BACKEND = "rustworkx"
#: Threads add in any order, so the last digits differ from run to run: rounded away, the same input
#: gives the same number.
_DIGITS = 10
#: Nodes times edges up to which every path is followed, which takes seconds; from there on a sample's.
_EXACT = 300_000_000
#: Nodes from which paths are followed in a sample, and how many of them at once.
_PIVOTS, _AT_ONCE = 64, 32
#: Wedges that are looked at at once.
_WEDGES = 4_000_000


class Edges(NamedTuple):
    """The edges of a network as numbers: what joins a node to itself is left out.

    Attributes:
        names: The nodes, in order.
        left, right: The places in `names` of each edge's ends, in order, the lower place first.
    """

    names: list[str]
    left: NDArray[np.int64]
    right: NDArray[np.int64]

    @classmethod
    def of(cls, graph: nx.Graph[str]) -> Edges:
        """Number the edges of a network."""
        names = sorted(graph)
        place = {name: at for at, name in enumerate(names)}
        adjacent = dict(graph.adjacency())
        near = [adjacent[name] for name in names]
        degrees = np.fromiter(map(len, near), np.int64, len(names))
        ends = map(place.__getitem__, chain.from_iterable(near))
        left = np.repeat(np.arange(len(names)), degrees)
        return cls.between(names, left, np.fromiter(ends, np.int64, int(degrees.sum())))

    @classmethod
    def between(cls, names: list[str], one: NDArray[np.int64], other: NDArray[np.int64]) -> Edges:
        """Join nodes by their places in `names`, whichever end is named first and however often."""
        left, right = np.minimum(one, other), np.maximum(one, other)
        joined = np.sort((left * len(names) + right)[left < right])
        is_new = np.diff(joined, prepend=-1) > 0
        return cls(names, *np.divmod(joined[is_new], len(names)))

    def graph(self) -> nx.Graph[str]:
        """Return the same network as networkx has it."""
        made: nx.Graph[str] = nx.Graph()
        made.add_nodes_from(self.names)
        ends = ((self.names[at] for at in end.tolist()) for end in (self.left, self.right))
        made.add_edges_from(zip(*ends, strict=True))
        return made


@dataclass(frozen=True, slots=True)
class Betweenness:
    """The betweenness of every node, by all paths or by a sample of them.

    Attributes:
        of: By node.
        pivots: From how many nodes paths were followed; None where from all.
        error: The largest standard error of any node's; 0 where paths were followed from all.
    """

    of: Mapping[str, float]
    pivots: int | None = None
    error: float = 0.0


def betweenness(edges: Edges, most: int = _EXACT) -> Betweenness:
    r"""Return the share of shortest paths between others that run through each node.

    .. math:: b(v) = \frac{2}{(n-1)(n-2)} \sum_{s<t} \frac{\sigma_{st}(v)}{\sigma_{st}}

    Where nodes times edges exceed `most`, the sum is estimated from the paths of :math:`k` nodes drawn by lot, with
    the standard error of each estimate; the same network draws the same.

    References
    ----------
    .. [1] Freeman, L. C. (1977). A set of measures of centrality based on betweenness.
       Sociometry 40(1). Computed by Brandes' algorithm in networkx or its backend.
    .. [2] Brandes, U. and Pich, C. (2007). Centrality estimation in large networks. International Journal of
       Bifurcation and Chaos 17(7): pivots drawn by lot do best. Followed for many pivots at once by
       multiplying matrices, after Kepner, J. and Gilbert, J. (2011). Graph Algorithms in the Language of Linear
       Algebra, ch. 6.

    Examples
    --------
    In a path of three all paths between the ends run through the middle.

    >>> betweenness(Edges.of(nx.path_graph(["a", "b", "c"]))).of
    {'a': 0.0, 'b': 1.0, 'c': 0.0}
    """
    nodes = len(edges.names)
    if nodes * len(edges.left) > most and nodes > 2:
        return _sampled(edges)
    backend = _BACKEND if _BACKEND in nx.utils.backends.backends else None
    found: Mapping[str, float] = nx.betweenness_centrality(
        edges.graph(), normalized=True, backend=backend
    )
    return Betweenness({node: round(value, _DIGITS) for node, value in found.items()})


def _sampled(edges: Edges) -> Betweenness:
    names, joined = edges.names, _adjacency(edges)
    count, pivots = len(names), min(_PIVOTS, len(names))
    drawn = np.array(random.Random(count).sample(range(count), pivots))
    total, squares = np.zeros(count), np.zeros(count)
    for start in range(0, pivots, _AT_ONCE):
        depends = _dependencies(joined, drawn[start : start + _AT_ONCE]) / (count - 2)
        total += depends.sum(axis=1)
        squares += (depends**2).sum(axis=1)
    # A pivot's own paths do not run through it: a node is between those of the others alone.
    others = pivots - np.bincount(drawn, minlength=count)
    mean = total / np.maximum(others, 1)
    spread = np.maximum(squares / np.maximum(others, 1) - mean**2, 0)
    error = float(np.sqrt(spread / np.maximum(others, 1)).max())
    of = {name: round(float(value), _DIGITS) for name, value in zip(names, mean, strict=True)}
    return Betweenness(of, pivots, round(error, _DIGITS))


def _adjacency(edges: Edges) -> csr_array:
    from scipy.sparse import csr_array

    names, left, right = edges
    rows, columns = np.concatenate((left, right)), np.concatenate((right, left))
    size = (len(names), len(names))
    return csr_array((np.ones(len(rows)), (rows, columns)), shape=size)


def common_contacts(edges: Edges, nodes: Sequence[str]) -> csr_array:
    """Return nodes × nodes: how many nodes two of some are both joined to, and to how many one is.

    Examples
    --------
    a and b both know x, and b knows y as well.

    >>> edges = Edges.of(nx.Graph([("a", "x"), ("b", "x"), ("b", "y")]))
    >>> common_contacts(edges, ["a", "b"]).toarray().tolist()
    [[1.0, 1.0], [1.0, 2.0]]
    """
    place = {name: at for at, name in enumerate(edges.names)}
    joined = _adjacency(edges)[[place[node] for node in nodes]]
    return joined @ joined.T


def _dependencies(joined: csr_array, pivots: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return how far the paths from each pivot depend on each node: nodes × pivots, by Brandes' recursion."""
    shape = (joined.shape[0], len(pivots))
    column = np.arange(len(pivots))
    paths, front = np.zeros(shape), np.zeros(shape)
    front[pivots, column] = paths[pivots, column] = 1
    levels = [front > 0]
    while True:
        front = joined @ front
        front[paths > 0] = 0
        reached = front > 0
        if not reached.any():
            break
        paths += front
        levels.append(reached)
    depends = np.zeros(shape)
    for nearer, farther in zip(levels[-2::-1], levels[:0:-1], strict=True):
        share = np.divide(1 + depends, paths, out=np.zeros(shape), where=farther)
        np.add(depends, (joined @ share) * paths, out=depends, where=nearer)
    depends[pivots, column] = 0
    return depends


def constraint(edges: Edges) -> dict[str, float]:
    r"""Return Burt's constraint: how far a node's contacts are contacts of each other.

    .. math:: c_i = \sum_{j \in N(i)} \Bigl(p_{ij} + \sum_q p_{iq} p_{qj}\Bigr)^2
                  = \frac{1}{d_i^2} \sum_{j \in N(i)} \Bigl(1 + \sum_{q \in N(i) \cap N(j)} \frac{1}{d_q}\Bigr)^2

    where :math:`p_{ij} = 1/d_i` for each of its :math:`d_i` neighbours. Low constraint marks a broker between
    groups that do not meet. The inner sums run over triangles alone, so a hub costs little; networkx multiplies whole
    matrices, in which a segment of 30,000 companies alone fills 900 million places.

    Returns
    -------
    dict
        The constraint of each node that has a neighbour.

    References
    ----------
    .. [1] Burt, R. S. (1992). Structural Holes, p. 54. Harvard University Press.
    .. [2] Chiba, N. and Nishizeki, T. (1985). Arboricity and subgraph listing algorithms. SIAM Journal on
       Computing 14(1), for listing triangles from the end of lower degree.

    Examples
    --------
    In a path a–b–c the middle spreads itself over two contacts who do not meet: 0.5² + 0.5² = 0.5.
    The end depends on it alone: 1.

    >>> constraint(Edges.of(nx.path_graph(["a", "b", "c"])))
    {'a': 1.0, 'b': 0.5, 'c': 1.0}
    """
    names, left, right = edges
    degree = np.bincount(np.concatenate((left, right)), minlength=len(names))
    shared = _shared(left, right, degree)
    squares = (1 + shared) ** 2
    total = np.bincount(left, squares, len(names)) + np.bincount(right, squares, len(names))
    return {name: float(total[at] / degree[at] ** 2) for at, name in enumerate(names) if degree[at]}


def _shared(
    left: NDArray[np.int64], right: NDArray[np.int64], degree: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return for each edge the sum of 1/degree over the nodes that both its ends are joined to."""
    count = len(degree)
    order = np.argsort(degree, kind="stable")
    rank = np.empty(count, np.int64)
    rank[order] = np.arange(count)
    low, high = np.minimum(rank[left], rank[right]), np.maximum(rank[left], rank[right])
    sorting = np.argsort(low * count + high)
    low, high = low[sorting], high[sorting]
    keys, weight = low * count + high, 1 / np.maximum(degree[order], 1)
    found = np.zeros(len(low))
    for first, second, third in _wedges(low, high, count):
        # The edge that closes a wedge low → middle → top, where there is one.
        closing = np.minimum(np.searchsorted(keys, low[first] * count + third), len(keys) - 1)
        is_closed = keys[closing] == low[first] * count + third
        ab, bc, ac = first[is_closed], second[is_closed], closing[is_closed]
        found += np.bincount(ab, weight[high[ac]], len(low))
        found += np.bincount(ac, weight[high[ab]], len(low))
        found += np.bincount(bc, weight[low[ab]], len(low))
    shared = np.empty(len(low))
    shared[sorting] = found
    return shared


def _wedges(low: NDArray[np.int64], high: NDArray[np.int64], count: int) -> Iterator[Any]:
    """Yield paths of two edges upwards: the first edges, the second ones, and the nodes at the top."""
    starts = np.searchsorted(low, np.arange(count + 1))
    sizes = starts[high + 1] - starts[high]
    ends = np.cumsum(sizes)
    at = 0
    while at < len(low):
        done = ends[at - 1] if at else 0
        until = max(int(np.searchsorted(ends, done + _WEDGES, "right")), at + 1)
        first = np.repeat(np.arange(at, until), sizes[at:until])
        within = np.arange(len(first)) - np.repeat(
            ends[at:until] - sizes[at:until] - done, sizes[at:until]
        )
        second = starts[high[first]] + within
        yield first, second, high[second]
        at = until
