"""Issues of a series that state no day lie between those that do: number 317 came after 316.

An issue is also no older than the newest article that it links to. Of 39 dated issues of a daily
newsletter that link to dated articles, all were sent at most four days after the newest of them; a week is
allowed. Its day is the last that fits; where more than a month fits, it stays undated.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from tarpit_graph.claims.edges import derive_edges
from tarpit_graph.database.session import BATCH, Database, Transaction, batches, plain
from tarpit_graph.records import BY

#: What `Document.dated_by` says of them.
BY_NUMBER = "issue number"
_AFTER_LINK = timedelta(days=6)
_PRECISIONS = ((1, "day"), (7, "week"), (31, "month"))


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue of a series: its number, its day where it states one, its newest dated link."""

    id: str
    number: int
    stated: date | None = None
    newest_link: date | None = None


def days(issues: Iterable[Issue]) -> dict[str, tuple[date, str]]:
    """Return the last day on which each undated issue of one series may have come, and how precisely.

    >>> one = Issue("a", 316, stated=date(2024, 1, 2))
    >>> two, three = Issue("b", 317), Issue("c", 319, newest_link=date(2024, 1, 4))
    >>> days([one, two, three])
    {'b': (datetime.date(2024, 1, 10), 'month'), 'c': (datetime.date(2024, 1, 10), 'week')}
    """
    ordered = sorted(issues, key=lambda issue: (issue.number, issue.id))
    earliest: list[date] = []
    for issue in ordered:
        known = issue.stated or issue.newest_link or date.min
        earliest.append(max(known, earliest[-1]) if earliest else known)
    found: dict[str, tuple[date, str]] = {}
    latest = date.max
    for issue, first in zip(reversed(ordered), reversed(earliest), strict=True):
        if issue.stated or issue.newest_link:
            latest = min(latest, issue.stated or _after(issue.newest_link))
        width = (latest - first).days + 1
        precision = next((name for most, name in _PRECISIONS if 0 < width <= most), "")
        if issue.stated is None and precision:
            found[issue.id] = (latest, precision)
    return dict(sorted(found.items()))


def issue_of(document: Mapping[str, Any]) -> Issue:
    """Return what a stored document tells of its place in its series."""
    is_stated = document.get("dated_by") not in (None, BY_NUMBER)
    return Issue(
        document["id"],
        document["issue"],
        document.get("published") if is_stated else None,
        document.get("newest_link"),
    )


def _after(link: date | None) -> date:
    return link + _AFTER_LINK if link else date.max


def refresh_issue_days(database: Database) -> None:
    """Date the undated issues of every series, then derive what that changes."""
    series: dict[str, list[Issue]] = defaultdict(list)
    stored: dict[str, tuple[date | None, str]] = {}
    for row in database.rows(
        "MATCH (d:Document) WHERE d.series IS NOT NULL RETURN d.id AS id, d.series AS series, "
        "d.issue AS issue, d.published AS published, d.published_precision AS published_precision, "
        "d.dated_by AS dated_by, d.newest_link AS newest_link"
    ):
        issue = issue_of({key: plain(value) for key, value in row.items()})
        stored[issue.id] = (plain(row["published"]), row["published_precision"] or "")
        series[row["series"]].append(issue)
    for issues in series.values():
        found = days(issues)
        undated = {issue.id for issue in issues if issue.stated is None}
        changed = {
            id_: found.get(id_)
            for id_ in sorted(undated)
            if stored[id_] != found.get(id_, (None, ""))
        }
        for batch in batches(list(changed), BATCH // 10):
            database.transact(partial(_set, wanted={id_: changed[id_] for id_ in batch}))


def _set(tx: Transaction, wanted: Mapping[str, tuple[date, str] | None]) -> None:
    rows = [
        {"id": id_, "day": day, "precision": precision, "by": BY_NUMBER if day else None}
        for id_, (day, precision) in ((i, found or (None, None)) for i, found in wanted.items())
    ]
    tx.rows(
        "UNWIND $rows AS row MATCH (d:Document {id: row.id}) SET d.published = row.day, "
        "d.published_precision = row.precision, d.dated_by = row.by",
        rows=rows,
    )
    touched = tx.rows(
        "UNWIND $rows AS row MATCH (:Document {id: row.id})<-[:FROM]-(c:Claim) "
        "SET c.published = row.day, "
        "c.date = CASE WHEN coalesce(c.date_precision, $by) = $by THEN row.day ELSE c.date END "
        "WITH c MATCH (c)-[:SUBJECT|OBJECT]->(e) SET e.stale = true "
        "RETURN DISTINCT c.fact AS fact",
        rows=rows,
        by=BY,
    )
    derive_edges(tx, (row["fact"] for row in touched if row["fact"]))
