"""Train the relation classifier from sentences with two marked names, and measure it honestly.

Two models see each pair, a linear one and, where a pre-trained network is given, a small transformer; what
they say is added up with weights that make the sum a probability. Needs `pip install tarpit-graph[train]`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc, Span
from tarpit_graph.errors import InputError
from tarpit_graph.ontology import ACQUIRED, RELATIONS

from tarpit_loaders import encoder_training
from tarpit_loaders.encoder_training import Start
from tarpit_loaders.extraction import model
from tarpit_loaders.extraction.relation_encoder import Encoder, mark, packed, unpacked
from tarpit_loaders.extraction.relation_features import BUCKETS, features, hashed
from tarpit_loaders.extraction.relation_model import NONE, RelationModel, likeliest, softmax

FOLDS = 5
#: Called after each step with what it was.
Progress = Callable[[str], None]
#: A wrong deal costs trust: of all deals found, nine of ten must be right, with a little to spare.
ACQUIRED_PRECISION = 0.91
_STRENGTH = 2.0
#: How far rare relations are made up for: 0 not at all, 1 until all weigh the same.
_BALANCE = 0.2


@dataclass(frozen=True, slots=True)
class Example:
    """One sentence: the buckets of its pair, its label, and where its names stand."""

    id: str
    buckets: tuple[int, ...]
    label: str
    text: str = ""
    spans: tuple[int, int, int, int] = (0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Trained:
    """A model, and what cross-validation says of it.

    Attributes:
        labels: The right label of each example.
        predicted: What a model that had not seen it predicted, with its probability.
        folds: The models of cross-validation, each with the ids of the examples it has not seen.
    """

    model: RelationModel
    labels: tuple[str, ...]
    predicted: tuple[tuple[str, float], ...]
    folds: tuple[tuple[RelationModel, tuple[str, ...]], ...]

    def reliability(self, bins: int = 5) -> list[dict[str, float]]:
        """Return how often predictions of a relation are right, by how probable they were."""
        table = []
        for number in range(bins):
            low, high = number / bins, (number + 1) / bins
            inside = [
                (chance, label == right)
                for (label, chance), right in zip(self.predicted, self.labels, strict=True)
                if label != NONE and low < chance <= high
            ]
            if inside:
                table.append(
                    {
                        "from": low,
                        "to": high,
                        "predictions": len(inside),
                        "probability": sum(c for c, _ in inside) / len(inside),
                        "right": sum(r for _, r in inside) / len(inside),
                    }
                )
        return table


def examples(rows: Sequence[dict[str, Any]]) -> Iterator[Example]:
    """Read sentences in the form of JSON Lines with `entities` and `relations`.

    Sentences with other than two names, or with names that overlap, teach nothing and are left out.
    """
    texts = [row["text"] for row in rows]
    for row, doc in zip(rows, model.load().pipe(texts, batch_size=64), strict=True):
        pair = _pair(row, doc)
        if pair is not None:
            left, right, is_swapped = pair
            buckets = tuple(hashed(features(left, right)))
            spans = (left.start_char, left.end_char, right.start_char, right.end_char)
            yield Example(str(row["id"]), buckets, _label(row, is_swapped), row["text"], spans)


def _pair(row: dict[str, Any], doc: Doc) -> tuple[Span, Span, bool] | None:
    if len(row["entities"]) != 2:
        return None
    first, second = (
        doc.char_span(e["start"], e["end"], alignment_mode="expand") for e in row["entities"]
    )
    if first is None or second is None:
        return None
    is_swapped = second.start < first.start
    left, right = (second, first) if is_swapped else (first, second)
    return None if left.end > right.start else (left, right, is_swapped)


def _label(row: dict[str, Any], is_swapped: bool) -> str:
    if not row["relations"]:
        return NONE
    relation = row["relations"][0]
    if relation["type"] not in RELATIONS:
        raise InputError(f"{row['id']}: there is no relation {relation['type']}")
    if RELATIONS[relation["type"]].symmetric:
        return str(relation["type"])
    is_forward = (relation["head"] == 0) != is_swapped
    return f"{relation['type']}{'>' if is_forward else '<'}"


def train(
    data: Sequence[Example],
    progress: Progress = lambda step: None,
    start: Start | None = None,
) -> Trained:
    """Train on all examples; calibrate and choose thresholds on held-out folds.

    Args:
        data: The examples.
        progress: Told after each step.
        start: A pre-trained network to fine-tune; None for the linear model alone.

    Raises:
        InputError: there are too few examples.
    """
    if len({e.label for e in data}) < 2 or len(data) < 10 * FOLDS:
        raise InputError(f"{len(data)} examples are too few to train from")
    truth = np.array([e.label for e in data])
    labels = tuple(sorted({str(label) for label in truth}))
    linear = np.zeros((len(data), len(labels)), np.float32)
    encoded = np.zeros_like(linear)
    folds = []
    for number, (rest, part) in enumerate(_folds(truth), 1):
        step = f"fold {number} of {FOLDS}"
        fold = _fit_both([data[i] for i in rest], labels, start, _prefixed(progress, step))
        linear[part] = [fold.scores(list(data[i].buckets)) for i in part]
        if fold.encoder is not None:
            encoded[part] = [_forward(fold.encoder, data[i]) for i in part]
        folds.append((fold, tuple(data[i].id for i in part)))
        progress(step)
    temperature, weight = _calibration(linear, encoded, truth, labels)
    probabilities = softmax(temperature * linear + weight * encoded)
    predicted = tuple(likeliest(labels, row) for row in probabilities)
    thresholds = _thresholds(labels, truth, predicted)
    whole = _fit_both(data, labels, start, _prefixed(progress, "all sentences"))

    def calibrated(fitted: RelationModel) -> RelationModel:
        return replace(
            fitted, temperature=temperature, encoder_weight=weight, thresholds=thresholds
        )

    return Trained(
        calibrated(whole),
        tuple(str(label) for label in truth),
        predicted,
        tuple((calibrated(fold), ids) for fold, ids in folds),
    )


def _prefixed(progress: Progress, prefix: str) -> Progress:
    return lambda step: progress(f"{prefix}: {step}")


def _fit_both(
    data: Sequence[Example], labels: tuple[str, ...], start: Start | None, progress: Progress
) -> RelationModel:
    fitted = _fit(data, labels)
    if start is None:
        return fitted
    sentences = [mark(e.text, e.spans, start.vocabulary) for e in data]
    truth = np.array([labels.index(e.label) for e in data])
    weights = encoder_training.fit(sentences, truth, len(labels), start, progress)
    # As it will be read back, so that what is measured is what is shipped.
    small = unpacked(packed(weights))
    return replace(fitted, encoder=Encoder(start.vocabulary, small, encoder_training.LAYERS))


def _forward(encoder: Encoder, example: Example) -> NDArray[np.float32]:
    return encoder.forward(mark(example.text, example.spans, encoder.vocabulary))


def _folds(truth: NDArray[Any]) -> Iterator[tuple[NDArray[Any], NDArray[Any]]]:
    model_selection = _sklearn("model_selection")
    split = model_selection.StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    yield from split.split(truth, truth)


def _fit(data: Sequence[Example], labels: tuple[str, ...]) -> RelationModel:
    from scipy import sparse

    indptr = np.cumsum([0, *(len(e.buckets) for e in data)]).astype(np.int32)
    indices = np.concatenate([np.array(e.buckets, np.int32) for e in data])
    present = sparse.csr_array((np.ones(len(indices)), indices, indptr), (len(data), BUCKETS))
    frequency = np.asarray((present > 0).sum(axis=0)).ravel()
    # A feature of one sentence alone is a name, not a pattern.
    idf = np.where(frequency > 1, np.log((1 + len(data)) / (1 + frequency)) + 1, 0)
    scaled = present @ sparse.diags_array(idf)
    norms = np.sqrt(np.asarray(scaled.multiply(scaled).sum(axis=1)).ravel())
    unit = sparse.csr_array(sparse.diags_array(1 / np.where(norms > 0, norms, 1)) @ scaled)
    unit.indices, unit.indptr = unit.indices.astype(np.int32), unit.indptr.astype(np.int32)
    counts = Counter(e.label for e in data)
    balance = {k: (len(data) / (len(counts) * n)) ** _BALANCE for k, n in counts.items()}
    classifier = _sklearn("svm").LinearSVC(C=_STRENGTH, class_weight=balance, random_state=0)
    classifier.fit(unit, [e.label for e in data])
    weights, bias = classifier.coef_, classifier.intercept_
    if len(labels) == 2:  # scikit-learn keeps one row where the other is its negative
        weights, bias = np.vstack((-weights, weights)), np.concatenate((-bias, bias))
    rows = [list(classifier.classes_).index(label) for label in labels]
    return RelationModel(
        labels,
        (weights[rows] * idf).astype(np.float32),
        idf.astype(np.float32),
        bias[rows].astype(np.float32),
        1.0,
        np.zeros(len(labels), np.float32),
    )


def _calibration(
    linear: NDArray[Any], encoded: NDArray[Any], truth: NDArray[Any], labels: tuple[str, ...]
) -> tuple[float, float]:
    """Return the weights under which held-out probabilities fit what was right.

    Temperature scaling (Guo et al., 2017) of two models at once.
    """
    from scipy import optimize

    right = np.array([labels.index(label) for label in truth])

    def loss(factors: NDArray[Any]) -> float:
        chances = softmax(factors[0] * linear + factors[1] * encoded)[np.arange(len(right)), right]
        return float(-np.log(chances + 1e-12).mean())

    bounds = [(0.1, 30), (0.0, 10) if encoded.any() else (0.0, 0.0)]
    found = optimize.minimize(loss, [2.0, 0.5 if encoded.any() else 0.0], bounds=bounds)
    return round(float(found.x[0]), 3), round(float(found.x[1]), 3)


def _thresholds(
    labels: tuple[str, ...], truth: NDArray[Any], predicted: Sequence[tuple[str, float]]
) -> NDArray[np.float32]:
    """Return the least probability of each label.

    Of a deal, what makes nine of ten right; of all others, what makes the most of both precision and
    recall (Lipton et al., 2014: where F1 is largest, it is half of F1).
    """
    deals = _least_of_deals(truth, predicted)

    def f1(least: float) -> float:
        found = [
            label == right
            for (label, chance), right in zip(predicted, truth, strict=True)
            if chance >= (deals if label.startswith(ACQUIRED) else least)
        ]
        return float(2 * sum(found) / (len(found) + int((truth != NONE).sum())))

    others = max((round(0.2 + 0.01 * i, 2) for i in range(41)), key=f1)
    return np.array([deals if k.startswith(ACQUIRED) else others for k in labels], np.float32)


def _least_of_deals(truth: NDArray[Any], predicted: Sequence[tuple[str, float]]) -> float:
    deals = sorted(
        (
            (chance, label == right)
            for (label, chance), right in zip(predicted, truth, strict=True)
            if label.startswith(ACQUIRED)
        ),
        reverse=True,
    )
    least, right = 1.0, 0
    for count, (chance, is_right) in enumerate(deals, 1):
        right += is_right
        is_last = count == len(deals) or deals[count][0] < chance  # of those as likely
        if is_last and right / count >= ACQUIRED_PRECISION:
            least = chance
    return max(least, 0.5)  # what is likelier not so is never a deal


def _sklearn(part: str) -> Any:
    import importlib

    try:
        return importlib.import_module(f"sklearn.{part}")
    except ImportError as error:
        raise InputError(
            "training needs scikit-learn: `pip install tarpit-graph[train]`"
        ) from error
