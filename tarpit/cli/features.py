"""`tarpit features` and `tarpit eval features`: what is known of features, and how well they are dated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from tarpit_queries.table import Column, Table

from tarpit.cli.dynamic import shown
from tarpit.cli.output import FormatOption, OutputOption, emit

if TYPE_CHECKING:
    from tarpit_loaders.features_evaluation import Judged

_SCORES = (
    Column("answers"),
    Column("pairs", "rows of the table whose repository was read"),
    Column("answered", "rows for which a day was found"),
    Column("right", "within 31 days of the table's"),
    Column("precision", digits=3),
    Column("recall", digits=3),
    Column("not read", "rows of repositories that were not read"),
)

app = typer.Typer(help="Features that rivals are compared by.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    pass


@app.command("list", epilog=shown("tarpit features list --segment 'Vector databases'"))
def list_(
    segment: Annotated[
        str, typer.Option("--segment", metavar="NAME", help="Only those of this segment.")
    ] = "",
    format_: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """List the features that histories are searched for, with what counts as having each."""
    from tarpit_loaders.histories import phrases

    columns = ("feature", "segments", "scope", "phrases")
    rows = tuple(
        {
            "feature": feature.name,
            "segments": ", ".join(feature.segments),
            "scope": feature.scope,
            "phrases": ", ".join(feature.phrases),
        }
        for feature in phrases.known().values()
        if not segment or segment in feature.segments
    )
    emit([Table("Features", tuple(map(Column, columns)), rows)], format_, output)


def evaluate(
    gold: Annotated[
        Path, typer.Argument(metavar="CSV", help="Rows of feature, product, repository_read, day.")
    ],
    records: Annotated[
        list[Path] | None,
        typer.Option("--records", metavar="FILE", help="Of `tarpit history --records`."),
    ] = None,
    clones: Annotated[
        list[Path] | None,
        typer.Option("--clone", metavar="REPOSITORY", help="A clone to read instead."),
    ] = None,
    format_: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Compare the days of features with a careful reader's; by default those that come with the package."""
    from tarpit_loaders import features_evaluation

    judged = features_evaluation.judge(gold, _records(records or (), clones or ()))
    rows = (
        _score("confirmed", judged, [j for j in judged if j.is_confirmed]),
        _score("confirmed and candidates", judged, [j for j in judged if j.found]),
    )
    emit([Table("Days of features", _SCORES, rows)], format_, output)


def _records(files: Sequence[Path], clones: Sequence[Path]) -> Iterator[Mapping[str, object]]:
    from tarpit_loaders import evidence, features_evaluation
    from tarpit_loaders.histories import recognise
    from tarpit_loaders.histories.repository import Repository

    for clone in clones:
        with Repository(clone) as repository:
            yield from recognise.read(repository)
    yield from features_evaluation.read_records(files)
    if not clones and not files:
        yield from evidence.records()


def _score(label: str, judged: Sequence[Judged], some: Sequence[Judged]) -> dict[str, Any]:
    read = sum(j.is_read for j in judged)
    right = sum(j.is_right for j in some)
    return {
        "answers": label,
        "pairs": read,
        "answered": len(some),
        "right": right,
        "precision": right / len(some) if some else None,
        "recall": right / read if read else None,
        "not read": len(judged) - read,
    }
