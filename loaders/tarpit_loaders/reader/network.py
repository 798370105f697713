"""The network, run by onnxruntime in 32-bit floats: see `reader_training.network` for what it is."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from tarpit_graph.errors import InputError
from tarpit_graph.files.checksums import SUMS, differing, read_sums

from tarpit_loaders.reader.labels import MENTION_TYPES
from tarpit_loaders.reader.pairs import segments
from tarpit_loaders.reader.tokens import MARKUPS, Tokens

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

#: Pieces that go through the encoder at once, and pieces times pairs through the relation head.
_PIECES_AT_ONCE, _CELLS_AT_ONCE = 512, 16_384
#: Threads of the encoder, one by default: documents go side by side. Sums do not depend on how many.
THREADS = "TARPIT_THREADS"
#: The two files of the weights.
ENCODER, RELATIONS = "encoder.onnx", "relations.onnx"
#: Names a folder with other weights.
FOLDER = "TARPIT_READER"


@dataclass(frozen=True, slots=True)
class EntityPair:
    """Two stretches of pieces of one sentence, the left one first, and their types."""

    left: tuple[int, int]
    right: tuple[int, int]
    left_type: str
    right_type: str


@dataclass(frozen=True, slots=True)
class Encoded:
    """What the encoder made of a sentence: pieces × width, and the score of each tag, pieces × tags."""

    hidden: NDArray[np.float32]
    tags: NDArray[np.float32]


def encode(sentences: Sequence[Tokens]) -> list[Encoded]:
    """Encode sentences. What comes out for one does not depend on the others.

    Sentences of like length go together, so that little is padded.
    """
    session = _session(ENCODER)
    found: list[Encoded | None] = [None] * len(sentences)
    for group in _groups([len(s) for s in sentences]):
        fed = _fed([sentences[i] for i in group])
        hidden, tags = session.run(["hidden", "tags"], fed)
        for row, i in enumerate(group):
            size = len(sentences[i])
            found[i] = Encoded(hidden[row, :size], tags[row, :size])
    return [encoded for encoded in found if encoded is not None]


def prepare() -> None:
    """Load the weights.

    Raises:
        InputError: they are not those whose sums lie beside them.
    """
    for name in (ENCODER, RELATIONS):
        _session(name)


@cache
def _checked(weights: Path) -> Path:
    sums = weights / SUMS
    if sums.exists() and (wrong := differing(weights, read_sums(sums.read_text()))):
        raise InputError(
            f"{weights / wrong[0]} is not the file that was trained: install tarpit again, or train again"
        )
    return weights


def relate(
    encoded: Sequence[Encoded],
    mentions: Sequence[Sequence[tuple[int, int]]],
    pairs: Sequence[Sequence[EntityPair]],
) -> list[tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """Return the scores of labels and of statuses of every pair of every sentence, pairs × labels.

    Args:
        encoded: The sentences.
        mentions: The pieces of all mentions of each.
        pairs: The pairs that are asked for.
    """
    session = _session(RELATIONS)
    found = []
    for sentence, stretches, asked in zip(encoded, mentions, pairs, strict=True):
        parts = [
            session.run(["labels", "statuses"], _asked(sentence, stretches, part))
            for part in _parts(asked, max(1, _CELLS_AT_ONCE // len(sentence.hidden)))
        ]
        labels, statuses = ([part[i] for part in parts] for i in (0, 1))
        found.append((np.concatenate(labels), np.concatenate(statuses)) if parts else _NOTHING)
    return found


_NOTHING = (np.zeros((0, 0), np.float32), np.zeros((0, 0), np.float32))


def _parts(pairs: Sequence[EntityPair], size: int) -> Iterator[Sequence[EntityPair]]:
    for start in range(0, len(pairs), size):
        yield pairs[start : start + size]


def _groups(lengths: Sequence[int]) -> Iterator[list[int]]:
    group: list[int] = []
    for i in sorted(range(len(lengths)), key=lambda i: lengths[i]):
        if group and (len(group) + 1) * lengths[i] > _PIECES_AT_ONCE:
            yield group
            group = []
        group.append(i)
    if group:
        yield group


def _fed(sentences: Sequence[Tokens]) -> dict[str, Any]:
    rows, length = len(sentences), max(map(len, sentences))
    fed: dict[str, Any] = {
        n: np.zeros((rows, length), np.int64) for n in ("ids", "spelling", "known")
    }
    marks = np.zeros((rows, length), np.uint8)
    fed["bias"] = np.full((rows, 1, 1, length), -1e9, np.float32)
    for row, sentence in enumerate(sentences):
        size = len(sentence)
        for name in ("ids", "spelling", "known"):
            fed[name][row, :size] = getattr(sentence, name)
        marks[row, :size] = sentence.markup
        fed["bias"][row, ..., :size] = 0
    fed["markup"] = (marks[..., None] >> np.arange(MARKUPS) & 1).astype(np.float32)
    fed["places"] = np.arange(length)
    return fed


def _asked(
    sentence: Encoded, mentions: Sequence[tuple[int, int]], pairs: Sequence[EntityPair]
) -> dict[str, Any]:
    length, count = len(sentence.hidden), len(pairs)
    place = np.arange(length)

    def share(ends: list[tuple[int, int]]) -> NDArray[np.float32]:
        first, last = np.array(ends).T[:, :, None]
        inside = (place >= first) & (place < last)
        mean: NDArray[np.float32] = (inside / (last - first)).astype(np.float32)
        return mean

    return {
        "hidden": sentence.hidden[None],
        "bias": np.zeros((1, 1, 1, length), np.float32),
        "row": np.zeros(count, np.int64),
        "left_first": np.array([p.left[0] for p in pairs], np.int64),
        "right_first": np.array([p.right[0] for p in pairs], np.int64),
        "left_share": share([p.left for p in pairs]),
        "right_share": share([p.right for p in pairs]),
        "left_type": np.array([MENTION_TYPES.index(p.left_type) for p in pairs], np.int64),
        "right_type": np.array(
            [MENTION_TYPES.index(p.right_type) + len(MENTION_TYPES) for p in pairs], np.int64
        ),
        "segments": np.stack([segments(length, p.left, p.right, mentions) for p in pairs]).astype(
            np.int64
        ),
    }


def folder() -> Path:
    """Return where the weights are."""
    return Path(os.environ.get(FOLDER) or str(files("tarpit_loaders.reader").joinpath("weights")))


@cache
def _session(name: str) -> InferenceSession:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = int(os.environ.get(THREADS, "1") or 1)
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # The fused kernel works number by number: without it a sentence takes a quarter less.
    return onnxruntime.InferenceSession(
        str(_checked(folder()) / name),
        options,
        providers=["CPUExecutionProvider"],
        disabled_optimizers=["SkipLayerNormFusion"],
    )
