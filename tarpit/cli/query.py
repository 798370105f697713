"""`tarpit query`, `tarpit cypher` and `tarpit why`: questions and the sentences behind answers."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from tarpit_graph.style.appearance import readable

from tarpit.cli.shared.dynamic import FoundByScan, Option, command, group
from tarpit.cli.shared.output import JSON, FormatOption, OutputOption, emit, write
from tarpit.cli.shared.session import open_database

if TYPE_CHECKING:
    from tarpit_queries.evidence import FactHistory


class _Questions(FoundByScan):
    def names(self) -> list[str]:
        from tarpit_queries import questions

        return list(questions.names())

    def build(self, name: str) -> Any:
        from tarpit_queries import questions

        asked = questions.load(name)

        def run(format_: str | None, output: Any, **values: Any) -> None:
            with open_database() as database:
                emit([asked.ask(database, **values)], format_, output)

        options = [Option(p.name, type(p.default), p.default, p.doc) for p in asked.parameters]
        return command(name, asked.doc, options, run, examples=(f"tarpit query {name}",))


app = group("Ask one of the questions in queries/*.cypher.", _Questions, shows_help=False)


@app.callback(invoke_without_command=True)
def _list(
    context: typer.Context,
    listed: Annotated[bool, typer.Option("--list", help="List the questions.")] = False,
) -> None:
    if context.invoked_subcommand is None:
        from tarpit_queries import questions

        if not listed:
            typer.echo(context.get_help())
            raise typer.Exit(2)
        for name in questions.names():
            typer.echo(f"{name:26} {questions.load(name).doc}")


def cypher(
    statement: Annotated[str, typer.Argument(help="A Cypher statement.")],
    write_: Annotated[
        bool, typer.Option("--write", help="Let it write; without this the server refuses.")
    ] = False,
    top: Annotated[int, typer.Option("--top", min=1, help="Show at most this many rows.")] = 10_000,
    timeout: Annotated[
        float, typer.Option("--timeout", min=0.1, help="End it after so many seconds.")
    ] = 60,
    format_: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Run a Cypher statement; it reads the graph alone, within bounds of time and rows."""
    from tarpit_graph.database import cypher_guard
    from tarpit_graph.errors import InputError
    from tarpit_queries import questions

    cypher_guard.check(statement)
    with open_database() as database:
        if not write_ and database.kind_of(statement) != "r":
            raise InputError("this statement writes; add --write if that is meant")
        table = questions.run(database, statement, may_write=write_, seconds=timeout, most=top)
        emit([table], format_, output)


def why(
    id_: Annotated[
        str, typer.Argument(metavar="ID", help="Of a fact, claim or document, or a name.")
    ],
    top: Annotated[int, typer.Option("--top", help="Tell at most this many facts.")] = 50,
    format_: Annotated[
        Literal["table", "json"], typer.Option("--format", help="table or json.")
    ] = "table",
    output: OutputOption = None,
) -> None:
    """Print the chain from a fact to its sentences and documents, oldest first."""
    import json

    from tarpit_queries import evidence

    with open_database() as database:
        stories = evidence.why(database, id_, top)
    if format_ == JSON:
        told = [asdict(story) for story in stories]
        write(json.dumps(told, ensure_ascii=False, indent=2, default=str) + "\n", output)
    else:
        write("\n".join(_told(story) for story in stories), output)


def _told(story: FactHistory) -> str:
    from tarpit_queries.wording import in_words

    head = story.subject
    if story.object:
        head = in_words(story.subject, story.predicate, story.object, story.status)
    standing = f" · stands as {story.stands_as}" if story.stands_as else ""
    lines = [f"{head} · {story.status}{standing}  {story.fact}".rstrip()]
    for quote in story.quotes:
        if quote.is_own_list:
            lines.append(f"  From tarpit's own list ({quote.title}), not from a document")
            continue
        day = quote.published.isoformat() if quote.published else "undated"
        lines.append(f"  {day}  {quote.status} ({quote.confidence:.2f})  “{quote.sentence}”")
        source = " · ".join(dict.fromkeys(filter(None, (quote.title, quote.url or quote.document))))
        copy = f", a copy of {quote.copy_of}" if quote.copy_of else ""
        lines.append(
            f"      {source}{copy}, characters {quote.start}–{quote.end}, by {quote.pattern}"
        )
    return "".join(f"{line[: len(line) - len(line.lstrip())]}{readable(line)}\n" for line in lines)
