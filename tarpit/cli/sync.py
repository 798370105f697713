"""`tarpit sync`, `watch`, `init` and `reextract`: the sources of a file, kept up to date."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tarpit.cli import resolve, search
from tarpit.cli.load import show
from tarpit.cli.shared.messages import is_quiet, say
from tarpit.cli.shared.output import FormatOption, OutputOption, emit
from tarpit.cli.shared.session import (
    ALL_FAILED,
    SOME_FAILED,
    AllowPrivate,
    Workers,
    open_database,
    progress_bar,
)
from tarpit.web import open_web

if TYPE_CHECKING:
    from rich.console import Console
    from tarpit_graph.database.session import Database
    from tarpit_loaders.sync.sources_file import SourceEntry, SourcesFile
    from tarpit_loaders.sync.sync import Outcome
    from tarpit_queries.table import Table

File = Annotated[
    Path, typer.Option("--file", "-f", metavar="FILE", help="The sources file to go by.")
]
DEFAULT = Path("tarpit.yml")
_Names = Annotated[
    list[str] | None, typer.Argument(metavar="NAME", help="Sources; by default all of them.")
]
_To = Annotated[
    list[str] | None,
    typer.Option(
        "--to", metavar="SINK", help="Where news goes: a .jsonl or .atom file, or an address."
    ),
]
#: New claims shown of one source; the rest is counted.
_SHOWN = 20
_Readers = Annotated[
    int,
    typer.Option("--workers", min=1, help="Processes that read, while most time goes to fetching."),
]


def sync(
    names: _Names = None,
    file: File = DEFAULT,
    due: Annotated[
        bool, typer.Option("--due", help="Only sources whose `every` has passed.")
    ] = False,
    workers: _Readers = 1,
    allow_private: AllowPrivate = False,
    format_: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Bring the sources of a file up to date, fetching only what is new.

    What each brought goes to standard error; with --format or --output, a table of it besides.
    """
    from tarpit_loaders.sync import last_checked, sources_file

    sources = sources_file.read(file)
    entries = sources.named(names or ())
    if due:
        entries = tuple(entry for entry in entries if last_checked.is_due(entry))
    outcomes = _synced(sources, entries, workers, allow_private)
    if format_ or output:
        emit([_table(outcomes)], format_, output)
    _exit(outcomes)


def watch(
    names: _Names = None,
    file: File = DEFAULT,
    interval: Annotated[
        int, typer.Option("--interval", min=1, help="Minutes between two looks.")
    ] = 60,
    times: Annotated[
        int, typer.Option("--times", min=0, help="Stop after this many looks; 0 goes on.")
    ] = 0,
    to: _To = None,
    workers: _Readers = 1,
    allow_private: AllowPrivate = False,
) -> None:
    """Sync what is due, again and again, and tell what changed: deals, entrants, price cuts, features."""
    from tarpit_loaders.sync import last_checked, sources_file

    from tarpit import news_sinks

    for sink in to or ():
        news_sinks.of(sink)  # before the work, not after it
    _tell(to or ())  # what stands in the graph before the first look is no news
    looks = 0
    while True:
        sources = sources_file.read(file)  # again each time: it may have been edited
        entries = tuple(e for e in sources.named(names or ()) if last_checked.is_due(e))
        _synced(sources, entries, workers, allow_private)
        _tell(to or ())
        looks += 1
        if looks == times:
            return
        time.sleep(interval * 60)


def _tell(sinks: Sequence[str]) -> None:
    """Tell each sink what is new to it; one that fails keeps none of the others from being told."""
    if not sinks:
        return
    from tarpit_graph.errors import InputError
    from tarpit_graph.settings import Settings
    from tarpit_queries import news

    from tarpit import news_sinks

    with open_database() as database:
        for sink in sinks:
            try:
                found = news_sinks.tell(database, sink, Settings().home / "watch")
            except InputError as error:
                say(f"error: {error}")
                continue
            if found:
                counts = ", ".join(f"{n} {kind}" for kind, n in news.by_kind(found).items())
                say(f"{sink}: {counts}")


def init(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it.")] = DEFAULT,
) -> None:
    """Write a sources file to start from: public feeds, landscapes, releases and price lists."""
    from importlib.resources import files

    from tarpit_graph.errors import InputError

    if file.exists():
        raise InputError(f"{file} is there already; name another file or remove it")
    starter = files("tarpit") / "starter.yml"
    try:
        file.write_text(starter.read_text(encoding="utf-8"), encoding="utf-8")
    except OSError as error:
        raise InputError(f"{file} cannot be written: {error.strerror}") from error
    say(f"wrote {file}: edit it, then `tarpit sync`")


