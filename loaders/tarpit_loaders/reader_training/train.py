"""From marked sentences to the weights of the reader, in one call."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tarpit_graph.errors import InputError
from tarpit_graph.files import atomic
from tarpit_graph.files.checksums import write_sums

from tarpit_loaders.reader.labels import PREDICATES
from tarpit_loaders.reader.network import ENCODER, RELATIONS
from tarpit_loaders.reader_training import data, export, fit, network
from tarpit_loaders.reader_training.data import TrainingData
from tarpit_loaders.reader_training.fit import Progress

EPOCHS, SEED = 8, 2
SETTINGS = "reader.json"


def train(
    sources: TrainingData,
    encoder: Path,
    output: Path,
    progress: Progress = lambda step: None,
    epochs: int = EPOCHS,
) -> int:
    """Train the reader and write it; return from how many marked sentences.

    Args:
        sources: Where the sentences are.
        encoder: A folder with `model.safetensors` of all-MiniLM-L6-v2.
        output: The folder to write: two ONNX files beside `reader.json`.
        progress: Told after each epoch.
        epochs: How often the sentences are seen.

    Raises:
        InputError: a source, the encoder or a package that training needs is missing.
    """
    raw = _published(encoder)
    material = data.read(sources)
    weights = fit.fit(
        network.start(raw, fit.LAYERS, SEED),
        lambda epoch, random: material.epoch(random),
        epochs,
        progress,
        seed=SEED,
    )
    output.mkdir(parents=True, exist_ok=True)
    export.write(weights, fit.LAYERS, output, material.described())
    write_sums(output, (ENCODER, RELATIONS))
    if not (output / SETTINGS).exists():
        with atomic.atomic_write(output / SETTINGS) as partial:
            partial.write_text(json.dumps(_untuned()), encoding="utf-8")
    return len(material.marked) + len(material.examples) + len(material.core)


def _published(folder: Path) -> dict[str, NDArray[Any]]:
    try:
        from safetensors.numpy import load_file
    except ImportError as error:
        raise InputError(
            "training needs more packages: `pip install tarpit-graph[train]`"
        ) from error
    try:
        return {name: np.asarray(v) for name, v in load_file(folder / "model.safetensors").items()}
    except (OSError, ValueError) as error:
        raise InputError(
            f"{folder} holds no all-MiniLM-L6-v2 (model.safetensors): {error}"
        ) from error


def _untuned() -> dict[str, Any]:
    thresholds = dict.fromkeys(PREDICATES, 0.6)
    return {
        "version": "reader/0",
        "temperature": 1.0,
        "thresholds": thresholds,
        "given": thresholds,
    }
