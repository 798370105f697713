"""The whole landscape on one page: crowded segments, brokers, likely acquisitions, deals."""

from __future__ import annotations

from typing import Annotated

from tarpit_graph.snapshot import Snapshot

from tarpit_queries.reports import acquirers, brokers, crowding, deals
from tarpit_queries.table import Table

#: How to read it, for the docs.
READING = "The parts are read as those reports are. As HTML every row opens to its sentences."


def report(
    snapshot: Snapshot, *, top: Annotated[int, "rows in each part"] = 25
) -> tuple[Table, ...]:
    """Put crowding, brokers, likely acquisitions and deals on one page; best as HTML."""
    return (
        crowding.report(snapshot, top=top),
        brokers.report(snapshot, top=top),
        acquirers.report(snapshot, top=top),
        *deals.report(snapshot, top=2 * top),
    )