def reextract(
    since: Annotated[
        str,
        typer.Option("--since", metavar="VERSION", help="Only what this version or a later read."),
    ] = "",
    everything: Annotated[
        bool, typer.Option("--all", help="Also what the rules in force have read already.")
    ] = False,
    workers: Workers = None,
) -> None:
    """Read the kept bytes of every document again, with the rules in force; needs no network."""
    from tarpit_graph.settings import Settings
    from tarpit_loaders.documents.raw_store import RawStore
    from tarpit_loaders.load import reextract as again

    store = RawStore(Settings().raw_folder)
    with open_database() as database, progress_bar("{task.completed} documents") as bar:
        task = bar.add_task("reading", total=None)
        summary = again.reextract(
            database,
            store,
            since=since,
            everything=everything,
            workers=workers,
            progress=lambda name: bar.update(task, advance=1, description=name[-60:]),
        )
    show(summary)
    if summary.refused:
        raise typer.Exit(SOME_FAILED)


def _synced(
    sources: SourcesFile, entries: Sequence[SourceEntry], workers: int, allow_private: bool
) -> list[Outcome]:
    from tarpit_graph.settings import Settings
    from tarpit_loaders.documents.raw_store import RawStore
    from tarpit_loaders.sync import last_checked
    from tarpit_loaders.sync.sync import sync as bring_up_to_date

    outcomes = []
    with open_database() as database, progress_bar("{task.completed} documents") as bar:
        task = bar.add_task("reading", total=None)
        for outcome in bring_up_to_date(
            database,
            entries,
            lambda: open_web(
                contact=sources.contact,
                pause=sources.pause,
                allow_private=allow_private,
                tell=say,
            ),
            store=RawStore(Settings().raw_folder),
            base=sources.path.parent,
            workers=workers,
            progress=lambda name: bar.update(task, advance=1, description=name[-60:]),
        ):
            outcomes.append(outcome)
            if not outcome.failed:
                last_checked.note(outcome.name)
            _report(database, outcome)
        resolve.join(database)
        search.refresh(database)
    if not entries:
        say("nothing is due")
    return outcomes


def _table(outcomes: Sequence[Outcome]) -> Table:
    from tarpit_queries.table import Column, Table

    columns = ("source", "fetched", "as before", "new", "gone", "refused", "failed")
    rows = tuple(
        {
            "source": outcome.name,
            "fetched": outcome.fetched,
            "as before": outcome.same,
            "new": outcome.summary.new,
            "gone": outcome.summary.removed,
            "refused": len(outcome.summary.refused),
            "failed": outcome.failed,
        }
        for outcome in outcomes
    )
    return Table("Sources", tuple(map(Column, columns)), rows)


def _report(database: Database, outcome: Outcome) -> None:
    """Print what one source brought, with the sentences of what is new."""
    from rich.console import Console
    from rich.text import Text

    console = Console(stderr=True)
    summary = outcome.summary
    if outcome.failed:
        console.print(Text(f"{outcome.name}: failed: {outcome.failed}", style="red"))
        return
    if not is_quiet():
        _news(console, database, outcome)
    for item in summary.refused:
        console.print(
            Text(f"  refused {item.where}: {item.reason}", style="yellow"), soft_wrap=True
        )


def _news(console: Console, database: Database, outcome: Outcome) -> None:
    from rich.text import Text
    from tarpit_graph.claims.new_claims import new_claims

    summary = outcome.summary
    console.print(
        f"{outcome.name}: {outcome.fetched} fetched, {outcome.same} as before, "
        f"{summary.new} claims new, {summary.removed} gone",
        highlight=False,
        markup=False,
    )
    news = new_claims(database, summary.added)
    for claim in news[:_SHOWN]:
        console.print(Text(f"  + {claim}"), soft_wrap=True)
    if len(news) > _SHOWN:
        console.print(f"  and {len(news) - _SHOWN} more")
    for reason, times in sorted(summary.skipped.items()):
        console.print(Text(f"  passed over {times}: {reason}"), soft_wrap=True)


def _exit(outcomes: Sequence[Outcome]) -> None:
    failed = [o for o in outcomes if o.failed or o.summary.refused]
    if failed:
        whole = all(o.failed or not o.summary.documents for o in outcomes)
        raise typer.Exit(ALL_FAILED if whole else SOME_FAILED)
