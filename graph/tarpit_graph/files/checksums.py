"""Files that were downloaded or shipped are what they were when their SHA-256 sums were committed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

#: The name of a file with sums.
SUMS = "SHA256SUMS"


def read_sums(text: str) -> dict[str, str]:
    """Return the sum of each file from lines as `sha256sum` writes them.

    >>> read_sums("ab12  encoder.onnx\\ncd34  relations.onnx\\n")
    {'encoder.onnx': 'ab12', 'relations.onnx': 'cd34'}
    """
    return {name: digest for digest, name in (line.split(maxsplit=1) for line in text.splitlines())}


def write_sums(folder: Path, names: Iterable[str]) -> None:
    """Write the sums of some files of a folder beside them."""
    lines = [f"{_sum(folder / name)}  {name}\n" for name in sorted(names)]
    (folder / SUMS).write_text("".join(lines))


def differing(folder: Path, sums: Mapping[str, str]) -> list[str]:
    """Return the files of a folder that are missing or have another sum, sorted by name."""
    return sorted(name for name, digest in sums.items() if _sum(folder / name) != digest)


def _sum(file: Path) -> str | None:
    try:
        with open(file, "rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except OSError:
        return None
