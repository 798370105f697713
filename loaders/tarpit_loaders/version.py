"""What the graph remembers of the software that read a document, so that better rules re-read it."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable

from tarpit_loaders.extraction import model


@cache
def extractor() -> str:
    """Return our version, the model's, and a digest of every rule and built-in name.

    Two installations with the same string find the same claims in the same text.
    """
    seen = hashlib.blake2b(digest_size=6)
    for name, content in sorted(_contents(files("tarpit_loaders"), "")):
        seen.update(f"{name}\0{len(content)}\0".encode() + content)
    return f"tarpit {version('tarpit-graph')} {model.version()} {seen.hexdigest()}"


def _contents(folder: Traversable, prefix: str) -> list[tuple[str, bytes]]:
    found = []
    for item in folder.iterdir():
        if item.is_dir() and item.name != "__pycache__":
            found += _contents(item, f"{prefix}{item.name}/")
        elif item.name.endswith((".py", ".yml", ".npz")):
            found.append((f"{prefix}{item.name}", item.read_bytes()))
    return found
