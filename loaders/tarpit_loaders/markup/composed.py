"""A document's text made of its readable blocks, for formats whose raw text is not readable.

What a page, a PDF or a mail says does not change when its markup does, and neither do the offsets.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tarpit_loaders.markup.block import Block, Kind

_BETWEEN = "\n\n"


def compose(blocks: Iterable[Block]) -> tuple[str, tuple[Block, ...]]:
    r"""Return one text of all blocks, and the blocks as stretches of it.

    >>> text, blocks = compose([line("Pinecone"), line("It rivals Qdrant.")])
    >>> text, blocks[1].span(3, 9)
    ('Pinecone\n\nIt rivals Qdrant.', (13, 19))
    """
    found: list[Block] = []
    length = 0
    for block in blocks:
        found.append(replace(block, starts=(0,), origins=(length,)))
        length += len(block.text) + len(_BETWEEN)
    return _BETWEEN.join(block.text for block in found), tuple(found)


def line(text: str, kind: Kind = Kind.PARAGRAPH) -> Block:
    """Return a block of words that stand nowhere yet, white space folded as a reader does."""
    return Block(" ".join(text.split()), (0,), (0,), kind)


def row(cells: Iterable[str]) -> Block:
    """Return a block for a row of a table."""
    return line(f"| {' | '.join(' '.join(cell.split()) for cell in cells)} |", Kind.ROW)
