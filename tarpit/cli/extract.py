"""`tarpit extract INPUT`: what would be stored, without a database."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer
from tarpit_graph.files import atomic

from tarpit.cli.shared.session import (
    ALL_FAILED,
    SOME_FAILED,
    Published,
    SourceKind,
    Workers,
    day,
    progress_bar,
)

if TYPE_CHECKING:
    from tarpit_loaders.documents.items import Refused
    from tarpit_loaders.extraction.pipeline import Extraction
    from tarpit_loaders.load.workers import Done


class ClaimFormat(StrEnum):
    """How to show claims."""

    TABLE = "table"
    JSONL = "jsonl"
    HTML = "html"
    PARQUET = "parquet"


GivenEntities = Annotated[
    bool, typer.Option("--given-entities", help="Use the names that JSONL lines mark.")
]
Format = Annotated[
    ClaimFormat | None,
    typer.Option("--format", help="By default table on a terminal, jsonl elsewhere."),
]
Gate = Annotated[
    bool, typer.Option("--gate/--no-gate", help="Skip sentences without any trigger word; faster.")
]
Unnamed = Annotated[
    bool | None,
    typer.Option(
        "--unnamed/--named-only",
        help='Also report offerings without a name, such as "valves"; by default only for JSONL.',
    ),
]


def extract(
    source: Annotated[
        str, typer.Argument(metavar="INPUT", help="A file, a folder, or - for standard input.")
    ],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to this file.")
    ] = None,
    given_entities: GivenEntities = False,
    format_: Format = None,
    kind: SourceKind = "",
    published: Published = "",
    workers: Workers = None,
    gate: Gate = True,
    unnamed: Unnamed = None,
) -> None:
    """Show the claims in documents, each with its sentence, status and confidence."""
    from tarpit_loaders.documents import dates
    from tarpit_loaders.documents.files import SourceHints
    from tarpit_loaders.load import inputs
    from tarpit_loaders.load.workers import extract_all

    hints = SourceHints(kind=kind, published=dates.first(given=day(published, "--date")))
    chosen = format_ or _default_format(output)
    # What is to be stored gets the ids and the claims that `tarpit load` gives.
    is_stored = chosen is ClaimFormat.PARQUET
    items = inputs.documents([source], hints, within=not is_stored)
    unnamed = bool(unnamed) if is_stored else unnamed
    refused: list[Refused] = []
    with progress_bar("{task.completed} documents") as bar:
        task = bar.add_task("reading", total=None)
        found = extract_all(
            items,
            workers,
            use_gate=gate,
            use_given_entities=given_entities,
            unnamed=unnamed,
        )
        done = _kept(found, refused, lambda: bar.update(task, advance=1))
        count = _show(done, chosen, output)
    _report(refused, count)


def _report(refused: list[Refused], count: int) -> None:
    for item in refused:
        typer.echo(f"refused {item.where}: {item.reason}", err=True)
    if refused:
        raise typer.Exit(SOME_FAILED if count else ALL_FAILED)


def _default_format(output: Path | None) -> ClaimFormat:
    if output is not None:
        known = {
            ".html": ClaimFormat.HTML,
            ".htm": ClaimFormat.HTML,
            ".parquet": ClaimFormat.PARQUET,
        }
        return known.get(output.suffix, ClaimFormat.JSONL)
    return ClaimFormat.TABLE if sys.stdout.isatty() else ClaimFormat.JSONL


def _kept(
    results: Iterable[Done | Refused], refused: list[Refused], progress: Callable[[], None]
) -> Iterator[Done]:
    """Yield what was read; set aside what was refused."""
    for result in results:
        progress()
        if isinstance(result, tuple):
            yield result
        else:
            refused.append(result)


def _show(done: Iterable[Done], format_: ClaimFormat, output: Path | None) -> int:
    """Write every document as it comes; return how many there were."""
    from tarpit_loaders.output import claim_json

    if format_ is ClaimFormat.PARQUET:
        return _parquet(done, output)
    count = 0
    with _opened(output) as out:
        if format_ is ClaimFormat.HTML:
            from tarpit_loaders.output import displacy_page  # brings spaCy along, half a second

            documents = [(reading.document, extraction) for reading, extraction in done]
            out.write(displacy_page.page(documents))
            return len(documents)
        for reading, extraction in done:
            count += 1
            if format_ is ClaimFormat.JSONL:
                out.write(claim_json.line(reading.name, extraction) + "\n")
            else:
                out.write(_table(reading.name, extraction))
    return count


def _parquet(done: Iterable[Done], output: Path | None) -> int:
    from tarpit_graph.errors import InputError
    from tarpit_loaders.load import claim_files

    if output is None:
        raise InputError("parquet is written to a file: add --output claims.parquet")
    with atomic.atomic_write(output) as partial:
        return claim_files.write(done, partial)


def _table(name: str, extraction: Extraction) -> str:
    from tarpit_queries import render
    from tarpit_queries.table import Column, Table

    columns = ("subject", "relation", "object", "status", "confidence", "sentence")
    rows = tuple(
        {
            "subject": claim.subject.name,
            "relation": claim.predicate,
            "object": claim.object.name if claim.object else "",
            "status": claim.status.value,
            "confidence": claim.confidence,
            "sentence": claim.sentence,
        }
        for claim in extraction.claims
    )
    return str(render.render("table", [Table(name, tuple(map(Column, columns)), rows)]))


@contextmanager
def _opened(output: Path | None) -> Iterator[IO[str]]:
    """Open standard output, or a file that is written atomically."""
    if output is None:
        yield sys.stdout
        return
    with atomic.atomic_write(output) as partial, open(partial, "w", encoding="utf-8") as file:
        yield file
