"""`tarpit train` and `tarpit eval`: make the relation classifier anew, and measure what is found."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from tarpit_graph.errors import InputError

from tarpit.cli.dynamic import shown
from tarpit.cli.messages import say
from tarpit.cli.output import FormatOption, OutputOption, emit
from tarpit.cli.session import progress_bar

app = typer.Typer(help="Measure extraction against marked data.", no_args_is_help=True)

Data = Annotated[
    Path,
    typer.Argument(metavar="DATA", help='JSON Lines of {"id", "text", "entities", "relations"}.'),
]


Encoder = Annotated[
    Path | None,
    typer.Option(
        "--encoder",
        metavar="FOLDER",
        help="A pre-trained all-MiniLM-L6-v2 to fine-tune as well: model.safetensors and vocab.txt. "
        "Takes an hour on two cores.",
    ),
]


def train(
    data: Data,
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="FILE", help="The model to write, a .npz file."),
    ],
    encoder: Encoder = None,
) -> None:
    """Train the relation classifier; the same data gives the same model."""
    from tarpit_loaders import encoder_training, evaluation, training

    if output.suffix != ".npz":
        raise InputError(f"{output}: a model is a .npz file")
    rows = evaluation.read(data)
    start = encoder_training.read(encoder) if encoder else None
    with progress_bar() as bar:
        task = bar.add_task("reading sentences", total=None)
        examples = list(training.examples(rows))
        trained = training.train(examples, lambda step: bar.update(task, description=step), start)
    trained.model.save(output)
    say(f"wrote {output}: {len(examples)} sentences, {output.stat().st_size:,} bytes")


@app.callback()
def _group() -> None:
    pass


@app.command(epilog=shown("tarpit eval relations ds1.json --encoder"))
def relations(
    data: Data,
    encoder: Encoder = None,
    format_: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Score relations, names given, by five-fold cross-validation; and how calibrated they are."""
    from tarpit_loaders import encoder_training, evaluation
    from tarpit_queries.table import Column, Table

    rows = evaluation.read(data)
    start = encoder_training.read(encoder) if encoder else None
    with progress_bar() as bar:
        task = bar.add_task("reading sentences", total=None)
        scores, trained = evaluation.cross_validated(
            rows, lambda step: bar.update(task, description=step), start
        )
    scored = Table(
        "Relations, names given, cross-validated",
        (
            Column("relation"),
            *(Column(name, digits=3) for name in ("precision", "recall", "f1")),
            Column("marked", "how many there are"),
            Column("found", "how many were found"),
        ),
        tuple(scores.rows()),
    )
    calibrated = Table(
        "Calibration of the classifier, cross-validated",
        (
            *(Column(name, digits=1) for name in ("from", "to")),
            Column("predictions", "how many had a probability between the two"),
            Column("probability", "their mean", digits=3),
            Column("right", "the share that was right", digits=3),
        ),
        tuple(trained.reliability()),
    )
    emit([scored, calibrated], format_, output)


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
    from tarpit_loaders import status_evaluation
    from tarpit_queries.table import Column, Table

    columns = (
        Column("status"),
        Column("sentences"),
        Column("right"),
        Column("accuracy", digits=3),
        Column("overstated", "how many were wrongly taken for completed"),
    )
    rows = status_evaluation.evaluate(status_evaluation.read(data))
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
    """Score whose names are taken for whose, name by name and in pairs; and list the mistakes."""
    from tarpit_loaders import names_evaluation
    from tarpit_queries.table import Column, Table

    judged = names_evaluation.judge(names_evaluation.read(data), texts)
    scored = Table(
        "Names",
        (
            Column("what"),
            *(Column(name, digits=3) for name in ("precision", "recall", "f1")),
            Column("marked", "how many there are"),
            Column("found", "how many were found"),
        ),
        tuple(names_evaluation.scores(judged)),
    )
    wrong = [j for j in judged if j.right != j.found]
    mistakes = Table(
        "Mistakes",
        (Column("name"), Column("is"), Column("taken for")),
        tuple({"name": j.surface, "is": j.right, "taken for": j.found} for j in wrong),
    )
    emit([scored, mistakes], format_, output)
