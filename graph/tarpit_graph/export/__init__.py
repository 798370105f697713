"""One export format per file, found by scan; other packages add theirs by entry point.

A format file declares `SUFFIX` and `write(snapshot, path)`.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Protocol, cast

import networkx as nx

from tarpit_graph import plugins, whole_file
from tarpit_graph.errors import InputError
from tarpit_graph.identity import fold
from tarpit_graph.snapshot import Snapshot

ENTRY_POINTS = "tarpit.exports"


class Format(Protocol):
    """What a format file declares."""

    SUFFIX: str

    def write(self, snapshot: Snapshot, path: Path) -> None:
        """Write the graph to a file."""
        ...


def load() -> dict[str, Format]:
    """Return the format for each suffix, ours first."""
    by_suffix: dict[str, Format] = {}
    for format_ in cast(list[Format], plugins.load(__name__, ENTRY_POINTS)):
        by_suffix.setdefault(format_.SUFFIX, format_)
    return by_suffix


def write(snapshot: Snapshot, path: Path) -> None:
    """Write a graph in the format that the file's suffix names, whole or not at all.

    Raises:
        InputError: no format has this suffix, or the file cannot be written.
    """
    formats = load()
    if path.suffix not in formats:
        raise InputError(f"{path}: no export has this suffix; there are {' '.join(formats)}")
    with whole_file.written(path) as partial:
        formats[path.suffix].write(snapshot, partial)


def narrow(
    snapshot: Snapshot,
    *,
    around: str = "",
    hops: int = 1,
    predicates: Collection[str] = (),
    least_support: int = 1,
) -> Snapshot:
    """Keep a part of the graph: some relations, well supported facts, the surroundings of a name.

    Raises:
        InputError: no entity is called `around`.
    """
    if not around and not predicates and least_support <= 1:
        return snapshot
    kept: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for subject, object_, key, fact in snapshot.graph.edges(keys=True, data=True):
        wanted = not predicates or fact["predicate"] in predicates
        if wanted and fact["support"] >= least_support:
            kept.add_edge(subject, object_, key=key, **fact)
    for node in list(kept):
        kept.nodes[node].update(snapshot.graph.nodes[node])
    if around:
        near = {node for start in _called(kept, around) for node in _near(kept, start, hops)}
        kept = kept.subgraph(near).copy()
    return Snapshot(kept, snapshot.as_of, snapshot.today)


def _called(graph: nx.MultiDiGraph[str], name: str) -> list[str]:
    found = [n for n, d in graph.nodes(data=True) if n == name or fold(d["name"]) == fold(name)]
    if not found:
        raise InputError(f"nothing called {name!r} is in the part of the graph asked for")
    return found


def _near(graph: nx.MultiDiGraph[str], start: str, hops: int) -> set[str]:
    undirected = graph.to_undirected(as_view=True)
    return set(nx.single_source_shortest_path_length(undirected, start, cutoff=hops))
