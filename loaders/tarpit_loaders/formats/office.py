"""Office files: the rows of a workbook, and a guard against packed files that unpack to far more."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime

from tarpit_graph.errors import InputError

from tarpit_loaders.documents import files
from tarpit_loaders.documents.files import MAX_BYTES, File

_MAX_RATIO = 200


def rows(file: File) -> Iterator[list[str]]:
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
