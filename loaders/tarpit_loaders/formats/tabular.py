"""Tables of rows under a header, and a text in which each row has its place."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from tarpit_graph.errors import InputError

from tarpit_loaders.documents import files
from tarpit_loaders.documents.files import MAX_BYTES, File

#: A cell longer than this is no cell.
_LONGEST_CELL = 1_000_000
#: Rows of one document: a file of any size is read in such parts.
PART = 2_000
_DELIMITERS = ",;\t|"
_SHEETS = (".xlsx", ".xlsm")
_MAX_RATIO = 200


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
    text: str
    rows: list[Row] = field(default_factory=list)

    @property
    def suffix(self) -> str:
        """What tells this part from the first."""
        return f"#{self.number}" if self.number > 1 else ""


def title(file: File) -> str:
    """Return what a table is called, the same for each of its parts."""
    return file.name.rpartition("/")[2].partition("#")[0]


def header(head: str) -> frozenset[str]:
    r"""Return the names of a table's columns, in lower case with underscores for spaces.

    >>> sorted(header("Product;Price per\nA;1"))
    ['price_per', 'product']
    """
    line = head.lstrip("\ufeff").partition("\n")[0]
    return frozenset(map(_column, next(iter(_reader(io.StringIO(line), line)), [])))


def rows(text: str) -> Iterator[Row]:
    """Yield the rows of a text that is one table, each with its place.

    Raises:
        InputError: it is not a table.
    """
    lines = text.splitlines(keepends=True)
    starts, position = [], 0
    for line in lines:
        starts.append(position)
        position += len(line)
    starts.append(position)
    reader = _reader(io.StringIO(text, newline=""), lines[0] if lines else "")
    names = [_column(cell) for cell in _next(reader) or []]
    before = reader.line_num
    while (cells := _next(reader)) is not None:
        first, before = before, reader.line_num
        if any(cell.strip() for cell in cells):
            end = starts[min(before, len(starts) - 1)]
            stretch = text[starts[first] : end]
            yield Row(_named(names, cells), (starts[first], starts[first] + len(stretch.rstrip())))


def parts(file: File, size: int = PART) -> Iterator[Part]:
    """Yield a table of any size in parts, never more than one in memory.

    Raises:
        InputError: it is not a table that can be read.
    """
    lines = _sheet(file) if file.ending in _SHEETS else _lines(file)
    header = next(lines, None)
    if not header:
        raise InputError("is empty")
    names = list(map(_column, header))
    part = _started(1, header)
    for cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if len(part.rows) >= size:
            yield part
            part = _started(part.number + 1, header)
        line = _written(cells)
        start = len(part.text)
        part.text += line
        part.rows.append(Row(_named(names, cells), (start, start + len(line) - 1)))
    yield part


def _started(number: int, header: Iterable[str]) -> Part:
    return Part(number, _written(header))


def _written(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()


def _lines(file: File) -> Iterator[list[str]]:
    head = files.head(file)
    with files.opened(file) as raw:
        encoding = files.unicode_of(raw.read(2))
        raw.seek(0)
        text = io.TextIOWrapper(raw, encoding, errors="strict", newline="")
        try:
            reader = _reader(text, head.partition("\n")[0])
            while (cells := _next(reader)) is not None:
                yield cells
        except UnicodeDecodeError as error:
            raise InputError("is not UTF-8 text; save it as CSV in UTF-8") from error
        finally:
            text.detach()


def _next(reader: Iterator[list[str]]) -> list[str] | None:
    try:
        return next(reader, None)
    except csv.Error as error:
        raise InputError(f"is not a table: {error}") from error


def _reader(lines: Iterable[str], first: str) -> csv._reader:  # type: ignore[name-defined]
    csv.field_size_limit(_LONGEST_CELL)
    delimiter = max(_DELIMITERS, key=lambda mark: (first.count(mark), -_DELIMITERS.index(mark)))
    return csv.reader(lines, delimiter=delimiter, strict=False)


def _sheet(file: File) -> Iterator[list[str]]:
    """Yield the rows of a workbook's first sheet; formulas as the values they had when saved."""
    import openpyxl  # a third of a second, and only workbooks need it

    data = files.content(file)
    check_archive(data)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        for cells in book.worksheets[0].iter_rows(values_only=True):
            yield [_cell(value) for value in cells]
    except Exception as error:  # openpyxl raises whatever its parts do
        raise InputError(f"is not a workbook that can be read: {type(error).__name__}") from error


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def check_archive(data: bytes) -> None:
    """Refuse a packed file that would unpack to far more than a person writes.

    Raises:
        InputError: it is no such file, or a bomb.
    """
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(item.file_size for item in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise InputError("is not an Office file: it cannot be unpacked") from error
    if size > 10 * MAX_BYTES or size > max(len(data), 10_000) * _MAX_RATIO:
        raise InputError(f"would unpack to {size / 1e6:.0f} MB; that is no document")


def _named(names: Iterable[str], cells: Iterable[str]) -> dict[str, str]:
    return {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name}


def _column(name: str) -> str:
    return "_".join(name.strip().lower().split())
