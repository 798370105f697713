r"""Markdown as people write it in newsletters, with offsets that hold.

No parser kept today gives the place of each inline character (markdown-it-py knows lines only), and
every claim must point into the original. So this reads the few marks that stand between a reader
and the sentence, and steps over them.

>>> block = blocks("**Ramp** [acquires](https://x.y/?a=1)the startup \\& more.")[0]
>>> block.text
'Ramp acquires the startup & more.'
>>> block.span(block.text.index("the"), block.text.index("the") + 3)
(37, 40)
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from tarpit_loaders.markup.block import Block, BlockBuilder, Kind

_FRONT_MATTER = re.compile(r"\A\ufeff?---\r?\n.*?\n---[^\S\n]*(?:\n|\Z)", re.DOTALL)
_FENCE = re.compile(r"[^\S\n]*(```|~~~)")
_HEADING = re.compile(r"[^\S\n]{0,3}#{1,6}(?=\s|\*)")
_UNDERLINE = re.compile(r"[^\S\n]*(=+|-{2,}|\*{3,}|_{3,})[^\S\n]*$")
_ITEM = re.compile(r"[^\S\n]*(?:[-*+•]|\d{1,3}[.)])[^\S\n]+")
_QUOTE = re.compile(r"[^\S\n]*>[^\S\n]?")
_RULE_ROW = re.compile(r"[^\S\n]*\|?[\s:|-]+\|?[^\S\n]*$")

_URL = r"\((?:[^()\\\s]|\\.|\((?:[^()\\]|\\.)*\))*(?:\s+\"[^\"]*\")?\)"
_INLINE = re.compile(
    rf"""
    (?P<image>!\[(?:[^\[\]\\]|\\.)*\]{_URL})
  | (?P<pointer>\(\[[^\[\]]{{1,12}}\]{_URL}\))      # "([link](…))" says nothing by itself
  | (?P<target>\]{_URL})
  | (?P<address><https?://[^>\s]*>|https?://[^\s<>\])*]+)
  | (?P<tag><!--.{{0,2000}}?-->|</?[A-Za-z][^<>]*>)
  | (?P<residue>(?:\\\*){{2,}})                       # emphasis that a converter escaped
  | (?P<escape>\\[!-/:-@\[-`{{-~])
  | (?P<entity>&(?:\#\d{{1,7}}|\#x[0-9a-fA-F]{{1,6}}|[A-Za-z]{{2,31}});)
  | (?P<mark>\*+|~~|`+|(?<!\w)_+(?=\w)|(?<=[\w.,!?])_+(?!\w)|[\[\]])
    """,
    re.VERBOSE | re.DOTALL,
)


def blocks(text: str) -> list[Block]:
    """Return the paragraphs, headings, list items and table rows of a Markdown text."""
    found = []
    for kind, lines in _lines(text):
        builder = BlockBuilder(kind)
        for start, end in lines:
            _inline(builder, text, start, end)
            builder.gap(end)
        if block := builder.build():
            found.append(block)
    return found


def level(text: str, heading: Block) -> int:
    r"""Return how deep a heading is; 0 where a line below it marks it.

    >>> text = "## Search\n### Hybrid search"
    >>> [level(text, block) for block in blocks(text)]
    [2, 3]
    """
    start = text.rfind("\n", 0, heading.origin(0)) + 1
    return text[start : heading.origin(0)].count("#")


def front_matter_end(text: str) -> int:
    """Return where the text after the front matter starts; 0 where there is none."""
    match = _FRONT_MATTER.match(text)
    return match.end() if match else 0


def _lines(text: str) -> Iterator[tuple[Kind, list[tuple[int, int]]]]:
    """Yield each block as its kind and the stretches of the lines that make it up."""
    kind = Kind.PARAGRAPH
    lines: list[tuple[int, int]] = []
    position, fence = front_matter_end(text), ""
    for line in text[position:].splitlines(keepends=True):
        start, position = position, position + len(line)
        end = start + len(line.rstrip())
        if match := _FENCE.match(line):
            fence = "" if fence == match.group(1) else fence or match.group(1)
            line = ""
        if quote := _QUOTE.match(line):
            start, line = start + quote.end(), line[quote.end() :]
        opens = None if fence or not line.strip() else _opening(line)
        if opens is None or opens[0] is not Kind.PARAGRAPH:
            if lines:
                yield kind, lines
            kind, lines = Kind.PARAGRAPH, []
        if opens is None or _UNDERLINE.match(line):
            continue
        if not lines:
            kind = opens[0]
        lines.append((start + opens[1], end))
        # A line that ends in a backslash is broken there on purpose.
        if kind in (Kind.HEADING, Kind.ROW) or text[start:end].endswith("\\"):
            yield kind, [(s, e - text[s:e].endswith("\\")) for s, e in lines]
            kind, lines = Kind.PARAGRAPH, []
    if lines:
        yield kind, lines


def _opening(line: str) -> tuple[Kind, int] | None:
    """Return what kind of block a line opens and how many characters of it are marks."""
    if match := _HEADING.match(line):
        return Kind.HEADING, match.end()
    if match := _ITEM.match(line):
        return Kind.ITEM, match.end()
    if line.lstrip().startswith("|"):
        return None if _RULE_ROW.match(line) else (Kind.ROW, 0)
    return Kind.PARAGRAPH, 0


def _inline(builder: BlockBuilder, text: str, start: int, end: int) -> None:
    for match in _INLINE.finditer(text, start, end):
        builder.add(text[start : match.start()], start)
        start = match.end()
        if match.lastgroup == "escape":
            builder.add(match.group()[1], match.start() + 1)
        elif match.lastgroup == "entity":
            builder.replace(html.unescape(match.group()), match.start())
        else:
            if match.lastgroup == "target":
                builder.close_link(match.group()[2:-1].strip().partition(" ")[0])
            if builder.last.isalnum() and text[start : start + 1].isalnum():
                # Emphasis or a link glued to the next word: a reader sees two words.
                builder.gap(match.start())
            if match.group() == "[":
                builder.open_link()
            elif match.group() in ("**", "***", "__"):
                builder.switch_bold()
    builder.add(text[start:end], start)
