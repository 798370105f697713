"""The extractor's version: a digest of every rule and name, stored with each document."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable

from tarpit_graph.identity import digest
from tarpit_graph.identity.decisions import Decisions

from tarpit_loaders.names import catalog
from tarpit_loaders.reader import read


def extractor(decisions: Decisions | None = None) -> str:
    """Return our version, the reader's, and digests of every rule, built-in name and decision.

    Two installations with the same string find the same claims in the same text.

    Args:
        decisions: Other decisions than those in force.
    """
    taken = (catalog.load().decisions if decisions is None else decisions).taken
    if not taken:
        return _software()
    return f"{_software()} {digest(*(part for decision in taken for part in decision.key))}"


@cache
def _software() -> str:
    seen = hashlib.blake2b(digest_size=6)
    for name, content in sorted(_contents(files("tarpit_loaders"), "")):
        seen.update(f"{name}\0{len(content)}\0".encode() + content)
    return f"tarpit {version('tarpit-graph')} {read.settings().version} {seen.hexdigest()}"


def _contents(folder: Traversable, prefix: str) -> list[tuple[str, bytes]]:
    found = []
    for item in folder.iterdir():
        if item.is_dir() and item.name != "__pycache__":
            found += _contents(item, f"{prefix}{item.name}/")
        elif item.name.endswith((".py", ".yml", ".onnx", ".json", ".txt")):
            found.append((f"{prefix}{item.name}", item.read_bytes()))
    return found
