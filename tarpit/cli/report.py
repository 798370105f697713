"""`tarpit report NAME`: every file in queries/reports is one."""

from __future__ import annotations

import inspect
from typing import Any, get_args, get_type_hints

import typer

from tarpit.cli.dynamic import FoundByScan, Option, command
from tarpit.cli.output import Format, emit
from tarpit.cli.session import day, open_database


class _Reports(FoundByScan):
    def names(self) -> list[str]:
        from tarpit_queries import reports

        return reports.names()

    def build(self, name: str) -> Any:
        from tarpit_queries import reports

        module = reports.load(name)
        doc = inspect.getdoc(module.report) or ""
        return command(
            name, doc.splitlines()[0], _options(module), _runner(module), with_as_of=True
        )


app = typer.Typer(
    cls=_Reports,
    help="Make a report: crowding, brokers, acquirers, deals, or the landscape on one page.",
    no_args_is_help=True,
)


@app.callback()
def _group() -> None:
    pass


def _options(module: Any) -> list[Option]:
    hints = get_type_hints(module.report, include_extras=True)
    options = []
    for parameter in list(inspect.signature(module.report).parameters.values())[1:]:
        type_, doc = get_args(hints[parameter.name])
        is_argument = parameter.name in getattr(module, "ARGUMENTS", ())
        options.append(Option(parameter.name, type_, parameter.default, doc, is_argument))
    return options


def _runner(module: Any) -> Any:
    def run(format_: Format | None, output: Any, as_of: str, **values: Any) -> None:
        from tarpit_graph import snapshot
        from tarpit_queries import evidence

        until = day(as_of, "--as-of")
        with open_database() as database:
            made = module.report(snapshot.read(database, until), **values)
            tables = made if isinstance(made, tuple) else (made,)
            emit(tables, format_, output, lambda facts: evidence.quotes(database, facts))

    return run
