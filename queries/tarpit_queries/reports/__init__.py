"""One report per file, found by scan: `reports/x.py` becomes `tarpit report x`.

A report file declares `report(snapshot, …) -> Table`, or several, and `READING`, how to read it. The
docstring's first line is its help, `EXAMPLE` what an example of it is asked with; every keyword becomes an argument or option, so it carries its help as
`Annotated[type, "help"]`. One without a default, or named in `ARGUMENTS`, is an argument. A report that
compares two days names in `EARLIER` the option with the first of them. One with a page of its own declares
`page(snapshot, quotes) -> str`, which is then its HTML. What every report can be asked
besides stands in `reporting`.
"""

from __future__ import annotations

import importlib
from types import ModuleType

from tarpit_graph import plugins
from tarpit_graph.snapshot import Snapshot

__all__ = ["Snapshot", "load", "names"]


def names() -> list[str]:
    """Return the name of every report, without importing any."""
    return plugins.names(__name__)


def load(name: str) -> ModuleType:
    """Import one report."""
    return importlib.import_module(f"{__name__}.{name}")
