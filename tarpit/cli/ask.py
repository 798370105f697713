"""`tarpit ask QUESTION`: the named question or report that answers it, with its sentences."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from tarpit.cli.shared.messages import say
from tarpit.cli.shared.output import FormatOption, OutputOption, emit
from tarpit.cli.shared.session import open_database

if TYPE_CHECKING:
    from tarpit_graph.database.session import Database

AsCypher = Annotated[
    bool, typer.Option("--cypher", help="Show the Cypher statement instead of its answer.")
]
Model = Annotated[
    str,
    typer.Option(
        "--model",
        metavar="COMMAND",
        help="A program of yours that writes Cypher: it reads the schema and the question.",
    ),
]


def ask(
    question: Annotated[list[str], typer.Argument(metavar="QUESTION", help="In plain words.")],
    cypher: AsCypher = False,
    model: Model = "",
    format_: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Answer a question in plain words, or say what comes nearest; offline, and the same each time."""
    from tarpit_queries import evidence

    from tarpit import asking

    text = " ".join(question)
    if model:
        _by_model(text, model, format_, output, shows=cypher)
        return
    with open_database() as database:
        if cypher:
            _show_cypher(database, text)
            return
        answer = asking.ask(database, text)
        if answer.asked:
            say(f"→ {answer.asked.command}")
        else:
            say(asking.refusal(answer.near))
        emit(answer.tables, format_, output, partial(evidence.quotes, database, until=None))


def _show_cypher(database: Database, text: str) -> None:
    from tarpit_graph.errors import InputError
    from tarpit_queries.answers.answer import cypher

    from tarpit import asking

    asked, near = asking.understood(database, text)
    if asked is None:
        raise InputError(asking.refusal(near))
    say(f"→ {asked.command}")
    typer.echo(cypher(database, asked))


def _by_model(text: str, command: str, format_: str | None, output: object, *, shows: bool) -> None:
    from tarpit_queries import model_cypher

    with open_database() as database:
        statement = model_cypher.written(database, text, command)
        if shows:
            typer.echo(statement)
            return
        say(statement)
        emit([model_cypher.run(database, statement, text)], format_, output)  # type: ignore[arg-type]
