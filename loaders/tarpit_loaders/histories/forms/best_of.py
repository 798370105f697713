"""Weekly tables of the best-of lists: stars and monthly downloads of each project, by quarter.

Downloads count machines as well as people, and weekly values jump; so a quarter counts by its median.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from statistics import median
from typing import Any

from tarpit_loaders.histories import records
from tarpit_loaders.histories.forms import Form
from tarpit_loaders.histories.records import HistoryFile
from tarpit_loaders.histories.repository import Commit, Repository

_FOLDER = "history"
_TABLE = re.compile(r"^(\d{4})-(\d\d)-(\d\d)_projects\.csv$")
_MEASURES = {"star_count": "stars", "monthly_downloads": "downloads"}


def paths(repository: Repository) -> list[str]:
    """Return the folder of tables, where there is one."""
    return [_FOLDER] if any(map(_TABLE.match, repository.names(_FOLDER))) else []


def read(repository: Repository, source: HistoryFile) -> Iterator[dict[str, Any]]:
    """Yield a record for each quarter, of the commit that brought its last table."""
    quarters: dict[tuple[int, int], list[tuple[date, str]]] = defaultdict(list)
    for name in repository.names(_FOLDER):
        if match := _TABLE.match(name):
            day = date(*(int(part) for part in match.groups()))
            quarters[day.year, (day.month - 1) // 3 + 1].append((day, name))
    for (year, quarter), tables in sorted(quarters.items()):
        values = _values(repository, [f"{_FOLDER}/{name}" for _, name in sorted(tables)])
        last, name = max(tables)
        commit = _commit_of(repository, last)
        told = HistoryFile(source.repository, source.address, f"{_FOLDER}/{name}")
        events = list(_events(values, f"{year}Q{quarter}", last))
        if events and commit is not None:
            yield records.record(told, commit, events)


def _values(
    repository: Repository, tables: list[str]
) -> dict[tuple[str, str, str, str], list[float]]:
    """Return all values by category, project, repository and measure."""
    found: dict[tuple[str, str, str, str], list[float]] = defaultdict(list)
    for path in tables:
        text = (repository.newest(path) or b"").decode(errors="replace")
        for row in csv.DictReader(io.StringIO(text)):
            for column, measure in _MEASURES.items():
                value = _number(row.get(column))
                if value and row.get("name"):
                    place = (row.get("category") or "", row["name"], row.get("github_id") or "")
                    found[(*place, measure)].append(value)
    return found


def _number(text: str | None) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return 0.0


def _commit_of(repository: Repository, day: date) -> Commit | None:
    """Return the first commit of the day or after it."""
    return next((commit for commit in repository.commits() if commit.day >= day), None)


def _events(
    values: dict[tuple[str, str, str, str], list[float]], quarter: str, day: date
) -> Iterator[dict[str, Any]]:
    for (category, name, github, measure), several in sorted(values.items()):
        yield {
            "event": "adoption",
            "product": name,
            "category": category,
            "repository": f"https://github.com/{github}" if github else "",
            "measure": measure,
            "value": median(several),
            "period": quarter,
            "until": day.isoformat(),
        }


FORM = Form(
    name="best-of tables",
    paths=paths,
    read=read,
)
