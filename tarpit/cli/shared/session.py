"""What commands share: the database with a progress bar for its first download, and the day."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer
from tarpit_graph import dates

from tarpit.cli.shared.messages import explain, is_quiet, say

if TYPE_CHECKING:
    from rich.progress import Progress
    from tarpit_graph.database.session import Database
    from tarpit_graph.embedded.download import Progress as Report

#: Exit codes where documents were refused: some of them, or all there were.
SOME_FAILED, ALL_FAILED = 4, 2

Published = Annotated[
    str, typer.Option("--date", metavar="DATE", help="Day of documents that state none.")
]
SourceKind = Annotated[
    str, typer.Option("--kind", metavar="KIND", help="Source kind; by default the file tells.")
]
AllowPrivate = Annotated[
    bool,
    typer.Option("--allow-private", help="Fetch from private networks and this machine too."),
]
Workers = Annotated[
    int | None,
    typer.Option(
        "--workers",
        min=1,
        show_default=False,
        help="Processes that read; by default one for each core.",
    ),
]
AsOf = Annotated[
    str, typer.Option("--as-of", metavar="DATE", help="Use only what was published by this day.")
]


def day(text: str, option: str) -> date | None:
    """Read a day given as an option.

    Raises:
        InputError: it is not a date.
    """
    return dates.day(text, option) if text else None


def progress_bar(*columns: str) -> Progress:
    """Return a transient progress bar on standard error; none if that is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

    console = Console(stderr=True)
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        *(TextColumn(column) for column in columns),
        console=console,
        transient=True,
        disable=is_quiet() or not console.is_terminal,
    )


@contextmanager
def downloading() -> Iterator[Report]:
    """Say how much is downloaded and where to, and show how far it has come."""
    from tarpit_graph.embedded import download
    from tarpit_graph.settings import Settings

    cache = Settings().cache
    if download.installed(cache) is None:
        say(
            f"First use: downloading Neo4j Community {download.VERSION}, about "
            f"{download.DOWNLOAD_BYTES // 10**6} MB, once, into {cache}"
        )
    with progress_bar("{task.percentage:>3.0f}%") as bar:
        task = bar.add_task("Neo4j", total=download.DOWNLOAD_BYTES, visible=False)
        yield lambda received: bar.update(task, advance=received, visible=True)


def _import_driver() -> None:
    """Import the driver without the packages for tables that it would import; no command hands it any.

    They take longer than all the rest of a short question.
    """
    left_out = [name for name in ("numpy", "pandas", "pyarrow") if name not in sys.modules]
    sys.modules.update(dict.fromkeys(left_out))  # type: ignore[arg-type]
    import neo4j  # noqa: F401

    for name in left_out:
        del sys.modules[name]


def open_database() -> Database:
    """Open `NEO4J_URI`, else the embedded Neo4j, downloaded and started if need be."""
    _import_driver()
    from tarpit_graph.embedded import server
    from tarpit_graph.settings import Settings

    settings = Settings()
    if settings.uri is not None:
        database = server.open_database(settings)
    else:
        with downloading() as progress:
            database = server.open_database(settings, progress, say)
    info = database.driver.get_server_info()
    where = "NEO4J_URI" if settings.uri else f"embedded, {settings.home}"
    explain(f"database: {info.agent} at {info.address} ({where}), {database.name}")
    return database
