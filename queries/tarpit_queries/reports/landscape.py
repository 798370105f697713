"""The whole landscape on one page: crowded segments, brokers, likely acquisitions, deals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from tarpit_graph.snapshot import Snapshot

from tarpit_queries.evidence import Quotes
from tarpit_queries.reports import Report, acquirers, brokers, crowding, deals
from tarpit_queries.table import Table


def page(snapshot: Snapshot, quotes: Quotes) -> str:
    """Return the landscape as one page."""
    from tarpit_queries import page as pages  # templates, which tables do not need

    return pages.write(snapshot, quotes)


def report(snapshot: Snapshot, *, top: Annotated[int, "rows in each part"] = 25) -> Iterator[Table]:
    """Put crowding, brokers, likely acquisitions and deals on one page; best as HTML."""
    yield crowding.report(snapshot, top=top)
    yield brokers.report(snapshot, top=top)
    yield acquirers.report(snapshot, top=top)
    yield from deals.report(snapshot, top=2 * top)


REPORT = Report(
    how_to_read=(
        "The parts are read as those reports are. `--output landscape.html` writes a page that can be mailed and "
        "loads nothing: a market map, crowding, feature parity, prices, deals, likely acquirers, the neighbours of "
        "any name, and a search. Every mark opens the sentences behind it. `--output landscape.pdf` prints it."
    ),
    asks=(
        "show me the whole landscape",
        "the landscape at a glance",
        "overview of the whole field",
        "give me the big picture",
        "summary of everything",
        "state of the market",
        "state of AI infrastructure",
        "the market map",
        "one page about the entire market",
    ),
    make=report,
    page=page,
)
