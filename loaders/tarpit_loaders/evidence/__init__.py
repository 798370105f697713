"""Dated facts that come with the package: names, days, commits and numbers, with their source.

Each file holds records of histories without the words of any commit (`tarpit history --facts`): what was listed,
released or relicensed, since which commit. `sources.md` beside them says where each comes from.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from tarpit_loaders import sources
from tarpit_loaders.documents.files import File, SourceHints
from tarpit_loaders.documents.items import Reading
from tarpit_loaders.sources import history

_SUFFIX = ".jsonl.gz"


def records() -> Iterator[dict[str, Any]]:
    """Yield every built-in record, file by file."""
    for line in _lines():
        yield json.loads(line)


def readings() -> Iterator[Reading]:
    """Yield a document for each built-in record."""
    for line in _lines():
        record = json.loads(line)
        file = File(Path("evidence"), "evidence", SourceHints(), line)
        yield sources.finished(history.of_record(record, line, file), file, history.SOURCE.kind)


def _lines() -> Iterator[bytes]:
    folder = files(__name__)
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if file.name.endswith(_SUFFIX):
            yield from gzip.decompress(file.read_bytes()).splitlines()
