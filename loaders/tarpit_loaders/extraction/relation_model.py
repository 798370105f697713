"""The trained relation classifier: one table of weights over hashed features, read by numpy alone.

Trained by `tarpit train` on the CORE sentences (Borchert et al., EMNLP 2023, CC BY 4.0): see
`relations.txt` beside this file.
"""

from __future__ import annotations

from collections.abc import Iterator
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
    """A linear model; a label is a relation with `>` or `<` for its direction, if it has one.

    Attributes:
        weights: One row a label, one column a bucket; `idf` is folded in.
        idf: Inverse document frequency of each bucket, 0 for one never seen.
        temperature: What scores are multiplied by before the softmax that makes probabilities.
        thresholds: The least probability of each label.
    """

    labels: tuple[str, ...]
    weights: NDArray[np.float32]
    idf: NDArray[np.float32]
    bias: NDArray[np.float32]
    temperature: float
    thresholds: NDArray[np.float32]

    def scores(self, buckets: list[int]) -> NDArray[np.float32]:
        """Return the score of each label."""
        length = float(np.sqrt(np.square(self.idf[buckets]).sum())) or 1.0
        total: NDArray[np.float32] = self.weights[:, buckets].sum(axis=1) / length + self.bias
        return total

    def predict(self, left: Span, right: Span) -> Prediction:
        """Predict how the name on the left relates to the one on the right."""
        scores = self.temperature * self.scores(hashed(features(left, right)))
        best = int(scores.argmax())
        probability = float(softmax(scores)[best])
        label = self.labels[best]
        return Prediction(
            label.rstrip("<>"),
            not label.endswith("<"),
            probability,
            label != NONE and probability >= self.thresholds[best],
        )

    def save(self, path: Path) -> None:
        """Write the model small: columns that matter, weights in eight bits each.

        Raises:
            InputError: the file cannot be written.
        """
        used = np.flatnonzero(self.idf)
        scale = np.abs(self.weights).max(axis=1) / 127
        with whole_file.written(path) as partial, open(partial, "wb") as file:
            np.savez_compressed(
                file,
                labels=np.array(self.labels),
                used=used.astype(np.uint32),
                weights=np.rint(self.weights[:, used] / scale[:, None]).astype(np.int8),
                scale=scale.astype(np.float32),
                idf=self.idf[used].astype(np.float16),
                bias=self.bias,
                temperature=np.float32(self.temperature),
                thresholds=self.thresholds,
            )


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


def _unpacked(held: Any) -> RelationModel:
    labels = tuple(str(label) for label in held["labels"])
    weights = np.zeros((len(labels), BUCKETS), np.float32)
    idf = np.zeros(BUCKETS, np.float32)
    used = held["used"]
    weights[:, used] = held["weights"].astype(np.float32) * held["scale"][:, None]
    idf[used] = held["idf"]
    return RelationModel(
        labels, weights, idf, held["bias"], float(held["temperature"]), held["thresholds"]
    )
