"""One export format per file, found by scan; other packages add theirs by entry point.

A format file declares `SUFFIX`, `READERS` (the programs that open it) and `write(snapshot, path)`, which makes
a file or a folder. Nodes carry `label` and the properties of the ontology, edges `predicate` and theirs; see
`columns`. Claims and documents are among the nodes where evidence was asked for; see `part`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol, cast

from tarpit_graph import plugins
from tarpit_graph.errors import InputError
from tarpit_graph.files import atomic
from tarpit_graph.snapshot import Snapshot

ENTRY_POINTS = "tarpit.exports"


class Format(Protocol):
    """What a format file declares."""

    SUFFIX: str
    READERS: str

    def write(self, snapshot: Snapshot, path: Path) -> None:
        """Write the graph to a file."""
        ...


def load() -> dict[str, Format]:
    """Return the format for each suffix, ours first."""
    by_suffix: dict[str, Format] = {}
    for format_ in cast(list[Format], plugins.load(__name__, ENTRY_POINTS)):
        by_suffix.setdefault(format_.SUFFIX, format_)
    return by_suffix


def of(path: Path) -> Format:
    """Return the format that a file's suffix names.

    Raises:
        InputError: no format has this suffix.
    """
    formats = load()
    if path.suffix not in formats:
        raise InputError(
            f"{path}: no export has this suffix; there are {' '.join(sorted(formats))}"
        )
    return formats[path.suffix]


def write(snapshot: Snapshot, path: Path) -> None:
    """Write a graph in the format that the file's suffix names, whole or not at all.

    Raises:
        InputError: no format has this suffix, or the file cannot be written.
    """
    format_ = of(path)
    with atomic.atomic_write(path) as partial:
        format_.write(snapshot, partial)
