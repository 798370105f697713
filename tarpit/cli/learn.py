"""`tarpit train` and `tarpit eval`: train the reader, and measure what it finds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from tarpit_queries.table import Column, Table

from tarpit.cli.shared.dynamic import group, shown
from tarpit.cli.shared.messages import say
from tarpit.cli.shared.output import FormatOption, OutputOption, emit
from tarpit.cli.shared.session import progress_bar

if TYPE_CHECKING:
    from tarpit_loaders.evaluation.documents import DocumentScores

app = group("Measure extraction against marked data.")

Data = Annotated[
    Path,
    typer.Argument(metavar="DATA", help='JSON Lines of {"id", "text", "entities", "relations"}.'),
]

Reviews = Annotated[
    Path | None,
    typer.Option("--reviews", metavar="FILE", help="Reviews of claims: home/reviews.jsonl."),
]
Epochs = Annotated[int, typer.Option(help="How often the sentences are seen.", min=1, max=50)]

_SCORES = (
    Column("relation"),
    *(Column(name, digits=3) for name in ("precision", "recall", "f1")),
    Column("marked", "how many there are"),
    Column("found", "how many were found"),
)


def train(
    marks: Annotated[
        Path,
        typer.Argument(
            metavar="MARKS", help="The folder of marks and templates: loaders/training_data."
        ),
    ],
    documents: Annotated[
        Path, typer.Option("--documents", metavar="FOLDER", help="The documents that were marked.")
    ],
    encoder: Annotated[
        Path,
        typer.Option(
            "--encoder", metavar="FOLDER", help="A published all-MiniLM-L6-v2: model.safetensors."
        ),
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FOLDER", help="The weights to write.")
    ],
    benchmarks: Annotated[
        Path | None,
        typer.Option("--benchmarks", metavar="FOLDER", help="CORE, DFKI and the corpora of names."),
    ] = None,
    reviews: Reviews = None,
    epochs: Epochs = 8,
) -> None:
    """Train the reader; the same sentences on the same machine give the same weights.

    Takes forty minutes on two cores.
    """
    from tarpit_loaders.reader_training import train as training
    from tarpit_loaders.reader_training.data import TrainingData

    with progress_bar() as bar:
        task = bar.add_task("reading sentences", total=None)
        count = training.train(
            TrainingData(marks, documents, benchmarks, reviews),
            encoder,
            output,
            lambda step: bar.update(task, description=step),
            epochs,
        )
    say(f"wrote {output}: {count} marked sentences; TARPIT_READER={output} uses it")


def _calibration(predictions: Sequence[tuple[float, bool]]) -> Table:
    from tarpit_loaders.evaluation.metrics import reliability

    columns = (
        *(Column(name, digits=1) for name in ("from", "to")),
        Column("predictions", "how many had a probability between the two"),
        Column("probability", "their mean", digits=3),
        Column("right", "the share that was right", digits=3),
    )
    return Table("Calibration", columns, tuple(reliability(predictions)))


@app.callback()
def _group() -> None:
    pass


@app.command(epilog=shown("tarpit eval relations ds1.json"))
def relations(data: Data, format_: FormatOption = None, output: OutputOption = None) -> None:
    """Score relations with names given and from the text alone; and how calibrated they are."""
    from tarpit_loaders.evaluation import relations

    rows = relations.read(data)
    with progress_bar() as bar:
        task = bar.add_task("reading sentences", total=None)
        measured = relations.measure(rows, lambda step: bar.update(task, description=step))
    given = Table("Relations, names given", _SCORES, tuple(measured.given.rows()))
    alone = Table("Relations, from the text alone", _SCORES, tuple(measured.alone.rows()))
    emit([given, alone, _calibration(measured.predictions)], format_, output)


@app.command(epilog=shown("tarpit eval documents newsletters"))
def documents(
    marks: Annotated[
        Path,
        typer.Argument(
            metavar="MARKS", help="Stand-off marks: loaders/training_data/newsletters.test.jsonl."
        ),
    ],
    texts: Annotated[
        Path, typer.Option("--texts", metavar="FOLDER", help="Where the documents are.")
    ],
    format_: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Score what is found in whole documents; and list what was missed and what is not marked."""
    from tarpit_loaders.evaluation import documents as documents_evaluation

    with progress_bar() as bar:
        task = bar.add_task("reading documents", total=None)
        measured = documents_evaluation.measure(
            marks, texts, lambda name: bar.update(task, description=name)
        )
    scored = Table("Relations in documents", _SCORES, tuple(measured.scores.rows()))
    emit(
        [scored, _calibration(measured.predictions), _missed(measured), _extra(measured)],
        format_,
        output,
    )


_NAMES = tuple(Column(name) for name in ("subject", "relation", "object"))


def _missed(measured: DocumentScores) -> Table:
    rows = (
        {"subject": m.subject, "relation": m.predicate, "object": m.object, "sentence": m.sentence}
        for m in measured.missed
    )
    return Table("Missed", (*_NAMES, Column("sentence")), tuple(rows))


def _extra(measured: DocumentScores) -> Table:
    columns = (*_NAMES, Column("status"), Column("probability", digits=2), Column("sentence"))
    rows = (
        {
            "subject": claim.subject.name,
            "relation": claim.predicate,
            "object": claim.object.name if claim.object else "",
            "status": claim.status.value,
            "probability": claim.confidence,
            "sentence": claim.sentence,
        }
        for claim in measured.extra
    )
    return Table("Found, not marked", columns, tuple(rows))


@app.command(epilog=shown("tarpit eval status"))
def status(
    data: Annotated[
        Path,
        typer.Argument(
            metavar="DATA",
            help='JSON Lines of {"text", "predicate", "subject", "object", "status"}.',
        ),
    ],
    format_: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Score how far along relations are said to be: done, planned, rumoured, denied…"""
    from tarpit_loaders.evaluation import status

    columns = (
        Column("status"),
        Column("sentences"),
        Column("right"),
        Column("accuracy", digits=3),
        Column("overstated", "how many were wrongly taken for completed"),
    )
    rows = status.evaluate(status.read(data))
    emit([Table("Status", columns, tuple(rows))], format_, output)


@app.command(epilog=shown("tarpit eval names"))
def names(
    data: Annotated[
        Path,
        typer.Argument(
            metavar="DATA", help='JSON Lines of {"document", "start", "surface", "entity"}.'
        ),
    ],
    texts: Annotated[
        Path, typer.Option("--texts", metavar="FOLDER", help="Where the documents are.")
    ],
    format_: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Evaluate entity linking, per mention and per pair, and list the errors."""
    from tarpit_loaders.evaluation import entity_linking

    judged = entity_linking.judge(entity_linking.read(data), texts)
    scored = Table(
        "Names",
        (Column("what"), *_SCORES[1:]),
        tuple(entity_linking.scores(judged)),
    )
    wrong = [j for j in judged if j.right != j.found]
    mistakes = Table(
        "Mistakes",
        (Column("name"), Column("is"), Column("taken for")),
        tuple({"name": j.surface, "is": j.right, "taken for": j.found} for j in wrong),
    )
    emit([scored, mistakes], format_, output)
