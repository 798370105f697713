"""From what a person asks to load to documents: built-in layers first, then files in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from tarpit_loaders import files, sources
from tarpit_loaders.names import builtin
from tarpit_loaders.reading import Reading, Refused


def readings(
    paths: Iterable[str], published: date | None = None, *, with_builtin: bool = False
) -> Iterator[Reading | Refused]:
    """Return the documents that paths stand for.

    The paths are looked up at once, so that a wrong one is an error before anything is stored.

    Args:
        paths: Files, folders and globs.
        published: Dates what states no day itself.
        with_builtin: Add the built-in companies and products.

    Raises:
        InputError: a path does not exist, or nothing below it can be read.
    """
    found = files.find(paths, sources.load())
    return _all(found, published, with_builtin)


def _all(
    found: list[files.File], published: date | None, with_builtin: bool
) -> Iterator[Reading | Refused]:
    yield builtin.layers()
    if with_builtin:
        yield from builtin.landscape()
    for file in found:
        yield from sources.read(file, published)
