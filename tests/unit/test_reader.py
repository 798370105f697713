"""The reader: names, relations and status in one pass; the same answer in any company."""

import json
import os
import platform
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tarpit_graph.errors import InputError
from tarpit_loaders.documents.items import AnnotatedSpan, Reading, document
from tarpit_loaders.extraction import pipeline
from tarpit_loaders.markup import markdown, plain
from tarpit_loaders.reader import network, read
from tarpit_loaders.reader.tokens import MAX_PIECES, Markup, tokenize

TEXTS = (
    "Northwind acquires Lumena.io",
    "Kestrel raised $7M in a seed round led by Harbor Ventures, with Quill Capital taking part.",
    "DocReader by Northwind - chat with your files.",
    "It is a myth that Kestrel bought Tidewater.",
    "The weather was fine in Oslo.",
)
#: What the encoder makes of them, to the last bit; new weights have a new one.
PINNED = "e8b6b440c754a2d95ba42a114eb3335f4c1b6ce7d8949ecce5d5da965cdf8e7a"


def triples(text: str, *, blocks: object = plain.blocks) -> set[tuple[str, str, str, str]]:
    """Return what is claimed of a text."""
    made = tuple(blocks(text))  # type: ignore[operator]
    reading = Reading("x", document("x", text, "text"), made)
    return {
        (c.subject.name, c.predicate, c.object.name, c.status.value)
        for c in pipeline.extract(reading).claims
        if c.object
    }


def seen(texts: tuple[str, ...]) -> list[read.Read]:
    """Read sentences without markup."""
    return read.read(texts, [Markup()] * len(texts), [()] * len(texts))


