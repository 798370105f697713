"""`tarpit review`: accept, correct or reject what was read, so that it stays so."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tarpit.cli.shared.dynamic import group, shown
from tarpit.cli.shared.messages import say
from tarpit.cli.shared.output import FormatOption, OutputOption, emit
from tarpit.cli.shared.session import open_database

if TYPE_CHECKING:
    from tarpit_graph.database.session import Database

app = group("Review claims: what a person decides survives every re-run and reload.")

ClaimId = Annotated[str, typer.Argument(metavar="CLAIM", help="Id of a claim, from the queue.")]
By = Annotated[
    str, typer.Option("--by", metavar="NAME", help="Who decides; by default your user name.")
]
_KEYS = {"a": "accept", "r": "reject"}


def _who(name: str) -> str:
    import getpass

    return name or getpass.getuser()


@app.command(epilog=shown("tarpit review queue --top 5"))
def queue(
    top: Annotated[int, typer.Option("--top", min=1, max=1_000, help="How many.")] = 20,
    format_: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """List the claims to look at first: the least sure and most consequential."""
    from tarpit_graph import reviews
    from tarpit_graph.settings import Settings
    from tarpit_queries import review_queue

    with open_database() as database:
        found = review_queue.queue(database, reviews.read(Settings().reviews_file), top)
        emit([found], format_, output)


@app.command(epilog=shown("tarpit review start"))
def start(
    top: Annotated[int, typer.Option("--top", min=1, help="Stop after so many.")] = 20,
    by: By = "",
) -> None:
    """Go through the queue, one claim after the other: a accepts, r rejects, s skips, q ends."""
    from tarpit_graph import reviews
    from tarpit_graph.settings import Settings
    from tarpit_queries import review_queue

    decided = 0
    with open_database() as database:
        rows = review_queue.queue(database, reviews.read(Settings().reviews_file), top).rows
        for number, row in enumerate(rows, 1):
            typer.echo(f"\n{number}/{len(rows)}  {row['says']} · {row['status']}")
            typer.echo(f"  “{row['sentence']}”")
            key = typer.prompt("  a, r, s or q", default="s").strip().lower()[:1]
            if key == "q":
                break
            if verdict := _KEYS.get(key):
                _decide(database, row["id"], verdict, by)
                decided += 1
    say(f"{decided} reviewed")


@app.command(epilog=shown("tarpit review accept claim:0123456789abcdef0123"))
def accept(claim: ClaimId, by: By = "") -> None:
    """Confirm that the sentence says so."""
    with open_database() as database:
        _decide(database, claim, "accept", by)


@app.command(epilog=shown("tarpit review reject claim:0123456789abcdef0123"))
def reject(claim: ClaimId, by: By = "") -> None:
    """Take the claim out: the sentence does not say so."""
    with open_database() as database:
        _decide(database, claim, "reject", by)


@app.command(epilog=shown("tarpit review correct claim:0123456789abcdef0123 --status rumoured"))
def correct(
    claim: ClaimId,
    status: Annotated[str, typer.Option("--status", help="The right status.")] = "",
    relation: Annotated[str, typer.Option("--relation", help="The right relation.")] = "",
    subject: Annotated[
        str, typer.Option("--subject", help="The right name of the first end.")
    ] = "",
    object_: Annotated[str, typer.Option("--object", help="The right name of the other end.")] = "",
    by: By = "",
) -> None:
    """Say what the sentence says instead: another status, relation or end."""
    right = {
        "status": status.lower(),
        "relation": relation.upper(),
        "new_subject": subject,
        "new_object": object_,
    }
    with open_database() as database:
        _decide(database, claim, "correct", by, **right)


@app.command("list", epilog=shown("tarpit review list"))
def list_(format_: FormatOption = None, output: OutputOption = None) -> None:
    """List what was decided, by whom and when."""
    from tarpit_graph import reviews
    from tarpit_graph.settings import Settings
    from tarpit_queries import review_queue

    emit([review_queue.decided(reviews.read(Settings().reviews_file).values())], format_, output)


@app.command(epilog=shown("tarpit review undo 3"))
def undo(
    number: Annotated[int, typer.Argument(min=1, help="As `tarpit review list` numbers it.")],
    by: By = "",
) -> None:
    """Take a review back; `tarpit reextract` then reads the document as if it had not been."""
    from dataclasses import replace

    from tarpit_graph import reviews
    from tarpit_graph.errors import InputError
    from tarpit_graph.reviews import carry
    from tarpit_graph.settings import Settings

    known = list(reviews.read(Settings().reviews_file).values())
    if number > len(known):
        raise InputError(f"there is no review {number}; there are {len(known)}")
    taken_back = replace(known[number - 1], verdict=reviews.UNDO, by=_who(by), at=reviews.now())
    with open_database() as database:
        carry.keep(database, taken_back)
    say("taken back; `tarpit reextract` reads the document again")


@app.command(epilog=shown("tarpit review apply reviews.jsonl"))
def apply(
    file: Annotated[
        Path | None, typer.Argument(help="Reviews to add to yours; by default yours again.")
    ] = None,
) -> None:
    """Carry reviews into the graph, such as those that someone shared."""
    from tarpit_graph import reviews
    from tarpit_graph.errors import InputError
    from tarpit_graph.reviews.carry import carry
    from tarpit_graph.settings import Settings

    mine = Settings().reviews_file
    if file is not None:
        if not file.exists():
            raise InputError(f"there is no file {file}")
        reviews.append(mine, reviews.read(file).values())
    known = tuple(reviews.read(mine).values())
    with open_database() as database:
        changed = carry(database, known)
    say(f"{changed} claims follow; {len(known)} reviews in {mine}")


@app.command(epilog=shown("tarpit review precision"))
def precision(format_: FormatOption = None, output: OutputOption = None) -> None:
    """Show by relation how many of the reviewed claims were right."""
    from tarpit_graph import reviews
    from tarpit_graph.settings import Settings
    from tarpit_queries import review_queue

    emit([review_queue.precision(reviews.read(Settings().reviews_file).values())], format_, output)


def _decide(database: Database, claim: str, verdict: str, by: str, **right: str) -> None:
    from tarpit_graph import reviews
    from tarpit_graph.reviews import carry

    row = carry.claim(database, claim)
    review = reviews.checked(carry.of_claim(row, verdict, _who(by), reviews.now(), **right))
    carry.keep(database, review)
    say(f"{verdict}: {row['subject_name']} {row['predicate']} {row['object_name']}")
