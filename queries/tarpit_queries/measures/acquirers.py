"""Who is likely to buy a company: past deals, their recency, adjacency, overlap and precedents.

Every part of a score is a number from 0 to 1 that a person can check, and the score is their
weighted mean. Companies buy near what they do, and those that bought before buy again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date

from tarpit_queries.measures.niche_overlap import jaccard

#: Share of each part in a score; they add up to 1. The order is that of `Parts`.
WEIGHTS = {"deals": 0.25, "recency": 0.15, "adjacency": 0.25, "overlap": 0.15, "precedent": 0.2}
#: A deal of two years ago counts half of one of today.
HALF_LIFE_DAYS = 730


@dataclass(frozen=True, slots=True)
class Deal:
    """A past acquisition: what was bought, when, in which segments, and the fact that says so."""

    fact: str
    target: str
    day: date | None
    segments: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of one score, each from 0 to 1."""

    deals: float
    recency: float
    adjacency: float
    overlap: float
    precedent: float

    @property
    def score(self) -> float:
        """The weighted mean.

        >>> Parts(deals=1.0, recency=0.0, adjacency=1.0, overlap=0.0, precedent=0.0).score
        0.5
        """
        parts: float = sum(WEIGHTS[f.name] * getattr(self, f.name) for f in fields(self))
        return round(parts, 4)


def rate(
    target: Collection[str],
    buyer: Collection[str],
    deals: Sequence[Deal],
    layer: Mapping[str, str],
    today: date | None,
) -> Parts:
    r"""Rate one company as a buyer of another.

    Parameters
    ----------
    target, buyer : collections of segment ids
        What each serves.
    deals : sequence of Deal
        What the buyer has bought before.
    layer : mapping
        The layer of each segment.
    today : date or None
        The day that recency is measured from.

    Returns
    -------
    Parts
        deals :math:`n/(n+1)` for n past deals; recency :math:`2^{-d/730}` for d days since the
        last; adjacency, the share of the target's layers in which the buyer is; overlap, the
        Jaccard index of their segments; precedent, the highest Jaccard index between the target's
        segments and those of a company bought before.

    References
    ----------
    .. [1] Haleblian, J., Kim, J. and Rajagopalan, N. (2006). The influence of acquisition
       experience and performance on acquisition behavior. AMJ 49(2): past deals predict deals.
    .. [2] Hoberg, G. and Phillips, G. (2010). Product market synergies and competition in mergers
       and acquisitions. RFS 23(10): companies buy near what they sell.

    Examples
    --------
    One deal, two years old, in the same one segment; the buyer serves a neighbour of that segment:
    1/2, 1/2, 1, 0 and 1.

    >>> from datetime import date
    >>> past = [Deal("f", "c", date(2023, 1, 2), frozenset({"serving"}))]
    >>> layer = {"serving": "inference", "gateways": "inference"}
    >>> rate({"serving"}, {"gateways"}, past, layer, date(2025, 1, 1))
    Parts(deals=0.5, recency=0.5, adjacency=1.0, overlap=0.0, precedent=1.0)
    """
    wanted = {layer.get(segment, segment) for segment in target}
    present = {layer.get(segment, segment) for segment in buyer}
    return Parts(
        deals=round(len(deals) / (len(deals) + 1), 4),
        recency=_recency(deals, today),
        adjacency=round(len(wanted & present) / len(wanted), 4) if wanted else 0.0,
        overlap=round(jaccard(target, buyer), 4),
        precedent=round(max((jaccard(target, d.segments) for d in deals), default=0.0), 4),
    )


def _recency(deals: Sequence[Deal], today: date | None) -> float:
    last = max((deal.day for deal in deals if deal.day), default=None)
    if last is None or today is None:
        return 0.0
    age = max((today - last).days, 0) / HALF_LIFE_DAYS
    return round(float(0.5**age), 4)
