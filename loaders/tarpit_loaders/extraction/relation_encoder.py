"""A small transformer that reads a sentence with two marked names; numpy alone, no torch.

The first layers of all-MiniLM-L6-v2 (Apache-2.0), fine-tuned by `tarpit train`: see `relations.txt`. Each
name stands between two marks, and what the network makes of the sentence, of the mark before the left
name and of that before the right one goes into one hidden layer (Baldini Soares et al., ACL 2019).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Span

from tarpit_loaders.extraction.wordpiece import pieces

Weights = Mapping[str, NDArray[Any]]
#: Pieces of a sentence that are read, those of a name, and those between two names.
MOST_PIECES, _MOST_OF_NAME, _MOST_BETWEEN = 126, 12, 60
_START, _END = "[CLS]", "[SEP]"
#: Pieces that BERT left unused stand before and after each name.
_MARKS = ("[unused0]", "[unused1]", "[unused2]", "[unused3]")
_HEADS = 12
_EPSILON = 1e-12
#: Numbers of one row share a scale: eight bits each, four for the many rows of the vocabulary.
_FINE, _COARSE = 127, 7


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence as pieces, and where the mark before each name stands."""

    pieces: tuple[int, ...]
    left: int
    right: int


@dataclass(frozen=True, slots=True)
class Encoder:
    """The network. `weights` are named as `training.encoder` makes them."""

    vocabulary: Mapping[str, int]
    weights: Weights
    layers: int

    def logits(self, left: Span, right: Span) -> NDArray[np.float32]:
        """Return the score of each label for two names of one text, the left one first."""
        text = left.doc.text
        spans = (left.start_char, left.end_char, right.start_char, right.end_char)
        return self.forward(mark(text, spans, self.vocabulary))

    def forward(self, sentence: Marked) -> NDArray[np.float32]:
        """Run the network on one sentence."""
        w = self.weights
        ids = np.array(sentence.pieces)
        x = _normed(w["words"][ids] + w["places"][: len(ids)], w, "first")
        for layer in range(self.layers):
            x = _layer(x, w, f"{layer}.")
        seen = np.concatenate((x[0], x[sentence.left], x[sentence.right]))
        hidden = np.tanh(_dense(seen, w, "hidden"))
        scores: NDArray[np.float32] = _dense(hidden, w, "labels").astype(np.float32)
        return scores


def mark(text: str, spans: tuple[int, int, int, int], vocabulary: Mapping[str, int]) -> Marked:
    """Cut a text into pieces around two names; what is far from them is left out.

    Args:
        text: The sentence.
        spans: Start and end of the left name, then of the right one, in characters.
        vocabulary: The number of each piece.
    """
    cuts = (0, *spans, len(text))
    before, left, between, right, after = (
        pieces(text[start:end], vocabulary) for start, end in zip(cuts, cuts[1:], strict=False)
    )
    left, right = left[:_MOST_OF_NAME], right[:_MOST_OF_NAME]
    if len(between) > _MOST_BETWEEN:
        between = between[: _MOST_BETWEEN // 2] + between[-_MOST_BETWEEN // 2 :]
    room = MOST_PIECES - 8 - len(left) - len(between) - len(right)
    kept = min(len(before), max(room // 2, room - len(after)))
    before = before[len(before) - kept :] if kept else []
    one, two, three, four = (vocabulary[m] for m in _MARKS)
    head = [vocabulary[_START], *before]
    body = [one, *left, two, *between]
    tail = [three, *right, four, *after[: room - kept], vocabulary[_END]]
    return Marked((*head, *body, *tail), len(head), len(head) + len(body))


def packed(weights: Weights) -> dict[str, NDArray[Any]]:
    """Return the weights small: eight bits for each number of a matrix, four for each of `words`."""
    small: dict[str, NDArray[Any]] = {}
    for name, value in weights.items():
        if value.ndim == 1:
            small[name] = value.astype(np.float16)
            continue
        limit = _COARSE if name == "words" else _FINE
        scale = np.abs(value).max(axis=-1, keepdims=True) / limit
        whole = np.rint(value / np.where(scale > 0, scale, 1)).astype(np.int8)
        if name == "words":
            whole = (whole[:, ::2] + 8).astype(np.uint8) << 4 | (whole[:, 1::2] + 8).astype(
                np.uint8
            )
        small[name], small[f"{name}/scale"] = whole, scale.astype(np.float16)
    return small


def unpacked(small: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Undo `packed`, up to rounding."""
    weights: dict[str, NDArray[Any]] = {}
    for name, value in small.items():
        if name.endswith("/scale"):
            continue
        if f"{name}/scale" not in small:
            weights[name] = value.astype(np.float32)
            continue
        if name == "words":
            value = np.stack((value >> 4, value & 15), axis=-1).reshape(len(value), -1)
            value = value.astype(np.int8) - 8
        weights[name] = value.astype(np.float32) * small[f"{name}/scale"].astype(np.float32)
    return weights


def _layer(x: NDArray[Any], w: Weights, name: str) -> NDArray[Any]:
    length, width = x.shape
    size = width // _HEADS

    def heads(part: str) -> NDArray[Any]:
        cut: NDArray[Any] = _dense(x, w, name + part).reshape(length, _HEADS, size)
        return cut.transpose(1, 0, 2)

    attention = heads("query") @ heads("key").transpose(0, 2, 1) / np.sqrt(size)
    attention = np.exp(attention - attention.max(axis=-1, keepdims=True))
    attention /= attention.sum(axis=-1, keepdims=True)
    context = (attention @ heads("value")).transpose(1, 0, 2).reshape(length, width)
    x = _normed(x + _dense(context, w, f"{name}output"), w, f"{name}attended")
    inner = _gelu(_dense(x, w, f"{name}wide"))
    return _normed(x + _dense(inner, w, f"{name}narrow"), w, f"{name}done")


def _dense(x: NDArray[Any], w: Weights, name: str) -> NDArray[Any]:
    product: NDArray[Any] = x @ w[f"{name}.w"] + w[f"{name}.b"]
    return product


def _normed(x: NDArray[Any], w: Weights, name: str) -> NDArray[Any]:
    mean = x.mean(axis=-1, keepdims=True)
    spread = np.sqrt(np.square(x - mean).mean(axis=-1, keepdims=True) + _EPSILON)
    scaled: NDArray[Any] = (x - mean) / spread * w[f"{name}.gain"] + w[f"{name}.bias"]
    return scaled


def _gelu(x: NDArray[Any]) -> NDArray[Any]:
    from scipy.special import erf

    result: NDArray[Any] = x * (1 + erf(x / np.sqrt(2, dtype=x.dtype))) / 2
    return result
