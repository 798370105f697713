"""Evaluate the dates of features against dates that a careful reader found."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tarpit_graph.errors import InputError

from tarpit_loaders.documents import dates
from tarpit_loaders.histories import phrases

#: Days by which an answer may differ and still be right.
WITHIN = 31
_COLUMNS = ("feature", "product", "repository_read", "first_commit_or_note_date")


@dataclass(frozen=True, slots=True)
class Judged:
    """One row of the gold table: the day it has, and the day that was found.

    Attributes:
        found: None where nothing was.
        is_confirmed: The answer counts in reports.
        is_read: The history of its repository was read at all.
    """

    feature: str
    product: str
    day: date
    found: date | None
    is_confirmed: bool
    is_read: bool

    @property
    def is_right(self) -> bool:
        """Tell whether the days are within a month of each other."""
        return self.found is not None and abs((self.found - self.day).days) <= WITHIN


def judge(gold: Path, records: Iterable[Mapping[str, object]]) -> list[Judged]:
    """Compare records of histories with a table of dated features.

    Args:
        gold: CSV with the columns feature, product, repository_read, first_commit_or_note_date.
        records: What `tarpit history` reads of the repositories.

    Raises:
        InputError: the table cannot be read, or lacks a column.
    """
    found, read = _found(records)
    judged = []
    for row in _rows(gold):
        repository = row["repository_read"]
        feature = phrases.of_name(row["feature"]).name
        day, confirmed = found.get((repository, feature), (None, False))
        wanted = date.fromisoformat(row["first_commit_or_note_date"])
        judged.append(
            Judged(row["feature"], row["product"], wanted, day, confirmed, repository in read)
        )
    return judged


def read_records(paths: Iterable[Path]) -> Iterator[Mapping[str, object]]:
    """Yield the records of files.

    Raises:
        InputError: one cannot be read, or holds something else.
    """
    for path in paths:
        try:
            with open(path, encoding="utf-8") as lines:
                yield from (json.loads(line) for line in lines)
        except (OSError, ValueError) as error:
            raise InputError(f"{path} holds no records of a history: {error}") from error


def _found(
    records: Iterable[Mapping[str, object]],
) -> tuple[dict[tuple[str, str], tuple[date, bool]], set[str]]:
    found: dict[tuple[str, str], tuple[date, bool]] = {}
    read: set[str] = set()
    for record in records:
        repository = str(record["history"])
        read.add(repository)
        events = record["events"]
        for event in events if isinstance(events, list) else ():
            day = dates.day(str(event.get("noted", ""))) or dates.day(record["day"])
            if event["event"] == "feature" and day is not None:
                key = (repository, event["feature"])
                # A confirmed answer before a candidate, of equals the earlier.
                answer = (event["status"] != "completed", day)
                known = found.get(key)
                if known is None or answer < (not known[1], known[0]):
                    found[key] = (day, event["status"] == "completed")
    return found, read


def _rows(gold: Path) -> list[dict[str, str]]:
    try:
        with open(gold, encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except OSError as error:
        raise InputError(f"{gold} cannot be read: {error.strerror}") from error
    lacking = [column for column in _COLUMNS if not rows or column not in rows[0]]
    if lacking:
        raise InputError(f"{gold} has no column {lacking[0]!r}; it needs {', '.join(_COLUMNS)}")
    return rows
