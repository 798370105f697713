"""Results on standard output or in a file, and nothing else there."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from tarpit_graph.errors import InputError
from tarpit_graph.files import atomic
from tarpit_queries import render

from tarpit.cli.shared.messages import say

if TYPE_CHECKING:
    from tarpit_queries.evidence import FactHistory, Quotes
    from tarpit_queries.table import Table


#: Formats that commands know by name; all others are just files in `render/`.
TABLE, JSON, HTML, PDF = "table", "json", "html", "pdf"

#: Of every command with a table: any of the files in `render/`, the table for terminals first.
_NAMES = tuple(sorted(render.names(), key=lambda name: (name != TABLE, name)))
_OPTION = typer.Option("--format", help="By default a table, or what the suffix of --output says.")

if TYPE_CHECKING:
    FormatOption = Annotated[str | None, _OPTION]
else:  # Typer reads the choices from the type; no type checker could know them
    FormatOption = Annotated[Literal[_NAMES] | None, _OPTION]

OutputOption = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to this file.")
]


def emit(
    tables: Sequence[Table],
    format_: str | None,
    output: Path | None,
    quotes: Quotes | None = None,
) -> None:
    """Write tables.

    Raises:
        InputError: the file cannot be written, or the format needs one.
    """
    chosen = format_of(format_, output)
    stories: Mapping[str, FactHistory] = {}
    if quotes is not None and render.shows_sentences(chosen):
        tables, facts = render.to_quote(tables)
        stories = quotes(facts)
    write(render.render(chosen, tables, stories), output)


def format_of(format_: str | None, output: Path | None) -> str:
    """Return the format asked for, else what the file's suffix says, else a table."""
    return format_ or _by_suffix(output) or TABLE


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
    with atomic.atomic_write(output) as partial:
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


def _by_suffix(output: Path | None) -> str | None:
    suffix = output.suffix.removeprefix(".") if output else ""
    return suffix if suffix in render.names() else None
