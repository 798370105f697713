"""Colours and captions of nodes, for Neo4j Browser, exports and pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tarpit_graph.ontology import NODES

#: Paul Tol's bright scheme and its greys: told apart by colour-blind people too.
COLOURS: Mapping[str, str] = {label: node.colour for label, node in NODES.items()}
#: What acts on a terminal, and marks that turn the direction of writing: a name could clear the screen, or
#: make its neighbours read backwards.
_ACTS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
#: Of so many characters a caption is cut in a drawing; the whole name stands in its title.
CAPTION_CHARACTERS = 40


def caption(node: str, data: Mapping[str, Any]) -> str:
    """Return what to write on a node, in one line.

    >>> caption("company:a", {"name": "Acme"}), caption("claim:1", {"sentence": "x" * 50})[-3:]
    ('Acme', 'xx…')
    """
    text = data.get("name") or data.get("title") or data.get("sentence") or node
    line = readable(str(text))
    return line if len(line) <= CAPTION_CHARACTERS else f"{line[: CAPTION_CHARACTERS - 1]}…"


def readable(text: str) -> str:
    """Return text as people are shown it: in one line, from left to right.

    >>> readable("a\\n b \\u202ec\\u202c")
    'a b c'
    """
    return " ".join(_ACTS.sub("", text).split())


def ink(colour: str) -> str:
    """Return the colour of text that can be read on another, black or white.

    By relative luminance (WCAG 2.2).

    >>> ink("#4477AA"), ink("#CCBB44")
    ('#FFFFFF', '#000000')
    """
    red, green, blue = (_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return "#000000" if (luminance + 0.05) ** 2 > 1.05 * 0.05 else "#FFFFFF"


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
