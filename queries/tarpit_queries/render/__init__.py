"""One format per file, found by scan: `render/x.py` becomes `--format x`.

A format file declares `render(tables, stories) -> str | bytes`. Several tables come from a report of
several parts; `stories` are the sentences behind the facts in the rows. A format that shows them says
`QUOTES = True`; without it, they are not read from the database.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tarpit_graph import plugins

if TYPE_CHECKING:
    from tarpit_queries.evidence import FactHistory
    from tarpit_queries.table import Table


def names() -> list[str]:
    """Return the name of every format, without importing any."""
    return plugins.names(__name__)


def shows_sentences(format_: str) -> bool:
    """Tell whether a format shows the sentences behind the rows."""
    return getattr(importlib.import_module(f"{__name__}.{format_}"), "QUOTES", False)


def render(
    format_: str, tables: Sequence[Table], stories: Mapping[str, FactHistory] | None = None
) -> str | bytes:
    """Write tables in a format."""
    module = importlib.import_module(f"{__name__}.{format_}")
    rendered: str | bytes = module.render(tables, stories or {})
    return rendered
