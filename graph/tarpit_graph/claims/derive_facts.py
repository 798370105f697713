"""From claims to facts: what all the sentences about one relation add up to.

The rules, in order:
1. A completed claim makes the fact completed, unless a later claim says that it was cancelled.
2. Otherwise the latest claim decides, for each claim knew what came before it.
3. What only rules found is a candidate, unless two sources did and it is a feature.
4. Among claims of one day the side with more documents wins, then the more careful status: a
   cancellation beats a denial beats a rumour beats an announcement.

Claims without a date count as earlier than all others: nothing says that they are news.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from math import prod

from tarpit_graph.identity import fact_id
from tarpit_graph.ontology import HAS_FEATURE, REFUTED, RELATIONS, UNCONFIRMED
from tarpit_graph.records import (
    BY,
    PRECISIONS,
    STATUS_BY_CAUTION,
    Attributes,
    Evidence,
    Fact,
    Scalar,
    Status,
)


def derive(predicate: str, subject: str, object_: str, evidence: Iterable[Evidence]) -> Fact:
    """Derive one fact from everything that was claimed of it. Order does not matter.

    >>> from datetime import date
    >>> def said(status, day, source):
    ...     return Evidence(source, Status(status), 0.9, source, day, day)
    >>> story = [
    ...     said("rumoured", date(2025, 5, 6), "a"),
    ...     said("announced", date(2025, 6, 1), "b"),
    ...     said("cancelled", date(2025, 7, 11), "c"),
    ... ]
    >>> derive("ACQUIRED", "company:openai", "company:windsurf", story).status.value
    'cancelled'
    """
    claims = sorted(evidence, key=lambda e: e.claim)
    status = _status(predicate, claims)
    side = [e for e in claims if _same_side(e.status, status)]
    published = [e.published for e in side if e.published]
    held = [e for e in side if e.status in (status, Status.CANDIDATE)]
    spells = RELATIONS[predicate].spells
    since, precision = _since([e for e in held if not (spells and e.until)])
    return Fact(
        id=fact_id(predicate, subject, object_),
        predicate=predicate,
        subject=subject,
        object=object_,
        status=status,
        confidence=_confidence(side),
        support=len({e.source for e in side}),
        claims=tuple(e.claim for e in claims),
        first_asserted=min(published, default=None),
        last_asserted=max(published, default=None),
        valid_from=None if status.is_refuted else since,
        valid_to=_undone(claims, status) or (_spell_end(held) if spells else _until(held)),
        valid_precision="" if status.is_refuted else precision,
        attributes=_attributes(side),
    )


def edge_type(fact: Fact) -> str:
    """Return the relationship type under which a fact stands in the graph.

    Only what is established stands under its own name, so that a plain
    `MATCH (a)-[:ACQUIRED]->(b)` never returns a rumour.
    """
    if fact.status.is_established:
        return fact.predicate
    return REFUTED if fact.status.is_refuted else UNCONFIRMED


def _day(evidence: Evidence) -> date:
    return evidence.published or date.min


def _status(predicate: str, claims: Sequence[Evidence]) -> Status:
    done = [e for e in claims if e.status is Status.COMPLETED]
    if done:
        last_done = max(map(_day, done))
        undone = [e for e in claims if e.status is Status.CANCELLED and _day(e) > last_done]
        return Status.CANCELLED if undone else Status.COMPLETED
    last = max(map(_day, claims))
    if {e.status for e in claims} == {Status.CANDIDATE}:
        # A feature that two sources found apart from each other is no longer in doubt; a deal always is.
        is_twice = predicate == HAS_FEATURE and len({e.source for e in claims}) > 1
        return Status.COMPLETED if is_twice else Status.CANDIDATE
    newest = [e for e in claims if _day(e) == last]
    return min(
        {e.status for e in newest},
        key=lambda s: (
            -len({e.source for e in newest if e.status is s}),
            STATUS_BY_CAUTION.index(s),
        ),
    )


def _same_side(a: Status, b: Status) -> bool:
    if b.is_established:
        return a.is_established or a is Status.CANDIDATE
    if b.is_refuted:
        return a.is_refuted
    return a is b


def _confidence(side: Sequence[Evidence]) -> float:
    """Noisy-or over independent documents: each may be wrong on its own."""
    best: dict[str, float] = {}
    for e in side:
        best[e.source] = max(e.confidence, best.get(e.source, 0.0))
    return round(1 - prod(1 - best[source] for source in sorted(best)), 4)


def _since(side: Sequence[Evidence]) -> tuple[date | None, str]:
    """Return since when a fact holds and how precisely that is stated.

    The most precise statement wins, of equals the earliest. The first publication without one is
    more precise than a month or year in which it falls, and what was reported as done had happened.
    What is spoken of in passing had happened by then, and nothing more is known of its day.

    >>> day = date(2023, 6, 26)
    >>> said = Evidence("a", Status.COMPLETED, 0.9, "x", day, day)
    >>> year = Evidence("b", Status.COMPLETED, 0.9, "y", day, date(2023, 1, 1), "year")
    >>> _since([year]), _since([year, said])
    ((datetime.date(2023, 1, 1), 'year'), (datetime.date(2023, 6, 26), ''))
    >>> passing = Evidence("c", Status.COMPLETED, 0.9, "z", day, date(2023, 3, 1), BY)
    >>> _since([said, passing]), _since([year, passing])
    ((datetime.date(2023, 3, 1), 'by'), (datetime.date(2023, 1, 1), 'year'))
    """
    known = min((e.date for e in side if e.date and e.precision == BY), default=None)
    since, precision = _told(side)
    return (known, BY) if known and (since is None or known < since) else (since, precision)


def _told(side: Sequence[Evidence]) -> tuple[date | None, str]:
    """Return the same by those alone that tell of it as news or state its day.

    A candidate's day counts only where nothing surer has one.
    """
    side = [e for e in side if e.status is not Status.CANDIDATE and e.date] or side
    stated = [
        (PRECISIONS.index(e.precision), e.date)
        for e in side
        if e.precision in PRECISIONS and e.date
    ]
    reported = min((e.date for e in side if e.date and not e.precision), default=None)
    if not stated:
        return reported, ""
    rank, start = min(stated)
    precision = PRECISIONS[rank]
    happened = side[0].status.is_established
    if reported and ((happened and reported < start) or _within(reported, start, precision)):
        return reported, ""
    return start, precision


def _within(day: date, start: date, precision: str) -> bool:
    months = {"month": 1, "quarter": 3, "year": 12}.get(precision, 0)
    return 0 <= (day.year - start.year) * 12 + day.month - start.month < months


def _undone(claims: Sequence[Evidence], status: Status) -> date | None:
    if status is not Status.CANCELLED or all(e.status is not Status.COMPLETED for e in claims):
        return None
    return min((e.date for e in claims if e.status is Status.CANCELLED and e.date), default=None)


def _until(side: Sequence[Evidence]) -> date | None:
    """Return the last day stated, where nothing says that it still holds."""
    days = [e.until for e in side if e.until]
    return max(days) if len(days) == len(side) else None


#: What tells the places apart in which a spell may hold.
_PLACES = ("list", "category", "subcategory")


def _spell_end(side: Sequence[Evidence]) -> date | None:
    """Return the day of the last closing claim, unless a later one, or one of that day, opens it again.

    A product that stands under two headings of a list, or in two lists, has left where it left both.
    """
    closed: dict[tuple[Scalar | None, ...], date] = {}
    opened: dict[tuple[Scalar | None, ...], date] = {}
    for e in side:
        place = tuple(e.attributes.get(key) for key in _PLACES)
        if e.until:
            closed[place] = max(e.until, closed.get(place, date.min))
        elif e.date:
            opened[place] = max(e.date, opened.get(place, date.min))
    if any(day >= closed.get(place, date.min) for place, day in opened.items()):
        return None
    return max(closed.values(), default=None)


def _attributes(side: Sequence[Evidence]) -> Attributes:
    """The newest statement of each attribute wins; ties go to the surer claim, then to its id."""
    merged: dict[str, Scalar] = {}
    for e in sorted(side, key=lambda e: (_day(e), e.confidence, e.claim)):
        merged.update(e.attributes)
    return dict(sorted(merged.items()))
