"""Fine-tune the transformer of the relation classifier on sentences with two marked names.

Needs jax, optax and safetensors (`pip install tarpit-graph[train]`), and a folder with `model.safetensors`
and `vocab.txt` of all-MiniLM-L6-v2, as its publishers offer it. Same data, same machine, same weights.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tarpit_graph.errors import InputError

from tarpit_loaders.extraction.relation_encoder import MOST_PIECES, Marked, Weights

#: The first layers say most of how words relate; two more brought nothing in cross-validation.
LAYERS = 4
_EPOCHS, _BATCH, _RATE, _HEAD_RATE = 6, 16, 1.5e-4, 5.0
_DROPOUT, _SMOOTHING, _DECAY = 0.1, 0.05, 0.01
#: Sentences are padded to one of these lengths, so that few shapes are compiled.
_LENGTHS = (24, 32, 40, 48, 56, 64, 80, 96, 128)
_DENSE = {
    "attention.self.query": "query",
    "attention.self.key": "key",
    "attention.self.value": "value",
    "attention.output.dense": "output",
    "intermediate.dense": "wide",
    "output.dense": "narrow",
}
_NORMS = {"attention.output.LayerNorm": "attended", "output.LayerNorm": "done"}


@dataclass(frozen=True, slots=True)
class Start:
    """A pre-trained network to start from, its weights named as the encoder names them."""

    vocabulary: dict[str, int]
    weights: Weights


def read(folder: Path) -> Start:
    """Read a pre-trained network.

    Raises:
        InputError: the folder has none, or what training needs is not installed.
    """
    try:
        from safetensors.numpy import load_file
    except ImportError as error:
        raise InputError(
            "training needs more packages: `pip install tarpit-graph[train]`"
        ) from error
    try:
        lines = (folder / "vocab.txt").read_text(encoding="utf-8").split("\n")
        raw = load_file(folder / "model.safetensors")
        weights = _renamed(raw)
    except (OSError, ValueError, KeyError) as error:
        raise InputError(
            f"{folder} holds no all-MiniLM-L6-v2 (model.safetensors, vocab.txt): {error}"
        ) from error
    return Start({word: number for number, word in enumerate(lines)}, weights)


def _renamed(raw: dict[str, NDArray[Any]]) -> Weights:
    weights = {
        "words": raw["embeddings.word_embeddings.weight"],
        "places": raw["embeddings.position_embeddings.weight"][: MOST_PIECES + 2]
        + raw["embeddings.token_type_embeddings.weight"][0],
        "first.gain": raw["embeddings.LayerNorm.weight"],
        "first.bias": raw["embeddings.LayerNorm.bias"],
    }
    for layer in range(LAYERS):
        theirs = f"encoder.layer.{layer}."
        for their, our in _DENSE.items():
            weights[f"{layer}.{our}.w"] = raw[f"{theirs}{their}.weight"].T
            weights[f"{layer}.{our}.b"] = raw[f"{theirs}{their}.bias"]
        for their, our in _NORMS.items():
            weights[f"{layer}.{our}.gain"] = raw[f"{theirs}{their}.weight"]
            weights[f"{layer}.{our}.bias"] = raw[f"{theirs}{their}.bias"]
    return weights


def fit(
    sentences: Sequence[Marked],
    labels: NDArray[Any],
    classes: int,
    start: Start,
    progress: Callable[[str], None] = lambda step: None,
) -> Weights:
    """Fine-tune all weights with AdamW, a warm-up and a cosine decay (Mosbach et al., ICLR 2021).

    Args:
        sentences: The examples.
        labels: The number of each one's label.
        classes: How many labels there are.
        start: The network to start from.
        progress: Told after each epoch.
    """
    import jax
    import optax

    random = np.random.default_rng(0)
    key = jax.random.PRNGKey(0)
    weights = _with_head(start.weights, classes, random)
    steps = _EPOCHS * -(-len(sentences) // _BATCH)
    rate = optax.warmup_cosine_decay_schedule(0.0, _RATE, steps // 10, steps, _RATE / 50)
    body = optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(rate, weight_decay=_DECAY))
    head = optax.adamw(lambda step: _HEAD_RATE * rate(step), weight_decay=_DECAY)
    kinds = {name: "head" if name.startswith(("hidden", "labels")) else "body" for name in weights}
    optimizer = optax.multi_transform({"body": body, "head": head}, kinds)
    state = optimizer.init(weights)

    def step(weights: Any, state: Any, batch: Any, key: Any) -> Any:
        slope = jax.grad(_loss)(weights, batch, classes, key)
        change, state = optimizer.update(slope, state, weights)
        return optax.apply_updates(weights, change), state

    compiled = jax.jit(step)
    for epoch in range(1, _EPOCHS + 1):
        for batch in _batches(sentences, labels, random):
            key, once = jax.random.split(key)
            weights, state = compiled(weights, state, batch, once)
        progress(f"epoch {epoch} of {_EPOCHS}")
    return {name: np.asarray(value) for name, value in weights.items()}


def _with_head(weights: Weights, classes: int, random: np.random.Generator) -> dict[str, Any]:
    width = weights["words"].shape[1]
    head = {
        "hidden.w": random.normal(0, 0.02, (3 * width, width)),
        "hidden.b": np.zeros(width),
        "labels.w": random.normal(0, 0.02, (width, classes)),
        "labels.b": np.zeros(classes),
    }
    return {k: v.astype(np.float32) for k, v in {**weights, **head}.items()}


def _batches(
    sentences: Sequence[Marked], labels: NDArray[Any], random: np.random.Generator
) -> Iterator[dict[str, NDArray[Any]]]:
    """Yield sentences of like length together, in another order and company each time."""
    blurred = [len(s.pieces) + random.normal(0, 6) for s in sentences]
    order = np.argsort(blurred, kind="stable")
    groups = [order[i : i + _BATCH] for i in range(0, len(order), _BATCH)]
    random.shuffle(groups)
    for group in groups:
        yield _batch([sentences[i] for i in group], labels[group])


def _batch(sentences: Sequence[Marked], labels: NDArray[Any]) -> dict[str, NDArray[Any]]:
    longest = max(len(s.pieces) for s in sentences)
    length = next(limit for limit in _LENGTHS if limit >= longest)
    batch = {
        "ids": np.zeros((_BATCH, length), np.int32),
        "real": np.zeros((_BATCH, length), bool),
        "left": np.zeros(_BATCH, np.int32),
        "right": np.zeros(_BATCH, np.int32),
        "labels": np.zeros(_BATCH, np.int32),
        "counts": np.zeros(_BATCH, np.float32),
    }
    batch["real"][:, 0] = True  # rows that only fill the batch attend to something, too
    for row, (sentence, label) in enumerate(zip(sentences, labels, strict=True)):
        size = len(sentence.pieces)
        batch["ids"][row, :size] = sentence.pieces
        batch["real"][row, :size] = True
        batch["left"][row], batch["right"][row] = sentence.left, sentence.right
        batch["labels"][row], batch["counts"][row] = label, 1.0
    return batch


def _loss(w: Any, batch: Any, classes: int, key: Any) -> Any:
    import jax

    chances = jax.nn.log_softmax(_logits(w, batch, key))
    wanted = jax.nn.one_hot(batch["labels"], classes) * (1 - _SMOOTHING) + _SMOOTHING / classes
    return -((chances * wanted).sum(-1) * batch["counts"]).sum() / batch["counts"].sum()


def _logits(w: Any, batch: Any, key: Any) -> Any:
    """The network of `relation_encoder`, over a batch and with dropout."""
    import jax
    import jax.numpy as jnp

    keys = iter(jax.random.split(key, 3 * LAYERS + 3))

    def drop(x: Any) -> Any:
        kept = jax.random.bernoulli(next(keys), 1 - _DROPOUT, x.shape)
        return x * kept / (1 - _DROPOUT)

    length = batch["ids"].shape[1]
    x = drop(_normed(w["words"][batch["ids"]] + w["places"][:length], w, "first"))
    bias = jnp.where(batch["real"], 0.0, -1e9)[:, None, None, :]
    for layer in range(LAYERS):
        x = _layer(x, bias, w, f"{layer}.", drop)
    rows = jnp.arange(len(x))
    seen = jnp.concatenate((x[:, 0], x[rows, batch["left"]], x[rows, batch["right"]]), -1)
    hidden = jnp.tanh(_dense(drop(seen), w, "hidden"))
    return _dense(drop(hidden), w, "labels")


def _layer(x: Any, bias: Any, w: Any, name: str, drop: Callable[[Any], Any]) -> Any:
    import jax

    rows, length, width = x.shape

    def heads(part: str) -> Any:
        return _dense(x, w, name + part).reshape(rows, length, 12, -1).transpose(0, 2, 1, 3)

    query, key, value = heads("query"), heads("key"), heads("value")
    scores = query @ key.transpose(0, 1, 3, 2) / np.sqrt(query.shape[-1])
    context = drop(jax.nn.softmax(scores + bias)) @ value
    context = context.transpose(0, 2, 1, 3).reshape(rows, length, width)
    x = _normed(x + drop(_dense(context, w, f"{name}output")), w, f"{name}attended")
    inner = jax.nn.gelu(_dense(x, w, f"{name}wide"), approximate=False)
    return _normed(x + drop(_dense(inner, w, f"{name}narrow")), w, f"{name}done")


def _dense(x: Any, w: Any, name: str) -> Any:
    return x @ w[f"{name}.w"] + w[f"{name}.b"]


def _normed(x: Any, w: Any, name: str) -> Any:
    import jax.numpy as jnp

    mean = x.mean(-1, keepdims=True)
    spread = jnp.sqrt(jnp.square(x - mean).mean(-1, keepdims=True) + 1e-12)
    return (x - mean) / spread * w[f"{name}.gain"] + w[f"{name}.bias"]
