"""The facts of one day as a graph in memory, and its projections: who makes, owns and competes with what.

In: a database and a day. Out: `Snapshot`, on which every report and measure stands.
May import: everything below it: `claims`, `database`, `identity`, `ontology`.
"""

from tarpit_graph.snapshot.from_database import read, uncollected
from tarpit_graph.snapshot.snapshot import (
    FactFilter,
    Snapshot,
    event_day,
    exact_day,
    first_heard,
    once,
)

__all__ = (
    "Snapshot",
    "FactFilter",
    "event_day",
    "exact_day",
    "first_heard",
    "once",
    "read",
    "uncollected",
)
