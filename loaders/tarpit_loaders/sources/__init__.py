"""One source kind per file, found by scan; other packages add theirs by entry point.

A source file declares `KIND`, the `SUFFIXES` of files that it reads, and `read`, which yields each
document in a file as a `Reading`, or a `Refused` with the reason. It never fetches, and raises
`InputError` only where the file as a whole cannot be read.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Protocol, cast

from tarpit_graph import plugins
from tarpit_graph.errors import InputError

from tarpit_loaders.files import File
from tarpit_loaders.reading import Reading, Refused

#: Group of entry points by which another package registers a module like those here.
ENTRY_POINTS = "tarpit.sources"


class Source(Protocol):
    """What a source file declares."""

    KIND: str
    SUFFIXES: tuple[str, ...]

    def read(self, file: File, published: date | None) -> Iterator[Reading | Refused]:
        """Yield what a file holds; `published` dates a document that states no day itself."""
        ...


@cache
def load() -> dict[str, Source]:
    """Return the source for each suffix, ours first."""
    by_suffix: dict[str, Source] = {}
    for source in cast(list[Source], plugins.load(__name__, ENTRY_POINTS)):
        for suffix in source.SUFFIXES:
            by_suffix.setdefault(suffix, source)
    return by_suffix


def read(file: File, published: date | None = None) -> Iterator[Reading | Refused]:
    """Yield the documents of a file; a file that cannot be read is one `Refused`."""
    source = load().get(file.path.suffix.lower())
    if source is None:
        known = " ".join(sorted(load()))
        yield Refused(file.name, f"no source reads {file.path.suffix or 'such'} files; {known} do")
        return
    try:
        yield from source.read(file, published)
    except InputError as error:
        yield Refused(file.name, str(error))
