"""Rows of CSV as other programs write it: any line ending and delimiter, stray quotes, lines before the header.

In: lines of text. Out: rows of cells, each with the lines that it stands on.
"""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import IO, NamedTuple

from tarpit_loaders.documents import files
from tarpit_loaders.documents.files import File

#: Of two that are as frequent the first counts: a comma stands in text and numbers too.
_DELIMITERS = "\t;|,"
#: Excel's own first line, which names the delimiter.
_DECLARED = re.compile(r"\ufeff?\"?sep=(.)\"?\s*$", re.IGNORECASE)
#: The header is among so many lines.
_TOP = 20
#: A quote that so many lines do not close opens nothing.
_MAX_LINES = 2_000
#: A longer line is no row. In characters.
_LONGEST_LINE = 2_000_000
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


class Record(NamedTuple):
    """A row: its cells, and the numbers of its first line and of the first line after it, from 0."""

    cells: list[str]
    start: int
    end: int


def delimiter(lines: Sequence[str]) -> str:
    r"""Return what parts the cells: the mark that is on most of the first lines, and most often on them.

    >>> delimiter(["Export of 2024-06-04\n", "Product;Price, net\n", "A;1,5\n"])
    ';'
    >>> delimiter(["sep=|\n", "Product;x|Price\n"])
    '|'
    """
    if lines and (declared := _DECLARED.match(lines[0])):
        return declared[1]
    top = [line for line in lines[:_TOP] if line.strip()]
    return max(
        _DELIMITERS,
        key=lambda mark: (
            sum(mark in line for line in top),
            sum(line.count(mark) for line in top),
            -_DELIMITERS.index(mark),
        ),
    )


def split_lines(text: str) -> list[str]:
    r"""Return the lines of a text with their ends; a lone carriage return ends one too.

    >>> split_lines("a\rb\r\nc")
    ['a\r', 'b\r\n', 'c']
    """
    return _LINE.findall(text)


def lines_of(file: File) -> Iterator[str]:
    """Yield the lines of a file of any size; bytes that are no text are replaced, longer lines left out."""
    encoding = files.encoding_of(file)
    with files.opened(file) as raw:
        text = io.TextIOWrapper(raw, encoding, errors="replace")
        try:
            while line := text.readline(_LONGEST_LINE):
                if len(line) == _LONGEST_LINE and not line.endswith("\n"):
                    _skip(text)
                    continue
                yield line
        finally:
            text.detach()


def _skip(text: IO[str]) -> None:
    while (part := text.readline(_LONGEST_LINE)) and not part.endswith("\n"):
        pass


def records(lines: Iterable[str]) -> Iterator[Record]:
    r"""Yield the rows, from the header on.

    >>> [
    ...     r.cells
    ...     for r in records(
    ...         ["Report\n", "Product,Vendor\n", '"Kite,Acme\n', '12" Rack,Zeta\n', "Falcon,Beta\n"]
    ...     )
    ... ]
    [['Product', 'Vendor'], ['Kite', 'Acme'], ['12" Rack', 'Zeta'], ['Falcon', 'Beta']]
    """
    source = iter(lines)
    top = list(islice(source, _TOP))
    mark = delimiter(top)
    queue = deque(top)
    skipped = bool(top and _DECLARED.match(top[0]))
    if skipped:
        queue.popleft()
    found = _rows(queue, source, mark, int(skipped))
    before = list(islice(found, _TOP))
    header = next((n for n, row in enumerate(before) if _is_header(row.cells)), None)
    if header is None:
        header = next((n for n, row in enumerate(before) if any(map(str.strip, row.cells))), 0)
    yield from before[header:]
    yield from found


def _is_header(cells: Sequence[str]) -> bool:
    """Tell whether a row may be the header: at least two cells of it say something."""
    return sum(bool(cell.strip()) for cell in cells) > 1


def _rows(queue: deque[str], source: Iterator[str], mark: str, number: int) -> Iterator[Record]:
    """Yield rows; a quote that nothing closes is a letter, and its row ends with its line."""
    while queue or _fill(queue, source, 1):
        count = _closing(queue, source, mark)
        if count == 0:
            cells = next(
                csv.reader([queue[0].lstrip('"')], delimiter=mark, quoting=csv.QUOTE_NONE), []
            )
            yield Record(cells, number, number + 1)
            count = 1
        else:
            reader = csv.reader(list(islice(queue, count)), delimiter=mark)
            start = 0
            for cells in reader:
                yield Record(cells, number + start, number + reader.line_num)
                start = reader.line_num
        for _ in range(count):
            queue.popleft()
        number += count


def _closing(queue: deque[str], source: Iterator[str], mark: str) -> int:
    """Return how many lines it takes until every quote is closed; 0 where none closes it."""
    is_open = False
    for count in range(1, _MAX_LINES + 1):
        if len(queue) < count and not _fill(queue, source, 1):
            return 0
        is_open = _stays_open(queue[count - 1], mark, is_open=is_open)
        if not is_open:
            return count
    return 0


def _stays_open(line: str, mark: str, *, is_open: bool) -> bool:
    """Tell whether a cell in quotes goes on after a line: one opens at its start and closes at its end."""
    line = line.rstrip("\r\n")
    at = 0
    while True:
        if not is_open:
            if at == 0 and line.startswith('"'):
                at = 1
            elif (opened := line.find(f'{mark}"', at)) >= 0:
                at = opened + 2
            else:
                return False
            is_open = True
        elif (quote := line.find('"', at)) < 0:
            return True
        elif line[quote + 1 : quote + 2] in ("", mark):
            at, is_open = quote + 1, False
        else:
            at = quote + (2 if line[quote + 1] == '"' else 1)


def _fill(queue: deque[str], source: Iterator[str], count: int) -> bool:
    more = list(islice(source, count))
    queue.extend(more)
    return bool(more)


csv.field_size_limit(_LONGEST_LINE * 2)
