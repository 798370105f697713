"""A block's sentences with their markup, as the network takes them."""

from __future__ import annotations

from urllib.parse import urlsplit

from tarpit_loaders.markup.block import Block
from tarpit_loaders.reader.tokens import Markup


def markup_of(block: Block, start: int, end: int) -> Markup:
    """Return what stands around the words of `block.text[start:end]`."""

    def inside(left: int, right: int) -> tuple[int, int]:
        return max(left, start) - start, min(right, end) - start

    bold = tuple(inside(s, e) for s, e in block.bold if s < end and e > start)
    links = tuple(
        (*inside(link.start, link.end), _host(link.address))
        for link in block.links
        if link.start < end and link.end > start
    )
    return Markup(bold, links, block.kind.value, not block.text[:start].strip())


def _host(address: str) -> str:
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:
        return ""
