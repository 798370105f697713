"""Plain text: a file is a document, dated by its name."""

from __future__ import annotations

from collections.abc import Iterator

from tarpit_loaders.documents import dates, files
from tarpit_loaders.documents.files import File
from tarpit_loaders.documents.items import Reading, document
from tarpit_loaders.markup import plain
from tarpit_loaders.sources import Source


def read(file: File) -> Iterator[Reading]:
    """Yield the one document of a file; its first line is its title."""
    text = files.text(file)
    blocks = tuple(plain.blocks(text))
    title = blocks[0].text if blocks and len(blocks[0].text) <= 200 else ""
    day = dates.first(file_name=file.name, given=file.hints.published)
    id_ = file.hints.url or file.name
    yield Reading(file.name, document(id_, text, SOURCE.kind, title=title, published=day), blocks)


SOURCE = Source(
    kind="text",
    endings=(".txt", ".text"),
    reads="its paragraphs; the first line is its title",
    skips="nothing",
    read=read,
)
