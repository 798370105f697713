"""Train the network: same sentences, same machine, same weights."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tarpit_loaders.reader_training import network
from tarpit_loaders.reader_training.batches import Prepared, batches

LAYERS = 4
RATE, HEAD_RATE, DECAY, SMOOTHING = 1.5e-4, 5.0, 0.01, 0.05
_STATUS_WEIGHT, _PAIR_WEIGHT = 0.5, 1.0
Progress = Callable[[str], None]


def fit(
    start: Mapping[str, NDArray[Any]],
    epoch_data: Callable[[int, np.random.Generator], list[Prepared]],
    epochs: int,
    progress: Progress = lambda step: None,
    layers: int = LAYERS,
    seed: int = 0,
) -> dict[str, NDArray[Any]]:
    """Return the trained weights.

    Args:
        start: See `network.start`.
        epoch_data: Gives the sentences of an epoch, varied by the random numbers it is handed.
        epochs: How often.
        progress: Told after each epoch.
        layers: How many layers the encoder has.
        seed: Of all random numbers.
    """
    import jax
    import optax

    random = np.random.default_rng(seed)
    key = jax.random.PRNGKey(seed)
    data = epoch_data(0, random)
    steps = epochs * sum(1 for _ in batches(data, None))
    # The vectors of words stay: most of all weights, and few words of ours are in the marked sentences.
    words = start["words"]
    weights: Any = {name: value for name, value in start.items() if name != "words"}
    optimizer = _optimizer(steps, weights)
    state = optimizer.init(weights)

    def step(weights: Any, words: Any, state: Any, batch: Any, key: Any) -> Any:
        losses, slope = jax.value_and_grad(_loss)(weights, words, batch, layers, key)
        change, state = optimizer.update(slope, state, weights)
        return optax.apply_updates(weights, change), state, losses

    compiled = jax.jit(step)
    for epoch in range(1, epochs + 1):
        losses = []
        for batch in batches(data, random):
            del batch["index"]
            key, once = jax.random.split(key)
            weights, state, loss = compiled(weights, words, state, batch, once)
            losses.append(loss)
        progress(f"epoch {epoch} of {epochs}, loss {float(np.mean(np.array(losses))):.4f}")
        if epoch < epochs:
            data = epoch_data(epoch, random)
    return {name: np.asarray(value) for name, value in (*weights.items(), ("words", words))}


def _optimizer(steps: int, weights: Mapping[str, Any]) -> Any:
    """Return AdamW with a warm-up and a cosine; what is new learns faster than what is published."""
    import optax

    rate = optax.warmup_cosine_decay_schedule(0.0, RATE, steps // 10, steps, RATE / 50)
    body = optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(rate, weight_decay=DECAY))
    head = optax.adamw(lambda step: HEAD_RATE * rate(step), weight_decay=DECAY)
    fresh = ("pair.", "tags", "spelling", "markup", "known")
    kinds = {name: "head" if name.startswith(fresh) else "body" for name in weights}
    return optax.multi_transform({"body": body, "head": head}, kinds)


def _loss(w: Any, words: Any, batch: Any, layers: int, key: Any) -> Any:
    import jax
    import jax.numpy as jnp

    keys = iter(jax.random.split(key, 3 * layers + 8))

    def drop(x: Any) -> Any:
        # Bytes of chance: a float a number takes longer than the layer that it drops from.
        kept = jax.random.bits(next(keys), x.shape, jnp.uint8) >= round(256 * network.DROPOUT)
        return x * kept / (1 - network.DROPOUT)

    x = network.encode({**w, "words": words}, batch, layers, drop)
    chances = jax.nn.log_softmax(network.tag(w, x))
    right = jax.nn.logsumexp(jnp.where(batch["allowed"], chances, -1e9), -1)
    tags = -(right * batch["head"]).sum() / (batch["head"].sum() + 1e-6)
    labels, statuses = network.relate(w, x, batch, drop)
    pairs = _smoothed(labels, batch["label"], batch["counts"])
    told = jnp.where(batch["status"] >= 0, batch["counts"], 0.0)
    return (
        tags * 4
        + _PAIR_WEIGHT * pairs
        + _STATUS_WEIGHT * _smoothed(statuses, jnp.maximum(batch["status"], 0), told)
    )


def _smoothed(scores: Any, right: Any, counts: Any) -> Any:
    import jax

    classes = scores.shape[-1]
    wanted = jax.nn.one_hot(right, classes) * (1 - SMOOTHING) + SMOOTHING / classes
    losses = -(jax.nn.log_softmax(scores) * wanted).sum(-1)
    return (losses * counts).sum() / (counts.sum() + 1e-6)
