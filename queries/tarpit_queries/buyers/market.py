"""Companies, deals and ties between them, as ranking buyers needs them; read from tables."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import IO, Any, TypeVar

from tarpit_graph.errors import InputError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Company:
    """What is known of a company before a deal.

    Attributes:
        categories: What it does, in words: its segments and layers, or what a directory files it under.
        segments: Those of them that are markets: of the graph, those without the layers.
    """

    name: str
    categories: frozenset[str] = frozenset()
    country: str = ""
    city: str = ""
    segments: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Deal:
    """Who bought whom, when, and the fact that says so; `is_past`: the day is that of a look back on it."""

    day: date
    acquirer: str
    target: str
    fact: str = ""
    is_past: bool = False


@dataclass(frozen=True, slots=True)
class Tie:
    """What joins a company to a target, known since a day, or all along where none is stated."""

    kind: str
    buyer: str
    target: str
    day: date | None
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Market:
    """All deals in the order of their days, and the companies by id.

    Attributes:
        layer: The layer of each segment.
        ties_to: Returns what else joins companies that could buy to a target.
        tied: The companies that anything may join to another.
    """

    deals: tuple[Deal, ...]
    companies: Mapping[str, Company] = field(default_factory=dict)
    layer: Mapping[str, str] = field(default_factory=dict)
    ties_to: Callable[[str], Sequence[Tie]] = lambda target: ()
    tied: frozenset[str] = frozenset()
    _known: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, key: object, make: Callable[[], T]) -> T:
        """Return what is made of this market by a key, which is made once."""
        if key not in self._known:
            self._known[key] = make()
        found: T = self._known[key]
        return found

    def before(self, day: date) -> tuple[Deal, ...]:
        """Return the deals before a day."""
        return tuple(deal for deal in self.deals if deal.day < day)

    def of(self, company: str) -> Company:
        """Return what is known of a company: its name at least."""
        return self.companies.get(company) or Company(company.replace("-", " "))


def from_tables(deals: Path, companies: Path, targets: Path) -> tuple[Market, list[str]]:
    """Read a market from CSV files, packed or not, and the targets to rank buyers for.

    The columns are `date,acquirer,target` of deals, and `id,name,categories,country,city` of companies
    and targets, categories parted by "|".

    Raises:
        InputError: a file cannot be read, or lacks a column.
    """
    known = {id_: company for file in (companies, targets) for id_, company in _companies(file)}
    found = tuple(sorted(_deals(deals), key=lambda d: (d.day, d.acquirer, d.target)))
    return Market(found, known), [row["id"] for row in _rows(targets, "id")]


def _companies(file: Path) -> Iterator[tuple[str, Company]]:
    for row in _rows(file, "id"):
        categories = frozenset(filter(None, (row.get("categories") or "").split("|")))
        name = row.get("name") or row["id"].replace("-", " ")
        place = row.get("country") or "", row.get("city") or ""
        yield row["id"], Company(name, categories, *place, categories)


def _deals(file: Path) -> Iterator[Deal]:
    for number, row in enumerate(_rows(file, "date", "acquirer", "target"), 2):
        try:
            yield Deal(date.fromisoformat(row["date"]), row["acquirer"], row["target"])
        except ValueError as error:
            raise InputError(f"{file}, line {number}: {row['date']!r} is not a day") from error


def _rows(file: Path, *columns: str) -> Iterator[dict[str, str]]:
    try:
        with _opened(file) as lines:
            reader = csv.DictReader(lines)
            for column in columns:
                if column not in (reader.fieldnames or ()):
                    raise InputError(f"{file} has no column {column!r}")
            yield from reader
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{file} cannot be read: {error}") from error


def _opened(file: Path) -> IO[str]:
    if file.suffix == ".gz":
        return gzip.open(file, "rt", encoding="utf-8", newline="")
    return open(file, encoding="utf-8", newline="")
