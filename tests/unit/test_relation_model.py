"""The trained classifier: small, calibrated, reproducible, and never the only voice for a deal."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tarpit_graph.errors import InputError
from tarpit_loaders import evaluation, training
from tarpit_loaders.extraction import pipeline, relation_model
from tarpit_loaders.markup import plain
from tarpit_loaders.reading import Reading, Told, document

from tests.conftest import command, shared


def between(text: str, left: str, right: str) -> set[tuple[str, str, str]]:
    """Return what is found between two names that are told."""
    told = tuple(Told(text.index(name), text.index(name) + len(name)) for name in (left, right))
    reading = Reading("x", document("x", text, "text"), tuple(plain.blocks(text)), told)
    claims = pipeline.extract(reading, use_told=True).claims
    return {(c.subject.surface, c.predicate, c.object.surface) for c in claims if c.object}


@pytest.mark.parametrize(
    ("text", "left", "right", "triple"),
    [
        (
            "In 2019 Oakfield Foods was taken over by the Norwegian group Havn.",
            "Oakfield Foods",
            "Havn",
            ("Havn", "ACQUIRED", "Oakfield Foods"),
        ),
        (
            "Brightwell raised a $12M Series B round led by Norhaven Ventures.",
            "Brightwell",
            "Norhaven Ventures",
            ("Norhaven Ventures", "INVESTED_IN", "Brightwell"),
        ),
        (
            "The company entered into a strategic partnership with Havn to sell tyres.",
            "The company",
            "Havn",
            ("The company", "PARTNERS_WITH", "Havn"),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_it_sees_what_no_pattern_states(
    text: str, left: str, right: str, triple: tuple[str, str, str]
) -> None:
    assert triple in between(text, left, right)


def test_it_is_silent_where_nothing_is_said() -> None:
    assert (
        between("Havn opened a shop in Oslo. Brightwell is a film.", "Havn", "Brightwell") == set()
    )


def test_the_shipped_model_is_small_and_whole() -> None:
    model = relation_model.load()
    assert model is not None
    file = Path(relation_model.__file__).with_name(relation_model.FILE)
    assert file.stat().st_size < 15_000_000
    assert {label.rstrip("<>") for label in model.labels} == {
        *("ACQUIRED", "COMPETES_WITH", "CUSTOMER_OF", "INVESTED_IN", "MAKES"),
        *("MERGED_WITH", "NONE", "PARTNERS_WITH", "SUBSIDIARY_OF"),
    }
    deals = [t for label, t in zip(model.labels, model.thresholds, strict=True) if "ACQ" in label]
    assert all(0.5 < threshold < 0.95 for threshold in deals)


def marked(count: int) -> list[dict[str, object]]:
    """Return sentences of our own making, two names each."""
    rows: list[dict[str, object]] = []
    for number in range(count):
        buys = number % 2 == 0
        verb = "bought" if buys else "visited"
        text = f"Firm{number} {verb} Shop{number} in spring."
        ends = (len(f"Firm{number}"), text.index("Shop"))
        entities = [
            {"start": 0, "end": ends[0]},
            {"start": ends[1], "end": ends[1] + len(f"Shop{number}")},
        ]
        relations = [{"head": 0, "tail": 1, "type": "ACQUIRED"}] if buys else []
        rows.append({"id": str(number), "text": text, "entities": entities, "relations": relations})
    return rows


def test_training_is_reproducible_and_learns(tmp_path: Path) -> None:
    examples = list(training.examples(marked(60)))
    one, other = training.train(examples), training.train(examples)
    one.model.save(tmp_path / "a.npz")
    other.model.save(tmp_path / "b.npz")
    read = relation_model.read(tmp_path / "a.npz")
    again = relation_model.read(tmp_path / "b.npz")
    assert np.array_equal(read.weights, again.weights)
    assert set(one.model.labels) == {"ACQUIRED>", "NONE"}
    for (relation, chance), label in zip(one.predicted, one.labels, strict=True):
        assert (relation if chance >= 0.5 else "NONE") == label
    with pytest.raises(InputError, match="too few"):
        training.train(examples[:20])
    (tmp_path / "c.npz").write_bytes(b"nothing")
    with pytest.raises(InputError, match="not a relation model"):
        relation_model.read(tmp_path / "c.npz")


def test_the_commands(tmp_path: Path) -> None:
    data, made = tmp_path / "data.jsonl", tmp_path / "model.npz"
    data.write_text("\n".join(json.dumps(row) for row in marked(60)))
    trained = command("train", str(data), "--output", str(made), environment={})
    assert trained.returncode == 0, trained.stderr
    assert relation_model.read(made).labels == ("ACQUIRED>", "NONE")
    scored = command("eval", "relations", str(data), "--format", "json", environment={})
    tables = json.loads(scored.stdout)
    whole = tables["Relations, names given, cross-validated"][-1]
    assert (whole["relation"], whole["f1"]) == ("all (micro)", 1.0)
    data.write_text('{"id": "a", "text": "b"}')
    bad = command("eval", "relations", str(data), environment={})
    assert (bad.returncode, bad.stderr.count("\n")) == (2, 1)


def test_the_scores_are_those_of_the_usual_scorer(tmp_path: Path) -> None:
    # That scorer compares names by their letters, and none are left of "the company".
    rows = evaluation.read(shared("benchmarks/relations/core.dev.jsonl"))[:200]
    gold = [
        row for row in rows if not any("ompany" in entity["text"] for entity in row["entities"])
    ]
    scores = evaluation.Scores()
    for row in gold:
        scores.add(evaluation._wanted(row), evaluation._found(row))
    data, out = tmp_path / "gold.jsonl", tmp_path / "out.jsonl"
    data.write_text("\n".join(json.dumps(row) for row in gold))
    arguments = ("extract", str(data), "--given-entities", "--no-gate", "--output", str(out))
    assert command(*arguments, environment={}).returncode == 0
    scorer = shared("benchmarks/score_relations.py")
    told = subprocess.run(
        [sys.executable, str(scorer), str(data), str(out)],
        capture_output=True,
        text=True,
        check=True,
    )
    (line,) = [line for line in told.stdout.splitlines() if line.startswith("micro")]
    theirs = [float(word) for word in line.replace("(", " ").split() if word[:2] in ("0.", "1.")]
    ours = scores.rows()[-1]
    for key, value in zip(("precision", "recall", "f1"), theirs, strict=True):
        assert ours[key] == pytest.approx(value, abs=0.012)
