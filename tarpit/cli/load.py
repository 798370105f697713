"""`tarpit load` and `tarpit retract`: documents into the graph, and out of it again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from tarpit.cli import resolve, search
from tarpit.cli.shared.messages import is_quiet, say
from tarpit.cli.shared.session import (
    ALL_FAILED,
    SOME_FAILED,
    AllowPrivate,
    Published,
    SourceKind,
    Workers,
    day,
    open_database,
    progress_bar,
)
from tarpit.web import open_web

if TYPE_CHECKING:
    from rich.console import Console
    from tarpit_loaders.documents.items import Reading, Refused, Skipped
    from tarpit_loaders.load.inputs import Engine
    from tarpit_loaders.load.pipeline import Summary

#: Reasons shown in the summary; the rest is counted.
_SHOWN = 10

Builtin = Annotated[
    bool, typer.Option("--builtin", help="Load the built-in companies and products too.")
]
ByCommit = Annotated[
    bool, typer.Option("--git", help="Date files of a Git checkout by their last commit.")
]
Bulk = Annotated[
    bool, typer.Option("--bulk", help="Fill the empty embedded database at once; faster.")
]
EngineName = Annotated[
    Literal["local", "ray"],
    typer.Option("--engine", help="Where to read: on this machine, or on a Ray cluster."),
]
Address = Annotated[
    str,
    typer.Option("--address", metavar="ADDRESS", help="Of the cluster; by default one is started."),
]
Strict = Annotated[
    bool, typer.Option("--strict", help="Fail where anything was refused or quarantined.")
]


def load(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATH", help="Files, folders, globs, addresses; - reads a pipe."),
    ] = None,
    builtin: Builtin = False,
    evidence: Annotated[
        bool,
        typer.Option("--evidence", help="Load the dated facts that come with the package too."),
    ] = False,
    kind: SourceKind = "",
    published: Published = "",
    git: ByCommit = False,
    workers: Workers = None,
    bulk: Bulk = False,
    engine: EngineName = "local",
    address: Address = "",
    strict: Strict = False,
    allow_private: AllowPrivate = False,
) -> None:
    """Read documents and store what they claim; loading the same again changes nothing."""
    from tarpit_graph.errors import InputError
    from tarpit_loaders.documents import dates, files
    from tarpit_loaders.load import inputs

    if not paths and not builtin and not evidence:
        raise InputError("nothing to load: name files or folders, or add --builtin or --evidence")
    documents = inputs.readings(
        paths or (),
        files.SourceHints(kind=kind, published=dates.first(given=day(published, "--date"))),
        with_builtin=builtin,
        with_evidence=evidence,
        by_commit=git,
        web=lambda: open_web(allow_private=allow_private, tell=say),
        engine=_cluster(address, workers) if engine == "ray" else None,
    )
    summary = _loaded(documents, workers, bulk=bulk)
    show(summary)
    _finish(is_searched=not bulk)
    _exit(summary, strict=strict, nothing=not (builtin or evidence) and len(summary.documents) == 1)


def _finish(*, is_searched: bool) -> None:
    """Join what is surely one, and make what came searchable, now or in a load that was cut short.

    Args:
        is_searched: Else the first search does the second: it takes several times as long as an import.
    """
    with open_database() as database:
        resolve.join(database)
        if is_searched:
            search.refresh(database)


def _cluster(address: str, workers: int | None) -> Engine:
    from tarpit_graph.settings import Settings
    from tarpit_loaders.documents.raw_store import RawStore
    from tarpit_loaders.load.on_ray import Cluster

    settings = Settings()
    return Cluster(settings.home / "ray", RawStore(settings.raw_folder), address, workers)


def _loaded(
    documents: Iterator[Reading | Refused | Skipped], workers: int | None, *, bulk: bool
) -> Summary:
    with open_database() as database, progress_bar("{task.completed} documents") as bar:
        task = bar.add_task("reading", total=None)

        def progress(name: str) -> None:
            bar.update(task, advance=1, description=name[-60:])

        if bulk:
            from tarpit_graph.settings import Settings
            from tarpit_loaders.load import bulk as at_once

            return at_once.load(database, Settings(), documents, workers=workers, progress=progress)
        from tarpit_loaders.load import pipeline

        return pipeline.load(database, documents, workers=workers, progress=progress)


def _exit(summary: Summary, *, strict: bool, nothing: bool) -> None:
    """Exit with the code for what was refused; `nothing` where nothing else was stored."""
    if summary.refused:
        raise typer.Exit(ALL_FAILED if nothing else SOME_FAILED)
    if strict and summary.quarantined:
        raise typer.Exit(SOME_FAILED)


def retract(
    document: Annotated[str, typer.Argument(help="Id or address of the document.")],
) -> None:
    """Remove one document's claims; what other documents support stays."""
    from tarpit_graph.claims import retract as retraction

    with open_database() as database:
        removed = retraction.retract(database, document)
    say(f"removed {removed} claims of {document}")


def show(summary: Summary) -> None:
    """Print what a load did: claims by relation and status, then what went wrong."""
    from rich.console import Console
    from rich.text import Text

    console = Console(stderr=True)
    if not is_quiet():
        _counts(console, summary)
    refused = [f"{item.where}: {item.reason}" for item in summary.refused]
    for title, reasons in (("Refused", refused), ("Quarantined", summary.quarantined)):
        if reasons:
            console.print(Text(f"{title}: {len(reasons)}", style="bold"))
            for reason in reasons[:_SHOWN]:
                console.print(Text(f"  {reason[:300]}"), soft_wrap=True)
            if len(reasons) > _SHOWN:
                console.print(f"  and {len(reasons) - _SHOWN} more")


def _counts(console: Console, summary: Summary) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(title="Claims", title_justify="left", title_style="bold", box=None)
    statuses = sorted({status for _, status in summary.claims})
    for name in ("relation", *statuses):
        table.add_column(name, justify="left" if name == "relation" else "right", no_wrap=True)
    for predicate in sorted({predicate for predicate, _ in summary.claims}):
        counts = (summary.claims.get((predicate, status), 0) for status in statuses)
        table.add_row(predicate, *(str(count) if count else "" for count in counts))
    console.print(table)
    stored, same = len(summary.documents), summary.unchanged
    console.print(
        f"{stored} documents ({stored - same} read, {same} unchanged), "
        f"{summary.claims.total()} claims ({summary.new} new, {summary.removed} gone), "
        f"{summary.words / max(summary.seconds, 0.001):,.0f} words/s, {summary.seconds:.1f} s",
        highlight=False,
    )
    if summary.copies:
        console.print(f"{summary.copies} stored documents are copies of another and count with it")
    for reason, times in sorted(summary.skipped.items()):
        console.print(Text(f"passed over {times}: {reason}"), soft_wrap=True)
