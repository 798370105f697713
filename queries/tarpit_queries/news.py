"""What changed in the market: new deals, entrants, price cuts and matched features, each with its sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from tarpit_graph.database.session import Database, Row, plain
from tarpit_graph.identity import digest
from tarpit_graph.ontology import (
    ACQUIRED,
    ENTERED,
    HAS_FEATURE,
    PRICED_AT,
    REFUTED,
    SERVES,
    UNCONFIRMED,
)
from tarpit_graph.records import Status

from tarpit_queries import evidence
from tarpit_queries.wording import in_words

#: What each kind of news is told by. A deal that is only said to come is a kind of its own, never a deal.
_DEALS = (ACQUIRED, "MERGED_WITH")
_ENTRANTS = (ENTERED, SERVES)
_EDGES = "|".join((*_DEALS, *_ENTRANTS, PRICED_AT, HAS_FEATURE, UNCONFIRMED, REFUTED))
_OPEN = frozenset((Status.COMPLETED, Status.ANNOUNCED))


@dataclass(frozen=True, slots=True)
class NewsItem:
    """One change.

    Attributes:
        id: The same whenever the same fact comes to the same status.
        kind: deal, deal said, deal off, entrant, price cut, feature matched or feature first.
        says: The fact in words, with its status.
        day: Of the event, else of its first report, ISO 8601; empty where none is known.
    """

    id: str
    kind: str
    says: str
    status: str
    day: str
    fact: str
    sentence: str = ""
    source: str = ""
    url: str = ""
    published: str = ""


def ids(database: Database) -> dict[str, Row]:
    """Return every fact that is news while it is new, by the id that it has as news."""
    rows = database.rows(
        f"MATCH (s)-[r:{_EDGES}]->(o) RETURN r.id AS fact, r.predicate AS predicate, "
        "r.status AS status, r.valid_from AS since, r.first_asserted AS first, r.price_usd AS price, "
        "r.per AS per, r.cut AS cut, s.id AS subject, o.id AS object, s.name AS subject_name, "
        "o.name AS object_name ORDER BY fact"
    )
    return {f"news:{digest(row['fact'], row['status'])}": row for row in rows}


def items(database: Database, rows: Mapping[str, Row], known: Set[str]) -> list[NewsItem]:
    """Return what is new, in the order of days.

    Args:
        database: Where the sentences are.
        rows: All that may be news, as `ids` returned it.
        known: Ids of news that were told.
    """
    new = {id_: row for id_, row in rows.items() if id_ not in known}
    beside = _beside(rows)
    kinds = {id_: kind for id_, row in new.items() if (kind := _kind(row, beside))}
    stories = evidence.quotes(database, [rows[id_]["fact"] for id_ in kinds])
    told = (_item(id_, kind, rows[id_], stories) for id_, kind in kinds.items())
    # What rests on tarpit's own lists alone is no news.
    return sorted((item for item in told if item.sentence), key=lambda item: (item.day, item.id))


#: Facts of one relation by the end that they share.
Beside = Mapping[tuple[str, str, str], Sequence[Row]]


def _beside(rows: Mapping[str, Row]) -> Beside:
    found: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in rows.values():
        for end in ("subject", "object"):
            found[row["predicate"], end, row[end]].append(row)
    return found


def _kind(row: Row, beside: Beside) -> str:
    """Return what kind of news a fact is; empty where it is none."""
    predicate, is_open = row["predicate"], row["status"] in _OPEN
    if predicate in _DEALS:
        if is_open:
            return "deal"
        return "deal off" if row["status"] in (Status.CANCELLED, Status.DENIED) else "deal said"
    if not is_open:
        return ""
    if predicate in _ENTRANTS:
        return "entrant"
    if predicate == PRICED_AT:
        return "price cut" if _is_cut(row, beside) else ""
    if predicate == HAS_FEATURE:
        others = _others(beside, "object", row)
        return "feature matched" if any(_before(o, row) for o in others) else "feature first"
    return ""


def _others(beside: Beside, end: str, row: Row) -> Iterator[Row]:
    for other in beside.get((row["predicate"], end, row[end]), ()):
        if other["fact"] != row["fact"]:
            yield other


def _before(one: Row, other: Row) -> bool:
    days = plain(one["since"] or one["first"]), plain(other["since"] or other["first"])
    return all(days) and days[0] < days[1]


def _is_cut(row: Row, beside: Beside) -> bool:
    """Tell whether a price is lower than the one before it, for the same unit."""
    if row["cut"]:
        return True
    earlier = [
        o for o in _others(beside, "subject", row) if o["per"] == row["per"] and _before(o, row)
    ]
    if not earlier or row["price"] is None:
        return False
    last = max(earlier, key=lambda o: str(o["since"] or o["first"]))
    return last["price"] is not None and row["price"] < last["price"]


def _item(id_: str, kind: str, row: Row, stories: Mapping[str, evidence.FactHistory]) -> NewsItem:
    words = in_words(row["subject_name"], row["predicate"], row["object_name"], row["status"])
    says = f"{words} ({row['status']})"
    day = str(plain(row["since"] or row["first"]) or "")
    told: dict[str, Any] = {"kind": kind, "says": says, "status": row["status"], "day": day}
    story = stories.get(row["fact"])
    if story is None or (quote := story.best).is_own_list:
        return NewsItem(id=id_, fact=row["fact"], **told)
    return NewsItem(
        id=id_,
        fact=row["fact"],
        sentence=quote.sentence,
        source=quote.title or quote.document,
        url=evidence.address(quote.url),
        published=str(quote.published or ""),
        **told,
    )


def by_kind(found: list[NewsItem]) -> dict[str, int]:
    """Return how many there are of each kind."""
    counts: dict[str, int] = defaultdict(int)
    for item in found:
        counts[item.kind] += 1
    return dict(sorted(counts.items()))
