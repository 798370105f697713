"""All claims of the thesis over one snapshot, in the order of the essay."""

from __future__ import annotations

from tarpit_graph.snapshot import Snapshot

from tarpit_queries import incumbents
from tarpit_queries.thesis import ThesisClaim, features, markets, products


def all_of(snapshot: Snapshot, segment: str = "") -> list[ThesisClaim]:
    """Return every claim with what was observed of it, in one segment or in all.

    Args:
        snapshot: The facts.
        segment: Id of a segment; empty for all.
    """
    standing = incumbents.verdicts(snapshot)
    crowded, *flow, bought = markets.of(snapshot, segment)
    return [
        crowded,
        *features.of(snapshot, segment, incumbents.kinds(snapshot, standing)),
        *flow,
        *products.of(snapshot, segment, standing),
        bought,
    ]
