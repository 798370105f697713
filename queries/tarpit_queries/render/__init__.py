"""One format per file, found by scan: `render/x.py` becomes `--format x`.

A format file declares `render(tables, stories) -> str | bytes`. Several tables come from a report of
several parts; `stories` are the sentences behind the facts in the rows, for formats that show them.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence

from tarpit_graph import plugins

from tarpit_queries.evidence import Story
from tarpit_queries.table import Table


def names() -> list[str]:
    """Return the name of every format."""
    return plugins.names(__name__)


def render(
    format_: str, tables: Sequence[Table], stories: Mapping[str, Story] | None = None
) -> str | bytes:
    """Write tables in a format."""
    module = importlib.import_module(f"{__name__}.{format_}")
    rendered: str | bytes = module.render(tables, stories or {})
    return rendered
