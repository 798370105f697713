"""HTML pages: title, canonical address and day come from the page's own metadata."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tarpit_loaders import dates, files
from tarpit_loaders.files import File
from tarpit_loaders.markup import html
from tarpit_loaders.reading import Reading, document

KIND = "html"
SUFFIXES = (".html", ".htm", ".xhtml")


def read(file: File, published: date | None) -> Iterator[Reading]:
    """Yield the one document of a page."""
    text = files.text(file.path)
    page = html.read(text)
    yield Reading(
        file.name,
        document(
            page.url or file.name,
            text,
            KIND,
            title=page.title,
            url=page.url,
            published=dates.first(page.published, file.name, published),
        ),
        tuple(page.blocks),
    )
