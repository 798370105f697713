"""The `tarpit` command: its groups, and how errors become messages and exit codes."""

from __future__ import annotations

import os
import sys
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
    learn,
    load,
    report,
    resolve,
    sources,
    sync,
)

BUG, INTERRUPTED = 1, 130
#: Set to see where an error came from.
DEBUG = "TARPIT_DEBUG"

app = typer.Typer(
    name="tarpit",
    help="A knowledge graph of the AI-infrastructure landscape: which segments are crowded, who "
    "copies whom, who buys whom, with the sentences that prove it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("load")(load.load)
app.command("retract")(load.retract)
app.command("init")(sync.init)
app.command("sync")(sync.sync)
app.command("watch")(sync.watch)
app.command("reextract")(sync.reextract)
app.command("analyze")(analyze.analyze)
app.command("backtest")(backtest.backtest)
app.command("extract")(extract.extract)
app.command("cypher")(ask.cypher)
app.command("why")(ask.why)
app.command("export")(export.export)
app.command("browser")(browser.browser)
app.command("train")(learn.train)
app.command("doctor")(doctor.doctor)
app.add_typer(ask.app, name="query")
app.add_typer(report.app, name="report")
app.add_typer(learn.app, name="eval")
app.add_typer(resolve.app, name="resolve")
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
) -> None:
    pass


def main() -> None:
    """Run the command; every error is one line on standard error, with an exit code of its kind."""
    try:
        app()
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
