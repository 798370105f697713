"""The trained relation classifier, read by numpy alone: a linear model and a small transformer.

Trained by `tarpit train` on the CORE sentences (Borchert et al., EMNLP 2023, CC BY 4.0): see
`relations.txt` beside this file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from tarpit_graph import whole_file
from tarpit_graph.errors import InputError

from tarpit_loaders.extraction.relation_encoder import Encoder, packed, unpacked
from tarpit_loaders.extraction.relation_features import BUCKETS, features, hashed

if TYPE_CHECKING:
    from spacy.tokens import Span

FILE = "relations.npz"
NONE = "NONE"


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a pair of names is taken for.

    Attributes:
        predicate: A relation, or `NONE`.
        is_forward: The name on the left is the subject.
        probability: Calibrated: of all predictions of 0.8, about 80 of 100 are right.
        is_sure: The probability reaches the threshold of its relation.
    """

    predicate: str
    is_forward: bool
    probability: float
    is_sure: bool


@dataclass(frozen=True, slots=True)
class RelationModel:
    """Two models in one; a label is a relation with `>` or `<` for its direction, if it has one.

    Attributes:
        weights: Of the linear model: one row a label, one column a bucket; `idf` is folded in.
        idf: Inverse document frequency of each bucket, 0 for one never seen.
        temperature: What the linear model's scores are multiplied by before the softmax.
        thresholds: The least probability of each label.
        encoder: The transformer; None where only the linear model was trained.
        encoder_weight: What the transformer's scores are multiplied by before they are added.
    """

    labels: tuple[str, ...]
    weights: NDArray[np.float32]
    idf: NDArray[np.float32]
    bias: NDArray[np.float32]
    temperature: float
    thresholds: NDArray[np.float32]
    encoder: Encoder | None = None
    encoder_weight: float = 0.0

    def scores(self, buckets: list[int]) -> NDArray[np.float32]:
        """Return the score of each label."""
        length = float(np.sqrt(np.square(self.idf[buckets]).sum())) or 1.0
        total: NDArray[np.float32] = self.weights[:, buckets].sum(axis=1) / length + self.bias
        return total

    def predict(self, left: Span, right: Span, least: float = 0.0) -> Prediction:
        """Predict how the name on the left relates to the one on the right.

        Args:
            left, right: Names that do not overlap.
            least: Where the linear model gives all relations together less than this, its word is
                final: the transformer takes a hundred times as long.
        """
        scores = self.temperature * self.scores(hashed(features(left, right)))
        label, probability = likeliest(self.labels, softmax(scores))
        if self.encoder is not None and probability >= least:
            scores = scores + self.encoder_weight * self.encoder.logits(left, right)
            label, probability = likeliest(self.labels, softmax(scores))
        return Prediction(
            label.rstrip("<>"),
            not label.endswith("<"),
            probability,
            probability >= float(self.thresholds[self.labels.index(label)]),
        )

    def save(self, path: Path) -> None:
        """Write the model small: columns that matter, weights in eight or four bits each.

        Raises:
            InputError: the file cannot be written.
        """
        used = np.flatnonzero(self.idf)
        scale = np.abs(self.weights).max(axis=1) / 127
        arrays: dict[str, Any] = {
            "labels": np.array(self.labels),
            "used": used.astype(np.uint32),
            "weights": np.rint(self.weights[:, used] / scale[:, None]).astype(np.int8),
            "scale": scale.astype(np.float32),
            "idf": self.idf[used].astype(np.float16),
            "bias": self.bias,
            "temperature": np.float32(self.temperature),
            "thresholds": self.thresholds,
            "encoder_weight": np.float32(self.encoder_weight),
        }
        if self.encoder is not None:
            arrays |= _packed_encoder(self.encoder)
        with whole_file.written(path) as partial, open(partial, "wb") as file:
            np.savez_compressed(file, **arrays)


def likeliest(labels: Sequence[str], chances: NDArray[Any]) -> tuple[str, float]:
    """Return the likeliest relation, however likely it is that there is none, and its probability.

    >>> likeliest(("MAKES>", "NONE"), np.array([0.4, 0.6]))
    ('MAKES>', 0.4)
    """
    best = max((i for i, label in enumerate(labels) if label != NONE), key=lambda i: chances[i])
    return labels[best], round(float(chances[best]), 4)


def softmax(scores: NDArray[Any]) -> NDArray[Any]:
    """Return the probability of each label; `scores` has one along its last axis for each.

    >>> softmax(np.log([1.0, 3.0])).round(3).tolist()
    [0.25, 0.75]
    """
    weight = np.exp(scores - scores.max(axis=-1, keepdims=True))
    chances: NDArray[Any] = weight / weight.sum(axis=-1, keepdims=True)
    return chances


def read(path: Path) -> RelationModel:
    """Read a model.

    Raises:
        InputError: it is not one.
    """
    try:
        with np.load(path, allow_pickle=False) as held:
            return _unpacked(held)
    except (OSError, ValueError, KeyError) as error:
        raise InputError(f"{path} is not a relation model: {error}") from error


@cache
def load() -> RelationModel | None:
    """Read the model that comes with the package; None where there is none yet."""
    path = Path(str(files("tarpit_loaders.extraction") / FILE))
    return read(path) if path.exists() else None


_IN_USE: ContextVar[RelationModel | None] = ContextVar("relation_model", default=None)


def current() -> RelationModel | None:
    """Return the model to use: another for the time being, else the one of the package."""
    return _IN_USE.get() or load()


@contextmanager
def use(model: RelationModel) -> Iterator[None]:
    """Use another model within a `with`, to measure it."""
    token = _IN_USE.set(model)
    try:
        yield
    finally:
        _IN_USE.reset(token)


_ENCODER = "encoder/"


def _packed_encoder(encoder: Encoder) -> dict[str, NDArray[Any]]:
    words = sorted(encoder.vocabulary, key=lambda word: encoder.vocabulary[word])
    small = packed(encoder.weights)
    vocabulary = np.frombuffer("\n".join(words).encode(), np.uint8)
    return {"vocabulary": vocabulary, **{_ENCODER + name: value for name, value in small.items()}}


def _unpacked(held: Any) -> RelationModel:
    labels = tuple(str(label) for label in held["labels"])
    weights = np.zeros((len(labels), BUCKETS), np.float32)
    idf = np.zeros(BUCKETS, np.float32)
    used = held["used"]
    weights[:, used] = held["weights"].astype(np.float32) * held["scale"][:, None]
    idf[used] = held["idf"]
    return RelationModel(
        labels,
        weights,
        idf,
        held["bias"],
        float(held["temperature"]),
        held["thresholds"],
        _unpacked_encoder(held),
        float(held["encoder_weight"]),
    )


def _unpacked_encoder(held: Any) -> Encoder | None:
    if "vocabulary" not in held:
        return None
    words = held["vocabulary"].tobytes().decode().split("\n")
    small = {n.removeprefix(_ENCODER): held[n] for n in held.files if n.startswith(_ENCODER)}
    layers = sum(name.endswith(".query.w") for name in small)
    return Encoder({word: i for i, word in enumerate(words)}, unpacked(small), layers)
