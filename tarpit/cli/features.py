"""`tarpit features` and `tarpit eval features`: what is known of features, decided, and how well they are dated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from tarpit_queries.table import Column, Table

from tarpit.cli.shared.dynamic import group, shown
from tarpit.cli.shared.output import FormatOption, OutputOption, emit
from tarpit.cli.shared.session import open_database

if TYPE_CHECKING:
    from tarpit_loaders.evaluation.features import Judged

_SCORES = (
    Column("answers"),
    Column("pairs", "rows of the table whose repository was read"),
    Column("answered", "rows for which a day was found"),
    Column("right", "within 31 days of the table's"),
    Column("precision", digits=3),
    Column("recall", digits=3),
    Column("not read", "rows of repositories that were not read"),
)

_PROPOSED = (
    Column("phrase"),
    Column("feature", "which it may mean"),
    Column("likeness", "to the nearest phrase of it, 1 is the same", digits=2, is_bar=True),
    Column("nearest", "that phrase"),
    Column("commits", "that add it"),
    Column("repositories"),
    Column("example", "the first of them"),
    Column("repository", "where that is"),
)
app = group(
    "Features that rivals are compared by. What you decide is kept in the file of decisions "
    "(TARPIT_DECISIONS) that every later load follows."
)
FeatureName = Annotated[
    str, typer.Argument(metavar="FEATURE", help="Its name, as `list` prints it.")
]


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


@app.command(epilog=shown("tarpit features propose landscape/ --segment 'Vector databases'"))
def propose(
    clones: Annotated[
        list[Path], typer.Argument(metavar="REPOSITORY", help="Clones, plain or bare.")
    ],
    segment: Annotated[
        str, typer.Option("--segment", metavar="NAME", help="Only features of this segment.")
    ] = "",
    top: Annotated[int, typer.Option("--top", help="Show at most this many.")] = 30,
    format_: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Propose phrases that commits may mean a feature by, each with the first commit that has it."""
    from contextlib import ExitStack
    from dataclasses import asdict

    from tarpit_loaders.histories import phrases, proposals
    from tarpit_loaders.histories.repository import Repository
    from tarpit_loaders.names import catalog

    features = [f for f in phrases.known().values() if not segment or segment in f.segments]
    with ExitStack() as stack:
        repositories = [stack.enter_context(Repository(clone)) for clone in clones]
        found = proposals.propose(repositories, features, catalog.load().decisions)
    notes = ("`tarpit features accept FEATURE PHRASE` makes it one, `reject` asks no more.",)
    emit(
        [
            Table(
                "Phrases that may mean a feature", _PROPOSED, tuple(map(asdict, found[:top])), notes
            )
        ],
        format_,
        output,
    )


@app.command(epilog=shown("tarpit features accept 'Hybrid search' 'fused ranking'"))
def accept(
    feature: FeatureName,
    phrase: Annotated[str, typer.Argument(help="What commits mean it by.")] = "",
    product: Annotated[
        str, typer.Option("--product", metavar="NAME", help="A product whose candidate this is.")
    ] = "",
) -> None:
    """Take a phrase for a feature, or confirm a product's candidate."""
    _decide(feature, phrase, product, ("phrase", "has"))


@app.command(epilog=shown("tarpit features reject 'Hybrid search' --product Kite"))
def reject(
    feature: FeatureName,
    phrase: Annotated[str, typer.Argument(help="What commits do not mean it by.")] = "",
    product: Annotated[
        str, typer.Option("--product", metavar="NAME", help="A product that lacks it.")
    ] = "",
) -> None:
    """Propose a phrase no more, or drop what histories say of a product."""
    _decide(feature, phrase, product, ("no_phrase", "lacks"))


@app.command(epilog=shown("tarpit features merge 'Hybrid search' 'Fused search'"))
def merge(
    feature: FeatureName,
    other: Annotated[str, typer.Argument(help="Another name of it; every product's follows.")],
) -> None:
    """Make two features one, under the first one's name."""
    from tarpit_graph.identity.decisions import Decision
    from tarpit_graph.ontology import FEATURE

    from tarpit.cli import resolve

    with open_database() as database:
        resolve.carry(database, (Decision("same", FEATURE, feature, other),), {})


def _decide(feature: str, phrase: str, product: str, kinds: tuple[str, str]) -> None:
    """Add a decision on a phrase or a product, and let the graph follow one on a product."""
    from tarpit_graph.errors import InputError
    from tarpit_graph.identity.decisions import Decision
    from tarpit_graph.ontology import FEATURE
    from tarpit_loaders.histories import phrases

    from tarpit.cli import resolve

    if bool(phrase) == bool(product):
        raise InputError("name either a phrase or a --product")
    known = phrases.of_name(feature)
    if phrase and known.name not in phrases.known():
        raise InputError(f"no feature {feature!r} is searched for; `tarpit features list` has all")
    decision = Decision(kinds[bool(product)], FEATURE, known.name, phrase or product)
    with open_database() as database:
        resolve.carry(database, (decision,), {})


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
    from tarpit_loaders.evaluation import features as features_evaluation

    judged = features_evaluation.judge(gold, _records(records or (), clones or ()))
    rows = (
        _score("confirmed", judged, [j for j in judged if j.is_confirmed]),
        _score("confirmed and candidates", judged, [j for j in judged if j.found]),
    )
    emit([Table("Days of features", _SCORES, rows)], format_, output)


def _records(files: Sequence[Path], clones: Sequence[Path]) -> Iterator[Mapping[str, object]]:
    from tarpit_loaders import evidence
    from tarpit_loaders.crawl import git_history
    from tarpit_loaders.evaluation import features as features_evaluation
    from tarpit_loaders.histories.repository import Repository

    for clone in clones:
        with Repository(clone) as repository:
            yield from git_history.read(repository)
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
