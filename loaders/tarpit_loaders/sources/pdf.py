"""PDF: the text of its pages as PDFium reads it; title and day from its metadata."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress

import pypdfium2
from tarpit_graph.errors import InputError

from tarpit_loaders.documents import dates, files
from tarpit_loaders.documents.files import File
from tarpit_loaders.documents.items import Reading, from_blocks
from tarpit_loaders.markup import composed
from tarpit_loaders.markup.block import Block
from tarpit_loaders.sources import Source

_MAX_PAGES = 500
#: A line that ends a sentence and is followed by a capital ends a paragraph, so does an empty line.
_BREAK = re.compile(r"\n\s*\n+|(?<=[.!?:])\n(?=[A-Z•▪\-–\d])")
_HYPHEN = re.compile(r"(?<=[a-z])-\n(?=[a-z])|\ufffe\n?")
_CREATED = re.compile(r"D:(\d{4})(\d\d)(\d\d)")


def read(file: File) -> Iterator[Reading]:
    """Yield the one document of a file."""
    try:
        pdf = pypdfium2.PdfDocument(files.content(file))
    except pypdfium2.PdfiumError as error:
        raise InputError("is not a PDF that can be read; it may need a password") from error
    try:
        said = pdf.get_metadata_dict()
        blocks = [block for page in _pages(pdf) for block in _blocks(page)]
    finally:
        pdf.close()
    created = _CREATED.match(said.get("CreationDate", ""))
    yield from_blocks(
        file.name,
        file.hints.url or file.name,
        blocks,
        SOURCE.kind,
        title=said.get("Title") or (blocks[0].text[:200] if blocks else ""),
        author=said.get("Author", ""),
        published=dates.first(
            file_name=file.name,
            given=file.hints.published,
            metadata="-".join(created.groups()) if created else None,
        ),
    )


def _pages(pdf: pypdfium2.PdfDocument) -> Iterator[str]:
    """Yield the text of each page; a damaged page loses no other."""
    for number in range(min(len(pdf), _MAX_PAGES)):
        with suppress(pypdfium2.PdfiumError):
            yield pdf[number].get_textpage().get_text_bounded()


def _blocks(page: str) -> Iterator[Block]:
    text = _HYPHEN.sub("", page.replace("\r\n", "\n").replace("\r", "\n"))
    for paragraph in _BREAK.split(text):
        if paragraph.strip():
            yield composed.line(paragraph)


SOURCE = Source(
    kind="pdf",
    endings=(".pdf",),
    reads="the text of up to 500 pages, paragraph by paragraph; title, author, day of creation",
    skips="pictures, forms, scanned pages without text, all after page 500",
    read=read,
)
