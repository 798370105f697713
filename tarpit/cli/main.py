"""The `tarpit` command: its groups, and how errors become messages and exit codes."""

from __future__ import annotations

import atexit
import gc
import os
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from typing import Annotated

import typer
from tarpit_graph.errors import TarpitError

from tarpit.cli import (
    analyze,
    ask,
    backtest,
    browser,
    db,
    doctor,
    export,
    extract,
    features,
    history,
    learn,
    load,
    query,
    report,
    resolve,
    review,
    search,
    serve,
    sources,
    sync,
)
from tarpit.cli.shared import messages
from tarpit.cli.shared.dynamic import group, shown
from tarpit.cli.shared.messages import Level

BUG, INTERRUPTED = 1, 130
#: Set to see where an error came from.
DEBUG = "TARPIT_DEBUG"
_GLOBAL_FLAGS = frozenset(("--quiet", "--verbose", "--no-color", "--wide"))

app = group(
    "A knowledge graph of the AI-infrastructure landscape: which segments are crowded, who "
    "copies whom, who buys whom, with the sentences that prove it.",
)
#: Each command with what people type first.
COMMANDS: tuple[tuple[str, Callable[..., None], tuple[str, ...]], ...] = (
    (
        "load",
        load.load,
        (
            "tarpit load notes/ landscape.yml",
            "tarpit load --builtin https://example.com/news --date 2024-05-01",
            "curl -s https://example.com/feed.xml | tarpit load -",
        ),
    ),
    ("retract", load.retract, ("tarpit retract https://example.com/wrong-story",)),
    ("init", sync.init, ("tarpit init",)),
    ("sync", sync.sync, ("tarpit sync", "tarpit sync lfai-landscape --workers 2")),
    ("watch", sync.watch, ("tarpit watch",)),
    ("reextract", sync.reextract, ("tarpit reextract",)),
    ("analyze", analyze.analyze, ("tarpit analyze", "tarpit analyze --as-of 2024-12-31")),
    ("backtest", backtest.backtest, ("tarpit backtest",)),
    (
        "extract",
        extract.extract,
        ("tarpit extract note.md", "tarpit extract notes/ --output claims.html"),
    ),
    (
        "history",
        history.history,
        (
            "tarpit history landscape/ --at 2024-12-31",
            "tarpit history landscape/ --since 2022-12-31 --at 2024-12-31 --format csv",
            "tarpit history landscape/ --records landscape.jsonl",
        ),
    ),
    (
        "cypher",
        query.cypher,
        ('tarpit cypher "MATCH (c:Company) RETURN c.name LIMIT 5" --format json',),
    ),
    (
        "ask",
        ask.ask,
        (
            'tarpit ask "Who might buy Pinecone?"',
            'tarpit ask "Which vector databases are there?" --cypher',
        ),
    ),
    (
        "search",
        search.search,
        (
            'tarpit search "who left the GPU cloud business"',
            'tarpit search "price cut" --company OpenAI --since 2024-01-01',
        ),
    ),
    ("why", query.why, ("tarpit why company:databricks --top 3",)),
    (
        "export",
        export.export,
        (
            "tarpit export databricks.html --company Databricks",
            "tarpit export deals.gexf --types Company,ACQUIRED --with-evidence",
        ),
    ),
    ("serve", serve.serve, ("tarpit serve", "tarpit serve --port 8080")),
    ("mcp", serve.mcp, ("tarpit mcp", "tarpit mcp --transport http --port 8766")),
    ("browser", browser.browser, ("tarpit browser", "tarpit browser --question deals")),
    ("train", learn.train, ("tarpit train ds1.json ds2.json --output relations.npz",)),
    ("doctor", doctor.doctor, ("tarpit doctor",)),
)
for _name, _command, _examples in COMMANDS:
    app.command(_name, epilog=shown(*_examples))(_command)
app.add_typer(query.app, name="query")
app.add_typer(report.app, name="report")
app.add_typer(learn.app, name="eval")
learn.app.command("features", epilog=shown("tarpit eval features gold.csv"))(features.evaluate)
learn.app.command("search", epilog=shown("tarpit eval search judged.jsonl"))(search.evaluate)
app.add_typer(features.app, name="features")
app.add_typer(resolve.app, name="resolve")
app.add_typer(review.app, name="review")
app.add_typer(sources.app, name="sources")
app.add_typer(db.app, name="db")


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(version("tarpit-graph"))
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
    _quiet: Annotated[bool, typer.Option("--quiet", help="Print only results and errors.")] = False,
    _verbose: Annotated[
        bool, typer.Option("--verbose", help="Also print progress details and timings.")
    ] = False,
    _no_color: Annotated[
        bool,
        typer.Option("--no-color", help="No colours; NO_COLOR in the environment does it too."),
    ] = False,
    _wide: Annotated[
        bool, typer.Option("--wide", help="Show every column of a table, however wide it becomes.")
    ] = False,
) -> None:
    """Taken from the command line before it is read, so that they may stand anywhere: see `main`."""


def _parse_global_flags(arguments: list[str]) -> list[str]:
    """Heed `--quiet`, `--verbose`, `--no-color` and `--wide`, wherever they stand, and return the rest."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    given = {argument for argument in arguments[:end] if argument in _GLOBAL_FLAGS}
    if "--no-color" in given:
        os.environ["NO_COLOR"] = "1"
    if "--wide" in given:
        from tarpit_queries.render import table

        table.show_all()
    if "--quiet" in given:
        messages.speak(Level.QUIET)
    elif "--verbose" in given:
        messages.speak(Level.VERBOSE)
    kept = [argument for argument in arguments[:end] if argument not in given]
    return kept + arguments[end:]


def main() -> None:
    """Run the command; every error is one line on standard error, with an exit code of its kind."""
    started = time.perf_counter()
    # What is imported stays: to look for garbage among it again and again takes a tenth of a short command.
    gc.set_threshold(50_000)
    # The system takes all memory back at once: to free a large graph object by object takes a second or two.
    atexit.register(gc.freeze)
    atexit.register(lambda: messages.explain(f"took {time.perf_counter() - started:.1f} s"))
    try:
        app(_parse_global_flags(sys.argv[1:]), prog_name="tarpit")
    except TarpitError as error:
        _fail(error, str(error), error.exit_code)
    except KeyboardInterrupt as error:
        _fail(error, "interrupted; what was stored stays, run it again to go on", INTERRUPTED)
    except BrokenPipeError:
        # The reader of a pipe has seen enough. Keep Python from complaining when it exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        message = f"this is a bug in tarpit ({type(error).__name__}: {error}); run it again with "
        _fail(error, f"{message}{DEBUG}=1 and report what it prints", BUG)


def _fail(error: BaseException, message: str, code: int) -> None:
    if os.environ.get(DEBUG):
        raise error
    typer.echo(f"error: {message}", err=True)
    sys.exit(code)


if __name__ == "__main__":
    main()
