"""Plain text: a file is a document, dated by its name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tarpit_loaders import dates, files
from tarpit_loaders.files import File
from tarpit_loaders.markup import plain
from tarpit_loaders.reading import Reading, document

KIND = "text"
SUFFIXES = (".txt", ".text")


def read(file: File, published: date | None) -> Iterator[Reading]:
    """Yield the one document of a file; its first line is its title."""
    text = files.text(file.path)
    blocks = tuple(plain.blocks(text))
    title = blocks[0].text if blocks and len(blocks[0].text) <= 200 else ""
    day = dates.first(file.name, published)
    yield Reading(file.name, document(file.name, text, KIND, title=title, published=day), blocks)
