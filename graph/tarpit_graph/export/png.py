"""The drawing of `svg`, as a picture."""

from __future__ import annotations

from pathlib import Path

from tarpit_graph.errors import InputError
from tarpit_graph.export import Export, svg
from tarpit_graph.snapshot import Snapshot

_SCALE = 1.5


def write(snapshot: Snapshot, path: Path) -> None:
    """Write the picture.

    Raises:
        InputError: vl-convert is not installed, or the graph is too large to draw, or empty.
    """
    try:
        import vl_convert
    except ImportError as error:
        raise InputError("pictures need vl-convert: `pip install tarpit-graph[charts]`") from error
    path.write_bytes(vl_convert.svg_to_png(svg.drawn(snapshot), scale=_SCALE))


EXPORT = Export(
    suffix=".png",
    readers="browsers, office programs",
    write=write,
    most=svg.MAX_NODES,
)
