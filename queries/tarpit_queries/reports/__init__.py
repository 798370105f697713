"""One report per file, found by scan: `reports/x.py` becomes `tarpit report x`; other packages add theirs by entry point.

A report file declares `REPORT = Report(…)`. Comes in: a `Snapshot`, and what the report can be asked. Goes out: tables.
May import: measures, timelines, buyers, thesis, page. What every report can be asked stands in `reporting`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tarpit_graph import plugins
from tarpit_graph.snapshot import Snapshot

if TYPE_CHECKING:
    from tarpit_queries.evidence import Quotes

__all__ = ["ENTRY_POINTS", "Report", "Snapshot", "load", "names"]

#: Group of entry points by which other packages add theirs.
ENTRY_POINTS = "tarpit.reports"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One report.

    Attributes:
        make: Takes a snapshot and keywords, returns a `Table`, or several one after the other. The first line of its
            docstring is the report's help. Every keyword becomes an option and carries its help as `Annotated[type, "help"]`; one
            without a default becomes an argument.
        how_to_read: What its figures mean, for the docs.
        arguments: Names of keywords that are arguments though they have a default.
        asks: How people ask for it, as `tarpit ask` compares them; {company} stands for a name.
        example: Words that an example of the command must have.
        earlier: The option that names a first day, where the report compares two; `make` then takes the snapshot of
            that day as `earlier`.
        page: Writes the report as a page of its own from a snapshot and the sentences behind facts; its HTML.
    """

    make: Callable[..., Any]
    how_to_read: str
    arguments: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    example: tuple[str, ...] = ()
    earlier: str = ""
    page: Callable[[Snapshot, Quotes], str] | None = None


def names() -> list[str]:
    """Return the name of every report, without importing any."""
    return plugins.names(__name__, ENTRY_POINTS)


def load(name: str) -> Report:
    """Import one report.

    Raises:
        InputError: there is none of this name.
    """
    return plugins.load_one(__name__, name, Report, ENTRY_POINTS)
