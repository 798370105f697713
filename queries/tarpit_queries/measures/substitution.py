"""How easily one product of a segment stands in for another."""

from __future__ import annotations

import networkx as nx


def substitutability(graph: nx.DiGraph[str], rivals: int) -> dict[str, float]:
    r"""Return for each product the share of its rivals that can stand in for it.

    .. math:: S(v) = \frac{|\{u : u \text{ is reachable from } v\}|}{n - 1}

    Parameters
    ----------
    graph : DiGraph
        An edge from each product to one that replaces it. What replaces a replacement replaces too.
    rivals : int
        How many products compete, those without a named replacement among them.

    Returns
    -------
    dict
        From 0, nothing is known to replace it, to 1, every rival does.

    References
    ----------
    .. [1] Porter, M. E. (1979). How competitive forces shape strategy. HBR 57(2): the threat of
       substitutes. Klemperer, P. (1995), RES 62(4), for what switching costs do to competition.

    Examples
    --------
    Of four rivals b replaces a, and c replaces b: both can stand in for a.

    >>> {
    ...     k: round(v, 4)
    ...     for k, v in substitutability(nx.DiGraph([("a", "b"), ("b", "c")]), 4).items()
    ... }
    {'a': 0.6667, 'b': 0.3333, 'c': 0.0}
    """
    if rivals < 2:
        return dict.fromkeys(graph, 0.0)
    return {node: min(len(nx.descendants(graph, node)) / (rivals - 1), 1.0) for node in graph}
