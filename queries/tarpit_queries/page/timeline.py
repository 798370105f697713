"""The deals in the order of their days; what is only said stands apart and never among them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tarpit_graph.ontology import ACQUIRED
from tarpit_graph.records import BY
from tarpit_graph.snapshot import Snapshot

from tarpit_queries.evidence import FactHistory
from tarpit_queries.wording import verb

_UNDATED = "undated"
#: Ten years: deals of long ago would make bars too thin to see.
_QUARTERS = 40


@dataclass(slots=True)
class DealEntry:
    """A deal, or what was said about one.

    Attributes:
        when: Its day, as precisely as it is stated.
        verb: What was done, or said to be: see `words`.
        sentence: The first that says what its status says.
    """

    fact: str
    buyer: str
    target: str
    verb: str
    status: str
    day: date | None
    when: str
    price: str
    sentence: str = ""


@dataclass(slots=True)
class TimelineView:
    """What the part shows.

    Attributes:
        years: Deals by year, the latest first.
        quarters: Name of each quarter from the first to the last, how many deals, and what share of the
            most in per cent.
        said: What was only said, denied or called off.
    """

    years: list[tuple[str, list[DealEntry]]] = field(default_factory=list)
    quarters: list[tuple[str, int, float]] = field(default_factory=list)
    said: list[DealEntry] = field(default_factory=list)

    def quote(self, stories: Mapping[str, FactHistory]) -> None:
        """Put a sentence to each deal."""
        for deal in (*(deal for _, deals in self.years for deal in deals), *self.said):
            if deal.fact in stories:
                deal.sentence = stories[deal.fact].best.sentence


def view(snapshot: Snapshot) -> TimelineView:
    """Return the deals of a snapshot."""
    deals = [_deal(snapshot, *edge) for edge in snapshot.edges(ACQUIRED)]
    said = [
        _deal(snapshot, *edge) for edge in snapshot.unconfirmed if edge[2]["predicate"] == ACQUIRED
    ]
    years: dict[str, list[DealEntry]] = defaultdict(list)
    for deal in sorted(deals, key=_latest_first):
        years[str(deal.day.year) if deal.day else _UNDATED].append(deal)
    return TimelineView(list(years.items()), _quarters(deals), sorted(said, key=_latest_first))


def _deal(snapshot: Snapshot, buyer: str, target: str, fact: dict[str, Any]) -> DealEntry:
    return DealEntry(
        fact["id"],
        snapshot.name(buyer),
        snapshot.name(target),
        verb(fact),
        fact["status"],
        day := fact.get("valid_from") or fact.get("last_asserted"),
        _when(day, str(fact.get("valid_precision", ""))),
        _money(fact.get("price_usd")),
    )


def _when(day: date | None, precision: str) -> str:
    """Return a day as precisely as a source states it.

    >>> day = date(2024, 4, 1)
    >>> _when(day, "year"), _when(day, "quarter"), _when(day, "month"), _when(day, "day")
    ('2024', '2024 Q2', '2024-04', '2024-04-01')
    >>> _when(day, BY)
    'by 2024-04-01'
    """
    if day is None:
        return "undated"
    if precision == "quarter":
        return f"{day.year} Q{(day.month + 2) // 3}"
    if precision == BY:
        return f"by {day}"
    return day.isoformat()[: {"year": 4, "month": 7}.get(precision, 10)]


def _latest_first(deal: DealEntry) -> tuple[bool, int, str]:
    return deal.day is None, -deal.day.toordinal() if deal.day else 0, deal.fact


def _money(usd: float | None) -> str:
    """Return a sum as people say it.

    >>> _money(1.3e9), _money(25e6), _money(None)
    ('$1.3B', '$25M', '')
    """
    if not usd:
        return ""
    return f"${usd / 1e9:.3g}B" if usd >= 1e9 else f"${usd / 1e6:.3g}M"


def _quarters(deals: list[DealEntry]) -> list[tuple[str, int, float]]:
    """Count deals by quarter, quarters without any among them, leaving out what texts only look back on."""
    count = Counter(
        4 * deal.day.year + (deal.day.month - 1) // 3
        for deal in deals
        if deal.day is not None and not deal.when.startswith(BY)
    )
    if not count:
        return []
    most, last = max(count.values()), max(count)
    return [
        (f"{number // 4} Q{number % 4 + 1}", count[number], round(100 * count[number] / most, 1))
        for number in range(max(min(count), last - _QUARTERS + 1), last + 1)
    ]
