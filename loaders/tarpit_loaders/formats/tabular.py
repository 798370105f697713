"""Tables of rows under a header, and a text in which each row has its place."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from tarpit_graph.errors import InputError

from tarpit_loaders.documents.files import File
from tarpit_loaders.formats import csv_rows, office

#: Rows of one document: a file of any size is read in such parts.
PART = 2_000
_SHEETS = (".xlsx", ".xlsm")
#: What programs and people write where there is nothing.
_NOTHING = frozenset(
    "n/a na n.a. none null nil nan #n/a tbd tba - -- — – ? unknown undisclosed".split()
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row by its header's names in lower case, and where it stands in the text."""

    cells: Mapping[str, str]
    place: tuple[int, int] = (0, 0)

    def first(self, *names: str) -> str:
        """Return the first cell under one of these names that is not empty."""
        return next((cell for name in names if (cell := self.cells.get(name, ""))), "")


@dataclass(slots=True)
class Part:
    """Some rows of a table, as the text that they make with their header."""

    number: int
    lines: list[str]
    rows: list[Row] = field(default_factory=list)
    _length: int = 0

    def __post_init__(self) -> None:
        self._length = sum(map(len, self.lines))

    @property
    def text(self) -> str:
        """The header and the rows as CSV."""
        return "".join(self.lines)

    @property
    def suffix(self) -> str:
        """What tells this part from the first."""
        return f"#{self.number}" if self.number > 1 else ""

    def add(self, line: str, cells: Mapping[str, str]) -> None:
        """Append a row."""
        self.rows.append(Row(cells, (self._length, self._length + len(line) - 1)))
        self.lines.append(line)
        self._length += len(line)


def title(file: File) -> str:
    """Return what a table is called, the same for each of its parts."""
    return file.name.rpartition("/")[2].partition("#")[0]


def header(head: str) -> frozenset[str]:
    r"""Return the names of a table's columns, in lower case with underscores for spaces.

    >>> sorted(header("Product;Price per\nA;1"))
    ['price_per', 'product']
    """
    first = next(csv_rows.records(csv_rows.split_lines(head)), None)
    return frozenset(_columns(first.cells)) if first else frozenset()


def rows(text: str) -> Iterator[Row]:
    """Yield the rows of a text that is one table, each with its place."""
    lines = csv_rows.split_lines(text)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    found = csv_rows.records(lines)
    header = next(found, None)
    names = _columns(header.cells) if header else []
    for record in found:
        if not _is_rule(record.cells):
            stretch = text[starts[record.start] : starts[record.end]]
            start = starts[record.start]
            yield Row(_named(names, record.cells), (start, start + len(stretch.rstrip())))


def parts(file: File, size: int = PART) -> Iterator[Part]:
    """Yield a table of any size in parts, never more than one in memory.

    Raises:
        InputError: it is not a table that can be read.
    """
    if file.ending in _SHEETS:
        lines: Iterator[list[str]] = _from_header(office.rows(file))
    else:
        lines = (record.cells for record in csv_rows.records(csv_rows.lines_of(file)))
    header = next(lines, None)
    if not header:
        raise InputError("is empty")
    names = _columns(header)
    part = _started(1, header)
    for cells in lines:
        if _is_rule(cells):
            continue
        if len(part.rows) >= size:
            yield part
            part = _started(part.number + 1, header)
        part.add(_written(cells), _named(names, cells))
    yield part


def _from_header(found: Iterator[list[str]]) -> Iterator[list[str]]:
    """Yield the rows of a sheet from its header on; see `csv_rows.records`."""
    text = (_written(cells) for cells in found)
    yield from (record.cells for record in csv_rows.records(text))


def _is_rule(cells: Iterable[str]) -> bool:
    """Tell a line of dashes, as Markdown draws it under its header."""
    return not "".join(cells).strip(" -:=+")


def _started(number: int, header: Iterable[str]) -> Part:
    return Part(number, [_written(header)])


def _written(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()


def _named(names: Iterable[str], cells: Iterable[str]) -> dict[str, str]:
    """Return what a row says by column; of two columns of one name the first that says something."""
    found: dict[str, str] = {}
    for name, cell in zip(names, cells, strict=False):
        said = cell.strip()
        if name and not found.get(name):
            found[name] = "" if said.casefold() in _NOTHING else said
    return found


def _columns(cells: Iterable[str]) -> list[str]:
    return ["_".join(cell.strip('\ufeff \t"').lower().split()) for cell in cells]
