"""A drawing to explore in a browser, in one file that loads nothing: see `tarpit_graph.drawing`."""

from __future__ import annotations

from pathlib import Path

from tarpit_graph import drawing
from tarpit_graph.export import Export
from tarpit_graph.snapshot import Snapshot


def write(snapshot: Snapshot, path: Path) -> None:
    """Write the page.

    Raises:
        InputError: the graph is too large to draw, or empty.
    """
    path.write_text(drawing.page(snapshot), encoding="utf-8")


EXPORT = Export(
    suffix=".html",
    readers="browsers",
    write=write,
    most=drawing.MAX_NODES,
)
