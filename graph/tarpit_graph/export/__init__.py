"""One export format per file, found by scan; other packages add theirs by entry point.

An export file declares `EXPORT = Export(…)`. Nodes carry `label` and the properties of the ontology, edges `predicate` and theirs; see
`columns`. Claims and documents are among the nodes where evidence was asked for; see `part`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tarpit_graph import plugins
from tarpit_graph.errors import InputError
from tarpit_graph.files import atomic
from tarpit_graph.snapshot import Snapshot

#: Group of entry points by which other packages add theirs.
ENTRY_POINTS = "tarpit.exports"


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """One format of exports.

    Attributes:
        suffix: The ending of the file that chooses it, with its dot.
        readers: The programs that open it, for the docs.
        write: Writes a snapshot to a path, as a file or a folder.
        most: So many nodes it draws; 0 for any number.
    """

    suffix: str
    readers: str
    write: Callable[[Snapshot, Path], None]
    most: int = 0


def load() -> dict[str, Export]:
    """Return the format for each suffix, ours first."""
    by_suffix: dict[str, Export] = {}
    for format_ in plugins.load(__name__, Export, ENTRY_POINTS):
        by_suffix.setdefault(format_.suffix, format_)
    return by_suffix


def of(path: Path) -> Export:
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


def check(snapshot: Snapshot, path: Path) -> None:
    """Raise where a graph is too large to draw, before its evidence is read.

    Raises:
        InputError: it is, or no format has the file's suffix.
    """
    if most := of(path).most:
        from tarpit_graph.style.layout import check_number  # slow to import

        check_number(len(snapshot.facts.touched()), most)


def write(snapshot: Snapshot, path: Path) -> None:
    """Write a graph in the format that the file's suffix names, whole or not at all.

    Raises:
        InputError: no format has this suffix, or the file cannot be written.
    """
    format_ = of(path)
    with atomic.atomic_write(path) as partial:
        format_.write(snapshot, partial)
