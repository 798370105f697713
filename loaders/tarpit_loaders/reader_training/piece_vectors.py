"""Distil the table of `tarpit_loaders.vectors` from all-MiniLM-L6-v2.

Each word piece goes through the encoder alone and is weighted by how rare it is, the logarithm of its place in the
vocabulary, which is ordered by frequency (Zipf): so far it is Model2Vec (Tulkens & van Dongen, 2024). Then one linear
map is fitted, by ridge regression, that turns the mean of a sentence's pieces into the encoder's own vector of that
sentence; the 128 directions in which sentences differ most are kept, in one byte a number.

    python -m tarpit_loaders.reader_training.piece_vectors ENCODER SENTENCES OUTPUT

ENCODER is a folder with `model.safetensors`, SENTENCES a text file with one a line.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tarpit_graph.database.constraints import VECTOR_WIDTH

from tarpit_loaders.reader.tokens import pieces
from tarpit_loaders.reader_training import network

LAYERS = 6
#: The numbers of the pieces that open and close a sentence, and of sentences that go through at once.
_OPENS, _CLOSES, _TOGETHER = 101, 102, 64
#: Weight of the ridge; of 30 and 300 both gave the same neighbours.
_RIDGE = 300.0


def distil(encoder: Path, sentences: Sequence[str]) -> tuple[NDArray[np.int8], NDArray[np.float16]]:
    """Return the table, pieces × width, and what each of its rows is multiplied by.

    Args:
        encoder: A folder with `model.safetensors` of all-MiniLM-L6-v2.
        sentences: On which the linear map is fitted; some thousands.
    """
    from safetensors.numpy import load_file

    weights = network.start(load_file(encoder / "model.safetensors"), LAYERS)
    # What the reader adds to the published encoder is left out here.
    for name in ("spelling", "markup", "known"):
        weights[name] = np.zeros_like(weights[name])
    count = len(weights["words"])
    alone = _encoded(weights, [[piece] for piece in range(count)])
    table = (alone - alone.mean(0)) * np.log(1 + np.arange(1, count + 1))[:, None]
    split = pieces(sentences)
    wanted = _encoded(weights, split)
    means = np.stack([table[ids].mean(0) if ids else np.zeros(network.WIDTH) for ids in split])
    fitted = _ridge(means, wanted - wanted.mean(0))
    return _packed(table @ fitted @ _directions(means @ fitted))


def _encoded(weights: network.Weights, split: Sequence[list[int]]) -> NDArray[np.float32]:
    """Return the encoder's vector of each sentence: the mean of what it makes of the pieces and the two ends."""
    import jax

    held = jax.tree.map(jax.numpy.asarray, dict(weights))
    run = jax.jit(lambda batch: network.encode(held, batch, LAYERS, lambda x: x))
    found = np.zeros((len(split), network.WIDTH), np.float32)
    order = sorted(range(len(split)), key=lambda i: len(split[i]))
    for first in range(0, len(order), _TOGETHER):
        rows = order[first : first + _TOGETHER]
        # Lengths go up in eights, so that few shapes have to be compiled.
        length = -(-(max(len(split[i]) for i in rows) + 2) // 8) * 8
        batch: dict[str, Any] = {
            name: np.zeros((_TOGETHER, length), np.int32)
            for name in ("ids", "spelling", "known", "markup")
        }
        batch["real"] = np.zeros((_TOGETHER, length), bool)
        for row, i in enumerate(rows):
            ids = [_OPENS, *split[i], _CLOSES]
            batch["ids"][row, : len(ids)] = ids
            batch["real"][row, : len(ids)] = True
        hidden = np.asarray(run(batch))
        shares = batch["real"] / np.maximum(batch["real"].sum(1, keepdims=True), 1)
        found[rows] = (hidden * shares[..., None]).sum(1)[: len(rows)]
    normed: NDArray[np.float32] = found / np.linalg.norm(found, axis=1, keepdims=True)
    return normed


def _ridge(given: NDArray[Any], wanted: NDArray[Any]) -> NDArray[Any]:
    """Return the linear map that takes the one to the other with least squares and small weights."""
    scale = _RIDGE * given.var()
    solved: NDArray[Any] = np.linalg.solve(
        given.T @ given + scale * np.eye(given.shape[1]), given.T @ wanted
    )
    return solved


def _directions(sentences: NDArray[Any]) -> NDArray[Any]:
    """Return the directions in which sentences differ most, the largest first, width × kept."""
    kept: NDArray[Any] = np.linalg.svd(sentences, full_matrices=False)[2][:VECTOR_WIDTH].T
    # The sign of a direction is arbitrary: its largest number is made positive.
    signed: NDArray[Any] = kept * np.sign(kept[np.abs(kept).argmax(0), np.arange(kept.shape[1])])
    return signed


def _packed(table: NDArray[Any]) -> tuple[NDArray[np.int8], NDArray[np.float16]]:
    scales = np.maximum(np.abs(table).max(1), 1e-6) / 127
    return np.round(table / scales[:, None]).astype(np.int8), scales.astype(np.float16)


if __name__ == "__main__":
    folder, lines, output = map(Path, sys.argv[1:])
    rows, factors = distil(folder, lines.read_text(encoding="utf-8").splitlines())
    np.savez_compressed(output, table=rows, scales=factors)
