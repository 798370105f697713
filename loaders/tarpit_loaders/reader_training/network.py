"""The reader's network for training: an encoder with a head for mentions and one for pairs.

The encoder is the first layers of all-MiniLM-L6-v2 with added embeddings of spelling, markup and known
names. A mention is the mean of its pieces and its first piece. A pair asks, with one step of attention,
what the sentence says of it: every word has an embedding of where it stands (before, in, between, after),
so one pass of the encoder serves all pairs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tarpit_loaders.reader.labels import MENTION_TYPES, PAIR_LABELS, STATUSES, TAGS
from tarpit_loaders.reader.tokens import KNOWN, MARKUPS, MAX_PIECES, SPELLINGS

WIDTH, HEADS = 384, 12
#: Where a word stands to a pair: before it, in the left or right mention, between, behind, in another.
SEGMENTS = 6
DROPOUT = 0.1
_DENSE = {
    "attention.self.query": "query", "attention.self.key": "key", "attention.self.value": "value",
    "attention.output.dense": "output", "intermediate.dense": "wide", "output.dense": "narrow",
}  # fmt: skip
_NORMS = {"attention.output.LayerNorm": "attended", "output.LayerNorm": "done"}

Weights = Mapping[str, Any]


def start(raw: Mapping[str, NDArray[Any]], layers: int, seed: int = 0) -> dict[str, NDArray[Any]]:
    """Return the weights to start from: the published encoder's, and fresh heads.

    Args:
        raw: `model.safetensors` of all-MiniLM-L6-v2.
        layers: How many of its layers to take.
        seed: Of the fresh weights.
    """
    weights = {
        "words": raw["embeddings.word_embeddings.weight"],
        "places": raw["embeddings.position_embeddings.weight"][:MAX_PIECES]
        + raw["embeddings.token_type_embeddings.weight"][0],
        "first.gain": raw["embeddings.LayerNorm.weight"],
        "first.bias": raw["embeddings.LayerNorm.bias"],
    }
    for layer in range(layers):
        for theirs, ours in _DENSE.items():
            weights[f"{layer}.{ours}.w"] = raw[f"encoder.layer.{layer}.{theirs}.weight"].T
            weights[f"{layer}.{ours}.b"] = raw[f"encoder.layer.{layer}.{theirs}.bias"]
        for theirs, ours in _NORMS.items():
            weights[f"{layer}.{ours}.gain"] = raw[f"encoder.layer.{layer}.{theirs}.weight"]
            weights[f"{layer}.{ours}.bias"] = raw[f"encoder.layer.{layer}.{theirs}.bias"]
    return {k: np.asarray(v, np.float32) for k, v in {**weights, **_fresh(seed)}.items()}


def _fresh(seed: int) -> dict[str, NDArray[Any]]:
    random = np.random.default_rng(seed)

    def dense(inputs: int, outputs: int) -> NDArray[Any]:
        return random.normal(0, 0.02, (inputs, outputs))

    made: dict[str, NDArray[Any]] = {
        "spelling": dense(SPELLINGS, WIDTH),
        "markup": dense(MARKUPS, WIDTH),
        "known": dense(KNOWN, WIDTH),
        "pair.types": dense(2 * len(MENTION_TYPES), WIDTH),
        "pair.segment_keys": dense(SEGMENTS, WIDTH),
        "pair.segment_values": dense(SEGMENTS, WIDTH),
    }
    shapes = {
        "tags": (WIDTH, len(TAGS)),
        "pair.left": (2 * WIDTH, WIDTH),
        "pair.right": (2 * WIDTH, WIDTH),
        "pair.query": (WIDTH, WIDTH),
        "pair.key": (WIDTH, WIDTH),
        "pair.value": (WIDTH, WIDTH),
        "pair.output": (WIDTH, WIDTH),
        "pair.wide": (WIDTH, 2 * WIDTH),
        "pair.narrow": (2 * WIDTH, WIDTH),
        "pair.labels": (WIDTH, len(PAIR_LABELS)),
        "pair.statuses": (WIDTH, len(STATUSES)),
    }
    for name, shape in shapes.items():
        made |= {f"{name}.w": dense(*shape), f"{name}.b": np.zeros(shape[1])}
    for name in ("pair.asked", "pair.seen", "pair.done"):
        made |= {f"{name}.gain": np.ones(WIDTH), f"{name}.bias": np.zeros(WIDTH)}
    return made


def encode(w: Weights, batch: Any, layers: int, drop: Callable[[Any], Any]) -> Any:
    """Return what the encoder makes of each piece: sentences × pieces × width."""
    import jax.numpy as jnp

    bits = (batch["markup"][..., None] >> np.arange(MARKUPS)) & 1
    x = w["words"][batch["ids"]] + w["places"][: batch["ids"].shape[1]]
    x = x + w["spelling"][batch["spelling"]] + w["known"][batch["known"]]
    x = drop(normed(x + bits.astype(jnp.float32) @ w["markup"], w, "first"))
    bias = jnp.where(batch["real"], 0.0, -1e9)[:, None, None, :]
    for layer in range(layers):
        x = _layer(x, bias, w, f"{layer}.", drop)
    return x


def tag(w: Weights, x: Any) -> Any:
    """Return the score of each tag of each piece."""
    return dense(x, w, "tags")


def relate(w: Weights, x: Any, batch: Any, drop: Callable[[Any], Any]) -> tuple[Any, Any]:
    """Return the scores of labels and statuses of each pair.

    `batch` has, for each pair: its sentence, left and right mention (first piece, one behind the last),
    their types, and where every piece stands to it.
    """
    import jax
    import jax.numpy as jnp

    rows = x[batch["row"]]  # pairs × pieces × width
    place = jnp.arange(x.shape[1])

    def mention(side: str) -> Any:
        first, last = batch[f"{side}_first"], batch[f"{side}_last"]
        inside = (place >= first[:, None]) & (place < last[:, None])
        share = inside / jnp.maximum(inside.sum(-1, keepdims=True), 1)
        mean = (share[:, None, :] @ rows)[:, 0]
        return jnp.concatenate((x[batch["row"], first], mean), -1)

    asked = dense(mention("left"), w, "pair.left") + dense(mention("right"), w, "pair.right")
    asked = asked + w["pair.types"][batch["left_type"]]
    asked = asked + w["pair.types"][batch["right_type"] + len(MENTION_TYPES)]
    asked = normed(drop(asked), w, "pair.asked")
    pairs, length = batch["segments"].shape
    size = WIDTH // HEADS

    def heads(values: Any) -> Any:
        return values.reshape(*values.shape[:-1], HEADS, size)

    query = heads(dense(asked, w, "pair.query"))  # pairs × heads × size
    key = (
        heads(dense(x, w, "pair.key"))[batch["row"]]
        + heads(w["pair.segment_keys"])[batch["segments"]]
    )
    value = (
        heads(dense(x, w, "pair.value"))[batch["row"]]
        + heads(w["pair.segment_values"])[batch["segments"]]
    )
    scores = (query[:, None] * key).sum(-1) / np.sqrt(size)  # pairs × pieces × heads
    scores = scores + jnp.where(batch["real"][batch["row"]], 0.0, -1e9)[..., None]
    seen = (jax.nn.softmax(scores, 1)[..., None] * value).sum(1).reshape(pairs, WIDTH)
    y = normed(asked + drop(dense(seen, w, "pair.output")), w, "pair.seen")
    inner = jax.nn.gelu(dense(y, w, "pair.wide"), approximate=False)
    y = drop(normed(y + drop(dense(inner, w, "pair.narrow")), w, "pair.done"))
    return dense(y, w, "pair.labels"), dense(y, w, "pair.statuses")


def _layer(x: Any, bias: Any, w: Weights, name: str, drop: Callable[[Any], Any]) -> Any:
    import jax

    rows, length, width = x.shape

    def heads(part: str) -> Any:
        return dense(x, w, name + part).reshape(rows, length, HEADS, -1).transpose(0, 2, 1, 3)

    query, key, value = heads("query"), heads("key"), heads("value")
    scores = query @ key.transpose(0, 1, 3, 2) / np.sqrt(query.shape[-1])
    context = drop(jax.nn.softmax(scores + bias)) @ value
    context = context.transpose(0, 2, 1, 3).reshape(rows, length, width)
    x = normed(x + drop(dense(context, w, f"{name}output")), w, f"{name}attended")
    inner = jax.nn.gelu(dense(x, w, f"{name}wide"), approximate=False)
    return normed(x + drop(dense(inner, w, f"{name}narrow")), w, f"{name}done")


def dense(x: Any, w: Weights, name: str) -> Any:
    """Multiply by a matrix and add a bias."""
    return x @ w[f"{name}.w"] + w[f"{name}.b"]


def normed(x: Any, w: Weights, name: str) -> Any:
    """Normalise each row (Ba, Kiros & Hinton, 2016)."""
    mean = x.mean(-1, keepdims=True)
    spread = ((x - mean) ** 2).mean(-1, keepdims=True)
    return (x - mean) / (spread + 1e-12) ** 0.5 * w[f"{name}.gain"] + w[f"{name}.bias"]
