"""Results on standard output or in a file, and nothing else there."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from tarpit_graph.errors import InputError
from tarpit_graph.files import atomic

from tarpit.cli.shared.messages import say

if TYPE_CHECKING:
    from tarpit_queries.evidence import Quotes, Story
    from tarpit_queries.table import Table


class Format(StrEnum):
    """How to write a result; the names are those of the files in `render/`."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MD = "md"
    HTML = "html"
    PARQUET = "parquet"
    SVG = "svg"
    XLSX = "xlsx"
    PDF = "pdf"


#: Formats that show sentences.
_QUOTING = (Format.HTML, Format.PDF, Format.XLSX)

FormatOption = Annotated[
    Format | None,
    typer.Option("--format", help="By default a table, or what the suffix of --output says."),
]
OutputOption = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to this file.")
]


def emit(
    tables: Sequence[Table],
    format_: Format | None,
    output: Path | None,
    quotes: Quotes | None = None,
) -> None:
    """Write tables.

    Raises:
        InputError: the file cannot be written, or the format needs one.
    """
    from tarpit_queries import render

    chosen = format_of(format_, output)
    stories: Mapping[str, Story] = {}
    if chosen in _QUOTING and quotes is not None:
        stories = quotes(
            [f for table in tables for row in table.rows for f in row.get("facts", ())]
        )
    write(render.render(chosen.value, tables, stories), output)


def format_of(format_: Format | None, output: Path | None) -> Format:
    """Return the format asked for, else what the file's suffix says, else a table."""
    return format_ or _by_suffix(output) or Format.TABLE


def write(content: str | bytes, output: Path | None) -> None:
    """Write a file whole or not at all; without one, standard output.

    Raises:
        InputError: the file cannot be written, or what is no text needs one.
    """
    if output is None:
        if isinstance(content, bytes):
            raise InputError("this format is binary: say where to with --output FILE")
        page(content)
        return
    with atomic.written(output) as partial:
        partial.write_bytes(content.encode() if isinstance(content, str) else content)
    say(f"wrote {output}")


def page(text: str) -> None:
    """Print text; through the reader's pager where it is longer than their terminal."""
    import pydoc
    import shutil

    lines = shutil.get_terminal_size().lines
    if sys.stdout.isatty() and sys.stdin.isatty() and text.count("\n") >= lines:
        # As git does: colours are kept, and what fits on a screen is just printed.
        os.environ.setdefault("LESS", "FRX")
        pydoc.pager(text)
    else:
        sys.stdout.write(text)


def _by_suffix(output: Path | None) -> Format | None:
    suffix = output.suffix.removeprefix(".") if output else ""
    return Format(suffix) if suffix in set(Format) else None
