"""Plain text: blank lines part its paragraphs."""

from __future__ import annotations

import re

from tarpit_loaders.markup.block import Block, BlockBuilder

_PARAGRAPH = re.compile(r"\S[^\n]*(?:\n[^\S\n]*\S[^\n]*)*")


def blocks(text: str) -> list[Block]:
    r"""Return the paragraphs of a plain text.

    >>> [b.text for b in blocks("One\nline.\n\nTwo.")]
    ['One line.', 'Two.']
    """
    found = []
    for match in _PARAGRAPH.finditer(text):
        builder = BlockBuilder()
        builder.add(match.group(), match.start())
        if block := builder.build():
            found.append(block)
    return found
