"""Communities: groups of nodes that are linked more among themselves than with others."""

from __future__ import annotations

from collections.abc import Iterable

import networkx as nx

_SEED = 1


def communities(nodes: Iterable[str], links: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Return the communities of a graph, the largest first, each in the order of its names; the same each time.

    Args:
        nodes: All of them, in any order.
        links: Pairs of them, in any order and direction; a link to itself counts for nothing.

    References:
        Blondel, V. et al. (2008). Fast unfolding of communities in large networks. J. Stat. Mech. P10008 (Louvain).

    >>> communities("abcdef", ["ab", "bc", "ca", "de", "ef", "fd", "cd"])
    [['a', 'b', 'c'], ['d', 'e', 'f']]
    """
    plain: nx.Graph[str] = nx.Graph()
    plain.add_nodes_from(sorted(nodes))
    plain.add_edges_from(sorted({(min(pair), max(pair)) for pair in links if pair[0] != pair[1]}))
    found = nx.community.louvain_communities(plain, seed=_SEED)
    return sorted(map(sorted, found), key=lambda group: (-len(group), group[0]))