@pytest.mark.parametrize(
    ("text", "triple"),
    [
        ("Northwind acquires Lumena.io", ("Northwind", "ACQUIRED", "Lumena.io", "completed")),
        (
            "Kestrel, backed by Harbor Ventures, competes with Tidewater.",
            ("Harbor Ventures", "INVESTED_IN", "Kestrel", "completed"),
        ),
        (
            "DocReader by Northwind - chat with files",
            ("Northwind", "MAKES", "DocReader", "completed"),
        ),
        ("Northwind to acquire Lumena", ("Northwind", "ACQUIRED", "Lumena", "announced")),
        (
            "Northwind is in talks to buy Lumena, people familiar with the matter said.",
            ("Northwind", "ACQUIRED", "Lumena", "rumoured"),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_it_reads_names_that_nobody_knows(text: str, triple: tuple[str, str, str, str]) -> None:
    assert triple in triples(text)


@pytest.mark.parametrize(
    "text",
    [
        "It is a myth that Northwind bought Lumena.",
        "The claim that Northwind bought Lumena is false.",
        "If Northwind bought Lumena, prices would fall.",
        "Northwind called off its acquisition of Lumena.",
        "Lumena is betting on AI despite the failed Northwind acquisition.",
    ],
)
def test_what_is_not_so_is_never_a_deal(text: str) -> None:
    assert not any(
        p == "ACQUIRED" and s in ("completed", "announced") for _, p, _, s in triples(text)
    )


def test_an_inserted_investor_is_no_rival() -> None:
    found = triples("Kestrel, backed by Harbor Ventures, competes with Tidewater.")
    assert ("Harbor Ventures", "COMPETES_WITH", "Tidewater", "completed") not in found


def test_markup_is_no_obstacle() -> None:
    text = "- [Northwind](https://northwind.example) acquires **Lumena.io**"
    found = triples(text, blocks=markdown.blocks)
    assert ("Northwind", "ACQUIRED", "Lumena.io", "completed") in found


def test_a_pronoun_stands_for_the_company_before() -> None:
    found = triples("Northwind was founded in 2019. It acquired Lumena last year.")
    assert ("Northwind", "ACQUIRED", "Lumena", "completed") in found


def test_a_sentence_is_read_the_same_in_any_company() -> None:
    together = seen(TEXTS)
    assert together == [seen((text,))[0] for text in TEXTS]
    assert together == list(reversed(seen(tuple(reversed(TEXTS)))))


@pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64"), reason="pinned on x86-64 alone")
@pytest.mark.parametrize("threads", ["1", "2"])
def test_neither_threads_nor_processor_change_a_bit(threads: str) -> None:
    """Pinned where kernels are AVX2 (AMD EPYC), and the same under AVX-512 with VNNI and AMX (Intel Xeon)."""
    program = (
        "from tarpit_loaders.reader import network; from tarpit_loaders.reader.tokens import *;"
        f"t = tokenize({TEXTS!r}, [Markup()] * {len(TEXTS)}, [()] * {len(TEXTS)});"
        "import hashlib; print(hashlib.sha256(b''.join(e.hidden.tobytes() for e in network.encode(t)))"
        ".hexdigest())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, network.THREADS: threads},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == PINNED


def test_names_that_are_given_are_the_only_ones() -> None:
    text = "In 2019 Oakfield Foods was taken over by the Norwegian group Havn, a rival of Brimly."
    told = tuple(
        AnnotatedSpan(text.index(n), text.index(n) + len(n)) for n in ("Oakfield Foods", "Havn")
    )
    reading = Reading("x", document("x", text, "text"), tuple(plain.blocks(text)), told)
    found = pipeline.extract(reading, use_given_entities=True).claims
    assert [(c.subject.surface, c.predicate) for c in found] == [("Havn", "ACQUIRED")]


def test_long_and_empty_texts_are_read() -> None:
    long = "Northwind acquires Lumena. " * 200
    assert len(tokenize([long, ""], [Markup()] * 2, [(), ()])[0]) == MAX_PIECES
    assert seen(("", " ", "…"))[0].mentions == ()


def test_weights_fit_the_budget() -> None:
    size = sum(f.stat().st_size for f in network.folder().iterdir())
    assert size < 25_000_000


def test_export_computes_what_training_did(tmp_path: Path) -> None:
    """Two layers of chance: jax in floats and onnxruntime in bytes agree on every score."""
    from tarpit_loaders.reader_training import batches, export, samples
    from tarpit_loaders.reader_training import network as trained

    random = np.random.default_rng(0)
    raw = _published(random)
    weights = export.rounded(trained.start(raw, 2))
    export.write(weights, 2, tmp_path, "chance")
    mentions = (samples.MarkedMention(0, 9, "company"), samples.MarkedMention(19, 28, "company"))
    prepared = batches.prepare([samples.Sample(TEXTS[0], mentions)], random)
    batch = batches.batch(prepared, None)
    hidden = trained.encode(weights, batch, 2, lambda x: x)
    labels, _ = trained.relate(weights, hidden, batch, lambda x: x)
    program = (
        "import json; from tarpit_loaders.reader import network; from tarpit_loaders.reader.tokens import *;"
        "from tarpit_loaders.reader import known_names as k;"
        f"text = {TEXTS[0]!r}; t = tokenize([text], [Markup()], [()]);"
        "e = network.encode(t); spans = [t[0].pieces_of(0, 9), t[0].pieces_of(19, 28)];"
        "p = network.EntityPair(*spans, 'company', 'company');"
        "print(json.dumps(network.relate(e, [spans], [[p]])[0][0].tolist()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, network.FOLDER: str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    ours = np.array(json.loads(done.stdout))[0]
    assert prepared[0].pairs[0][2:4] == (0, 0)  # two companies
    np.testing.assert_allclose(ours, np.asarray(labels)[0], atol=0.05)


def _published(random: np.random.Generator) -> dict[str, np.ndarray]:
    """Return a network of the published shape with weights of chance."""
    width, words = 384, 30522

    def some(*shape: int) -> np.ndarray:
        return random.normal(0, 0.05, shape).astype(np.float32)

    raw = {
        "embeddings.word_embeddings.weight": some(words, width),
        "embeddings.position_embeddings.weight": some(512, width),
        "embeddings.token_type_embeddings.weight": some(2, width),
    }
    places = ["embeddings.LayerNorm"]
    for layer in range(2):
        at = f"encoder.layer.{layer}."
        for name in ("query", "key", "value"):
            raw |= {f"{at}attention.self.{name}.weight": some(width, width)}
            raw |= {f"{at}attention.self.{name}.bias": some(width)}
        for name, shape in (
            ("attention.output.dense", (width, width)),
            ("intermediate.dense", (4 * width, width)),
            ("output.dense", (width, 4 * width)),
        ):
            raw |= {f"{at}{name}.weight": some(*shape), f"{at}{name}.bias": some(shape[0])}
        places += [f"{at}attention.output.LayerNorm", f"{at}output.LayerNorm"]
    for place in places:
        raw |= {f"{place}.weight": some(width) + 1, f"{place}.bias": some(width)}
    return raw


def test_missing_weights_are_said_plainly(tmp_path: Path) -> None:
    from tarpit_loaders.reader_training import train
    from tarpit_loaders.reader_training.data import TrainingData

    with pytest.raises(InputError, match="all-MiniLM"):
        train.train(TrainingData(tmp_path, tmp_path), tmp_path, tmp_path / "out")


def test_reviews_are_learnt_from(tmp_path: Path) -> None:
    from tarpit_graph import reviews
    from tarpit_loaders.reader_training import data

    told = {
        "predicate": "ACQUIRED",
        "subject": "company:acme",
        "object": "company:pine",
        "by": "ann",
    }
    told |= {"subject_text": "Acme", "object_text": "Pine", "read_status": "completed", "at": ""}
    rows = (
        {**told, "sentence": "Acme bought Pine.", "verdict": "accept"},
        {**told, "sentence": "Acme may buy Pine.", "verdict": "correct", "status": "rumoured"},
        {**told, "sentence": "Acme met Pine.", "verdict": "reject"},
        {**told, "sentence": "Acme saw Pine.", "verdict": "correct", "new_object": "Oak"},
    )
    file = tmp_path / "reviews.jsonl"
    reviews.append(file, [reviews.of_row(row) for row in rows])
    learnt = {sample.text: sample for sample in data._reviewed(file)}
    assert learnt.keys() == {row["sentence"] for row in rows[:3]}
    assert learnt["Acme bought Pine."].relations[0][3] == "completed"
    assert learnt["Acme may buy Pine."].relations[0][3] == "rumoured"
    assert learnt["Acme met Pine."].relations == ()
    assert learnt["Acme met Pine."].pairs
