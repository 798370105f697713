"""`tarpit db dump`, `restore` and `verify`: keep a graph, bring it back, and check it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tarpit.cli.shared.messages import say
from tarpit.cli.shared.output import TABLE, FormatOption, emit
from tarpit.cli.shared.session import open_database, progress_bar

#: Exit code where the graph is not what its claims say.
DIFFERS = 5
#: So many problems are shown; all are counted.
_SHOWN = 1_000


def dump(
    output: Annotated[Path, typer.Argument(help="The file to write, such as graph.zip.")],
    raw: Annotated[
        bool,
        typer.Option(help="Also the bytes that documents were read from; `reextract` needs them."),
    ] = True,
) -> None:
    """Write the whole graph to one file, which any later version restores."""
    from tarpit_graph.backup import dump as backup
    from tarpit_graph.settings import Settings

    with open_database() as database, progress_bar("{task.completed} lines") as bar:
        task = bar.add_task("dumping", total=None)
        counts = backup.dump(
            database, Settings(), output, raw=raw, progress=lambda n: bar.advance(task, n)
        )
    size = output.stat().st_size / 1e6
    say(
        f"wrote {output}, {size:,.1f} MB: {counts['document']:,} documents with their claims, "
        f"{counts['source']:,} sources, the bytes of {counts['raw']:,} files"
    )


def restore(
    file: Annotated[Path, typer.Argument(help="What `tarpit db dump` wrote.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Delete first what is stored, and what was decided.")
    ] = False,
) -> None:
    """Bring a dumped graph back into an empty database; measures are computed by `tarpit analyze`."""
    from tarpit_graph.backup import restore as backup
    from tarpit_graph.settings import Settings

    with open_database() as database, progress_bar("{task.completed} lines") as bar:
        task = bar.add_task("restoring", total=None)
        counts = backup.restore(
            database, Settings(), file, replace=replace, progress=lambda n: bar.advance(task, n)
        )
    say(f"restored {counts['document']:,} documents from {file}; `tarpit db verify` checks them")


def verify(
    texts: Annotated[
        bool, typer.Option(help="Also read the documents' bytes again; takes as long as reading.")
    ] = True,
    format_: FormatOption = None,
) -> None:
    """Check the graph against its claims, and each claim against its document's text."""
    from itertools import chain

    from tarpit_graph.claims import verify as checks
    from tarpit_graph.settings import Settings
    from tarpit_loaders.documents.raw_store import RawStore
    from tarpit_loaders.load.verify_texts import verify_texts
    from tarpit_queries.table import Column, Table

    with open_database() as database, progress_bar("{task.completed} checked") as bar:
        task = bar.add_task("checking", total=None)
        found = checks.verify(database, lambda n: bar.advance(task, n))
        if texts:
            store = RawStore(Settings().raw_folder)
            found = chain(found, verify_texts(database, store, lambda n: bar.advance(task, n)))
        problems = list(found)
    if not problems and format_ in (None, TABLE):
        say("every edge follows from its claims" + (", every claim from its text" if texts else ""))
        return
    rows = [{"kind": p.kind, "where": p.where, "problem": p.what} for p in problems[:_SHOWN]]
    columns = (Column("kind"), Column("where"), Column("problem"))
    emit([Table("Problems", columns, tuple(rows))], format_, None)
    if problems:
        say(
            f"{len(problems):,} problems; `tarpit db derive` derives again what follows from claims"
        )
        raise typer.Exit(DIFFERS)


def derive() -> None:
    """Derive edges, copies and names again from the claims."""
    from tarpit_graph import migrations
    from tarpit_graph.claims.derive_again import derive_again

    with open_database() as database, progress_bar("{task.completed} facts") as bar:
        task = bar.add_task("deriving", total=None)
        migrations.upgrade(database)
        derive_again(database, lambda n: bar.advance(task, n))
    say("derived everything again")
