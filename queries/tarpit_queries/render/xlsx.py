"""A workbook, a sheet a table; no cell is a formula, whatever a name looks like."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from tarpit_queries.evidence import FactHistory
from tarpit_queries.render import Format
from tarpit_queries.table import Column, Table

#: What Excel allows in the name of a sheet, and in a cell.
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\']")
_TITLE, _CELL, _WIDEST = 31, 32_767, 60
_EVIDENCE = ("title", "row", "fact", "status", "sentence", "document", "address", "published")


def render(tables: Sequence[Table], stories: Mapping[str, FactHistory]) -> bytes:
    """Return the workbook; where stories are given its last sheet has the sentences of each row."""
    book = Workbook(write_only=True)
    used: set[str] = set()
    for table in tables:
        _sheet(book, _title(table.title, used), table)
    if stories:
        _rows(book.create_sheet(_title("Evidence", used)), _EVIDENCE, _evidence(tables, stories))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _title(text: str, used: set[str]) -> str:
    """Return a name that no sheet has yet."""
    base = _NOT_IN_TITLES.sub(" ", text).strip()[:_TITLE] or "Table"
    title, number = base, 1
    while title.casefold() in used:
        number += 1
        title = f"{base[: _TITLE - len(str(number)) - 1]} {number}"
    used.add(title.casefold())
    return title


def _sheet(book: Workbook, title: str, table: Table) -> None:
    sheet = book.create_sheet(title)
    for number, column in enumerate(table.columns, 1):
        longest = max((len(table.shown(row, column)) for row in table.rows), default=0)
        width = min(max(longest, len(column.name)) + 2, _WIDEST)
        sheet.column_dimensions[get_column_letter(number)].width = width
    names = [column.name.replace("_", " ") for column in table.columns]
    _rows(sheet, names, ([_value(table, row, c) for c in table.columns] for row in table.rows))
    sheet.append([])
    for note in table.notes:
        sheet.append([_cell(sheet, note)])


def _rows(sheet: WriteOnlyWorksheet, names: Sequence[str], rows: Iterator[list[Any]]) -> None:
    sheet.freeze_panes = "A2"
    heads = [_cell(sheet, name) for name in names]
    for head in heads:
        head.font = Font(bold=True)
    sheet.append(heads)
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])


def _value(table: Table, row: dict[str, Any], column: Column) -> Any:
    value = row.get(column.name)
    return value if isinstance(value, int | float | date) else table.shown(row, column, whole=True)


def _cell(sheet: WriteOnlyWorksheet, value: Any) -> WriteOnlyCell:
    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value)
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("�", value)[:_CELL])
    cell.data_type = "s"  # text, also where it begins with "="
    cell.quotePrefix = True  # and still text after someone has edited it
    return cell


def _evidence(tables: Sequence[Table], stories: Mapping[str, FactHistory]) -> Iterator[list[Any]]:
    for table in tables:
        for row in table.rows:
            for story in (stories[f] for f in row.get("facts", ()) if f in stories):
                quote = story.best
                yield [
                    table.title,
                    table.shown(row, table.columns[0]),
                    story.fact,
                    story.status,
                    quote.sentence,
                    quote.title or quote.document,
                    quote.url,
                    quote.published,
                ]


FORMAT = Format(
    shows_sentences=True,
    render=render,
)
