"""The transformer of the relation classifier: pieces, marks, numbers that fit a reference."""

from pathlib import Path

import numpy as np
import pytest
from tarpit_graph.errors import InputError
from tarpit_loaders import encoder_training, training
from tarpit_loaders.encoder_training import Start
from tarpit_loaders.extraction import relation_encoder, relation_model
from tarpit_loaders.extraction.relation_encoder import Encoder, Marked, mark, packed, unpacked
from tarpit_loaders.extraction.wordpiece import pieces

SPECIAL = ("[PAD]", "[unused0]", "[unused1]", "[unused2]", "[unused3]", "[UNK]", "[CLS]", "[SEP]")
LETTERS = [
    *"abcdefghijklmnopqrstuvwxyz0123456789.,",
    *(f"##{c}" for c in "abcdefghijklmnopqrstuvwxyz0123456789"),
]
VOCABULARY = {word: number for number, word in enumerate([*SPECIAL, *LETTERS])}
WIDTH = 24


def tiny() -> Start:
    """A network of the right form with random weights."""
    random = np.random.default_rng(1)

    def matrix(*shape: int) -> np.ndarray:
        return random.normal(0, 0.3, shape).astype(np.float32)

    weights = {"words": matrix(len(VOCABULARY), WIDTH), "places": matrix(128, WIDTH)}
    for layer in range(encoder_training.LAYERS):
        for part in ("query", "key", "value", "output"):
            weights[f"{layer}.{part}.w"] = matrix(WIDTH, WIDTH)
            weights[f"{layer}.{part}.b"] = matrix(WIDTH)
        weights |= {f"{layer}.wide.w": matrix(WIDTH, 48), f"{layer}.wide.b": matrix(48)}
        weights |= {f"{layer}.narrow.w": matrix(48, WIDTH), f"{layer}.narrow.b": matrix(WIDTH)}
    for norm in (
        "first",
        *(f"{i}.{n}" for i in range(encoder_training.LAYERS) for n in ("attended", "done")),
    ):
        weights |= {f"{norm}.gain": np.ones(WIDTH, np.float32), f"{norm}.bias": matrix(WIDTH)}
    return Start(VOCABULARY, weights)


def test_pieces_are_those_of_the_reference() -> None:
    # Taken from the tokenizers library with BERT's vocabulary, 2026-11.
    vocabulary = {
        w: i
        for i, w in enumerate(
            "ox ##xi ##o for € ##7 ##2 million . cafe - ai ' s [UNK] £1 ##b".split()
        )
    }
    names = list(vocabulary)
    assert [names[n] for n in pieces("Oxxio for €72 million.", vocabulary)] == [
        *("ox", "##xi", "##o", "for", "€", "##7", "##2", "million", "."),
    ]
    assert [names[n] for n in pieces("Café-AI's £1b 漢", vocabulary)] == [
        *("cafe", "-", "ai", "'", "s", "£1", "##b", "[UNK]"),
    ]
    assert pieces("a" * 500, vocabulary) == [vocabulary["[UNK]"]]


def test_marks_stand_before_and_after_each_name() -> None:
    text = "x ab y cd z"
    marked = mark(text, (2, 4, 7, 9), VOCABULARY)
    names = list(VOCABULARY)
    assert [names[n] for n in marked.pieces] == [
        *("[CLS]", "x", "[unused0]", "a", "##b", "[unused1]", "y"),
        *("[unused2]", "c", "##d", "[unused3]", "z", "[SEP]"),
    ]
    assert (marked.pieces[marked.left], marked.pieces[marked.right]) == (1, 3)


@pytest.mark.parametrize("far", [0, 10, 400])
def test_a_long_text_is_cut_around_its_names(far: int) -> None:
    text = "q " * far + "ab " + "w " * far + "cd" + " e" * far
    left = 2 * far
    right = left + 3 + 2 * far
    marked = mark(text, (left, left + 2, right, right + 2), VOCABULARY)
    assert len(marked.pieces) <= relation_encoder.MOST_PIECES
    assert (marked.pieces[marked.left], marked.pieces[marked.right]) == (1, 3)


def test_it_computes_what_the_training_computes() -> None:
    jax = pytest.importorskip("jax")
    start = tiny()
    weights = encoder_training._with_head(start.weights, 3, np.random.default_rng(2))
    sentence = mark("ab bought cd in may.", (0, 2, 10, 12), VOCABULARY)
    batch = encoder_training._batch([sentence], np.array([0]))
    old, encoder_training._DROPOUT = encoder_training._DROPOUT, 0.0
    try:
        expected = encoder_training._logits(weights, batch, jax.random.PRNGKey(0))[0]
    finally:
        encoder_training._DROPOUT = old
    found = Encoder(VOCABULARY, weights, encoder_training.LAYERS).forward(sentence)
    assert np.abs(found - np.asarray(expected)).max() < 1e-4


def test_what_is_packed_comes_back_nearly() -> None:
    weights = encoder_training._with_head(tiny().weights, 3, np.random.default_rng(2))
    again = unpacked(packed(weights))
    assert again.keys() == weights.keys()
    for name, value in weights.items():
        step = np.abs(value).max() / (7 if name == "words" else 127)
        assert np.abs(again[name] - value).max() <= step, name


def test_it_learns_is_saved_and_read_again(tmp_path: Path) -> None:
    pytest.importorskip("optax")
    rows = [
        {
            "id": str(number),
            "text": f"Ab{number} {verb} Cd{number} today.",
            "entities": [
                {"start": 0, "end": len(f"Ab{number}")},
                {"start": len(f"Ab{number} {verb} "), "end": len(f"Ab{number} {verb} Cd{number}")},
            ],
            "relations": [{"head": 0, "tail": 1, "type": kind}] if kind else [],
        }
        for number in range(25)
        for verb, kind in (("bought", "ACQUIRED"), ("met", ""), ("sued", ""))
    ]
    trained = training.train(list(training.examples(rows)), start=tiny())
    assert trained.model.encoder is not None
    trained.model.save(tmp_path / "m.npz")
    again = relation_model.read(tmp_path / "m.npz")
    assert again.encoder is not None
    sentence = Marked((6, 1, 8, 2, 9, 3, 10, 4, 7), 1, 5)
    assert np.allclose(
        again.encoder.forward(sentence), trained.model.encoder.forward(sentence), atol=1e-2
    )
    assert again.encoder_weight == pytest.approx(trained.model.encoder_weight, abs=1e-3)


def test_a_folder_without_a_network_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("safetensors")
    with pytest.raises(InputError, match="all-MiniLM"):
        encoder_training.read(tmp_path)
