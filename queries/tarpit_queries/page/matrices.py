"""Feature-parity matrices: which product had which feature since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tarpit_graph.snapshot import Snapshot

from tarpit_queries.reports import parity
from tarpit_queries.reports.parity import Segment

#: So much fits on a page and in a mind.
_MATRICES, _PRODUCTS, _FEATURES = 6, 12, 20
#: Days after the first, and what a cell within them is called.
_LAGS = ((0, "first"), (92, "soon"), (366, "year"))


@dataclass(frozen=True, slots=True)
class Cell:
    """A product has a feature since a day; `lag` tells how long after the first: see the legend."""

    fact: str
    since: date
    lag: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """A segment's products by its features, a cell or None at each crossing."""

    id: str
    name: str
    products: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, str, tuple[Cell | None, ...]], ...]


def matrices(snapshot: Snapshot) -> list[Matrix]:
    """Return the segments in which most features spread, by features that two products have."""
    today = snapshot.today or date.min
    segments = parity.segments_of(snapshot).values()
    ranked = sorted(segments, key=lambda s: (-len(s.stories(today)), s.workload))
    return [
        _matrix(snapshot, segment, today)
        for segment in ranked[:_MATRICES]
        if segment.stories(today)
    ]


def _matrix(snapshot: Snapshot, segment: Segment, today: date) -> Matrix:
    spread = segment.stories(today)
    features = sorted(spread, key=lambda f: (-len(segment.having[f]), spread[f].first, f))
    features = features[:_FEATURES]
    count = {
        product: sum(product in segment.having[feature] for feature in features)
        for product in segment.products
    }
    products = sorted((p for p in count if count[p]), key=lambda p: (-count[p], p))[:_PRODUCTS]
    rows = tuple(
        (
            feature,
            snapshot.name(feature),
            tuple(_cell(segment, feature, p, spread[feature].first) for p in products),
        )
        for feature in features
    )
    named = tuple((product, snapshot.name(product)) for product in products)
    return Matrix(segment.workload, snapshot.name(segment.workload), named, rows)


def _cell(segment: Segment, feature: str, product: str, first: date) -> Cell | None:
    if product not in segment.having[feature]:
        return None
    since, fact = segment.having[feature][product]
    days = (since - first).days
    return Cell(fact, since, next((name for most, name in _LAGS if days <= most), "late"))
