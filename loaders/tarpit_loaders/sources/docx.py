"""Word documents: headings, paragraphs, list items and tables in their order; title and day."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from tarpit_graph.errors import InputError

from tarpit_loaders.documents import dates, files
from tarpit_loaders.documents.files import File
from tarpit_loaders.documents.items import Reading, from_blocks
from tarpit_loaders.formats import office
from tarpit_loaders.markup import composed
from tarpit_loaders.markup.block import Block, Kind
from tarpit_loaders.sources import Source

#: Tracked deletions, and what a run of letters bears whose words were taken back or are hidden.
_DELETED = ("w:del", "w:moveFrom")
_STRUCK = ("w:strike", "w:dstrike", "w:vanish")


def read(file: File) -> Iterator[Reading]:
    """Yield the one document of a file."""
    data = files.content(file)
    office.check_archive(data)
    import docx

    try:
        word = docx.Document(io.BytesIO(data))
        blocks = list(_blocks(word))
        said = word.core_properties
        title, author, changed = said.title, said.author, said.modified or said.created
    except Exception as error:  # python-docx raises whatever its parts do
        raise InputError(
            f"is not a Word document that can be read: {type(error).__name__}"
        ) from error
    yield from_blocks(
        file.name,
        file.hints.url or file.name,
        blocks,
        SOURCE.kind,
        title=title or _first_heading(blocks),
        author=author or "",
        published=dates.first(file_name=file.name, given=file.hints.published, metadata=changed),
    )


def _blocks(word: Any) -> Iterator[Block]:
    from docx.table import Table

    for part in word.iter_inner_content():
        if isinstance(part, Table):
            for row in part.rows:
                yield composed.row(_text(cell) for cell in row.cells)
        elif text := _text(part).strip():
            yield composed.line(text, _kind(part.style.name if part.style else ""))


def _text(part: Any) -> str:
    """Return what a reader sees of a paragraph or cell: inserted words too, none that are deleted, struck or hidden."""
    from docx.oxml.ns import qn

    unread = {qn(tag) for tag in _DELETED}
    marks = [qn(tag) for tag in _STRUCK]
    found: list[str] = []
    for node in part._element.iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr"), qn("w:p")):
        if node.tag != qn("w:t"):
            found.append(" ")
        elif not any(above.tag in unread for above in node.iterancestors()) and not any(
            _is_on(node.getparent().find(f"{qn('w:rPr')}/{mark}")) for mark in marks
        ):
            found.append(node.text or "")
    return "".join(found)


def _is_on(mark: Any) -> bool:
    from docx.oxml.ns import qn

    return mark is not None and mark.get(qn("w:val"), "true") not in ("0", "false", "off")


def _kind(style: str) -> Kind:
    if style.startswith(("Heading", "Title")):
        return Kind.HEADING
    return Kind.ITEM if style.startswith("List") else Kind.PARAGRAPH


def _first_heading(blocks: list[Block]) -> str:
    return next((block.text for block in blocks if block.kind is Kind.HEADING), "")


SOURCE = Source(
    kind="docx",
    endings=(".docx",),
    reads="headings, paragraphs, list items, tables; title, author, day of the last change",
    skips="headers, footers, footnotes, comments, pictures, text that is deleted, struck out or hidden",
    read=read,
)
