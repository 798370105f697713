"""`tarpit search TEXT`: the sentences that answer a question, by their words and by what they are about."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from tarpit.cli.shared.facts import OnlyCompany, OnlySegment
from tarpit.cli.shared.output import FormatOption, OutputOption, emit
from tarpit.cli.shared.session import day, open_database, progress_bar

if TYPE_CHECKING:
    from tarpit_graph.database.session import Database

Relation = Annotated[
    str, typer.Option("--relation", metavar="NAME", help="Only sentences that tell this: ACQUIRED.")
]
OfClaimStatus = Annotated[
    str, typer.Option("--status", metavar="NAME", help="Only what has come so far: rumoured.")
]
Since = Annotated[
    str, typer.Option("--since", metavar="DATE", help="Only what was published from this day on.")
]
Until = Annotated[
    str, typer.Option("--until", metavar="DATE", help="Only what was published by this day.")
]
By = Annotated[
    Literal["both", "words", "vectors"],
    typer.Option("--by", help="Rank by words, by vectors, or by both."),
]


def search(
    text: Annotated[list[str], typer.Argument(metavar="TEXT", help="What to look for.")],
    relation: Relation = "",
    status: OfClaimStatus = "",
    company: OnlyCompany = "",
    segment: OnlySegment = "",
    since: Since = "",
    until: Until = "",
    by: By = "both",
    top: Annotated[int, typer.Option("--top", min=1, max=200, help="How many sentences.")] = 10,
    format_: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Find sentences on anything, with their documents; near-copies are shown once."""
    from tarpit_queries.search import SearchFilters

    from tarpit import searching

    filters = SearchFilters(
        relation, status, company, segment, day(since, "--since"), day(until, "--until")
    )
    with open_database() as database:
        refresh(database)
        found = searching.search(database, " ".join(text), filters, top=top, method=by)
        emit([found], format_, output)


def refresh(database: Database) -> None:
    """Make searchable what is not yet, with a progress bar."""
    from tarpit import searching

    with progress_bar("{task.completed} documents") as bar:
        task = bar.add_task("indexing sentences", total=None)
        searching.refresh(database, lambda documents: bar.update(task, advance=documents))


def evaluate(
    judged: Annotated[
        Path, typer.Argument(metavar="JUDGED", help="Questions with their answers, JSON Lines.")
    ],
    format_: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Measure search by words, by vectors and by both on questions whose answers are marked."""
    from tarpit_queries import search_quality

    from tarpit import searching

    questions = search_quality.read(judged)
    with open_database() as database:
        refresh(database)
        table = search_quality.evaluate(
            database,
            questions,
            lambda text, method, top: searching.search(database, text, top=top, method=method).rows,
        )
        emit([table], format_, output)
