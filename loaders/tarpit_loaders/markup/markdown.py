r"""Markdown by CommonMark's rules, with offsets that hold.

pyromark tells at which bytes of the original each piece of text stands. What newsletters write beside CommonMark is
read as people see it: stray marks are stepped over, "•" opens an item, a line of bars is a row.

>>> block = blocks("**Ramp** [acquires](https://x.y/?a=1)the startup \\& more.")[0]
>>> block.text
'Ramp acquires the startup & more.'
>>> block.span(block.text.index("the"), block.text.index("the") + 3)
(37, 40)
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pyromark

from tarpit_loaders.markup import html
from tarpit_loaders.markup.block import Block, BlockBuilder, Kind

_OPTIONS = pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_STRIKETHROUGH
_FRONT_MATTER = re.compile(
    r"\A\ufeff?(?P<mark>---|\+\+\+)\r?\n(?:.*\n)*?(?P=mark)[^\S\n]*(?:\n|\Z)"
)
_JSON_OBJECT = re.compile(r"\A\ufeff?\{\s*\"")
_LONGEST_OBJECT = 20_000
#: A pointer such as "([link](…))" says nothing by itself.
_POINTER = re.compile(r"\(\[[^\[\]]{1,12}\]\([^()\s]*\)\)")
#: Stands in text and is none: tasks' boxes, kinds of callouts, footnotes' marks, addresses, marks that nothing closes.
_STRAY = re.compile(
    r"\[[ xX]\] |\[![A-Za-z]{1,20}\][-+]?|\[\^[^\[\]\s]{1,20}\]:?|https?://[^\s<>\])*]+|\*+|~~|`+|(?<!\w)_+(?=\w)|(?<=[\w.,!?])_+(?!\w)|[\[\]]"
)
#: What opens a block of its own in the middle of a paragraph.
_OPENING = re.compile(
    r"[^\S\n]*(?:(?P<item>(?:•|\d{1,3}[.)])[^\S\n]+)|(?P<heading>#{1,6})(?=\*)|(?=(?P<row>\|)))"
)
_RULE_ROW = re.compile(r"[^\S\n]*\|[^\S\n:|-]*[:|-][ \t:|-]*$", re.MULTILINE)
_BARS = re.compile(r"[|\s]*$")
#: A longer line above dashes is a paragraph and no heading.
_LONGEST_UNDERLINED = 120
#: Pictures, struck-out words and fenced code are not read as text.
_MAY_BE_MUTE = frozenset(("Image", "Strikethrough", "CodeBlock"))
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


#: A piece of text that stands in the original letter by letter.
_COPY = "Copy"


class _Event(NamedTuple):
    """What pyromark saw, between two characters of the original."""

    name: str
    value: Any
    start: int
    end: int


def blocks(text: str) -> list[Block]:
    """Return the paragraphs, headings, list items and table rows of a Markdown text."""
    text = _LONE_SURROGATE.sub("\ufffd", text)
    read = max(front_matter_end(text), text.startswith("\ufeff"))
    text = _blank(text[:read]) + text[read:]
    return _Reader(_POINTER.sub(lambda pointer: _blank(pointer.group()), text)).read()


def front_matter_end(text: str) -> int:
    """Return where the text after the front matter starts; 0 where there is none.

    It is YAML between lines of dashes, TOML between lines of plus signs, or a JSON object.
    """
    if match := _FRONT_MATTER.match(text):
        return match.end()
    if _JSON_OBJECT.match(text):
        start = text.index("{")
        try:
            found, length = json.JSONDecoder().raw_decode(text[start : start + _LONGEST_OBJECT])
        except (ValueError, RecursionError):
            return 0
        return start + length if isinstance(found, dict) else 0
    return 0


def _blank(text: str) -> str:
    """Return as many spaces, on as many lines."""
    return re.sub(r"[^\n]", " ", text)


def _characters(text: str) -> Callable[[int], int]:
    """Return what turns an offset in UTF-8 bytes into one in characters."""
    if text.isascii():
        return int
    data = np.frombuffer(text.encode(), dtype=np.uint8)
    before = np.concatenate(([0], np.cumsum((data & 0xC0) != 0x80)))
    return lambda offset: int(before[offset])


def _events(text: str) -> Iterator[_Event]:
    """Yield each event, neighbouring pieces of text put together."""
    at, held = _characters(text), _Event("", None, 0, 0)
    for found, span in pyromark.events_with_range(text, options=_OPTIONS):
        ((name, value),) = found.items() if isinstance(found, dict) else ((found, None),)
        if name in ("Start", "End") and isinstance(value, dict):
            ((kind, value),) = value.items()
        else:
            kind, value = (value, None) if name in ("Start", "End") else (name, value)
        event = _Event(
            f"{name} {kind}" if kind != name else name, value, at(span["start"]), at(span["end"])
        )
        if name == "Text" and _is_copy(text, event):
            event = event._replace(name=_COPY, value=None)
            if held.name == _COPY and held.end == event.start:
                held = held._replace(end=event.end)
                continue
        if held.name:
            yield held
        held = event
    if held.name:
        yield held


def _is_copy(text: str, event: _Event) -> bool:
    """Tell whether a piece of text stands in the original letter by letter; an entity does not."""
    return bool(text[event.start : event.end] == event.value)


@dataclass
class _Reader:
    """Turns the events of one text into blocks."""

    text: str
    found: list[Block] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._builder = BlockBuilder()
        self._end = 0  # of the text read last
        self._muted = 0  # how many elements are open whose text is not read
        self._muting: list[bool] = []
        self._struck = False
        self._quotes = 0  # how many block quotes are open
        self._links: list[str] = []

    def read(self) -> list[Block]:
        for event in _events(self.text):
            name = event.name.removeprefix("Start ").removeprefix("End ")
            if event.name.startswith("Start"):
                self._opens(name, event)
            elif event.name.startswith("End"):
                self._closes(name, event)
            elif not self._muted:
                self._reads(event)
        self._flush()
        return self.found

    def _opens(self, name: str, event: _Event) -> None:
        if name in _MAY_BE_MUTE:
            self._muting.append(name != "CodeBlock" or event.value != "Indented")
            self._muted += self._muting[-1]
        if name == "BlockQuote":
            self._quotes += 1
        elif name == "Item":
            self._flush(Kind.ITEM)
        elif name in ("Paragraph", "CodeBlock", "List"):
            # The first paragraph of an item is the item.
            if self._builder.kind is not Kind.ITEM or self._builder.last:
                self._flush()
            self._line(event.start)
        elif name == "Heading":
            self._heading(event)
        elif name in ("TableHead", "TableRow"):
            self._flush(Kind.ROW)
        elif name == "TableCell" and event.start < event.end:  # else the row lacks it
            self._bar(max(event.start - 1, 0))
        elif name == "HtmlBlock":
            self._flush()
            inside = html.blocks(self.text[event.start : event.end])
            self.found += [block.moved(event.start) for block in inside]
        elif name == "Link":
            self._builder.open_link()
            self._links.append(event.value["dest_url"])
        elif name == "Strong":
            self._builder.switch_bold(True)

    def _closes(self, name: str, event: _Event) -> None:
        if name in _MAY_BE_MUTE:
            self._muted -= self._muting.pop()
        if name == "BlockQuote":
            self._quotes -= 1
        elif name in ("Paragraph", "Heading", "Item", "List", "CodeBlock"):
            self._flush()
        elif name in ("TableHead", "TableRow"):
            self._bar(event.end - 1)
            self._flush()
        elif name == "Link":
            self._builder.close_link(self._links.pop())
        elif name == "Strong":
            self._builder.switch_bold(False)

    def _reads(self, event: _Event) -> None:
        if event.name == "InlineHtml":
            self._tag(event)
        elif event.name in ("SoftBreak", "HardBreak"):
            # A line that ends in a backslash is broken there on purpose.
            if self.text[event.start] == "\\" or self._builder.kind is Kind.HEADING:
                self._flush()
            self._builder.gap(event.start)
            self._line(event.end)
        elif self._struck:
            return
        elif event.name == _COPY:
            self._words(event)
        elif event.name == "Text":  # an entity, or what cannot be text
            for character in event.value:
                self._builder.replace(character, event.start)
        elif event.name == "Code":
            start = self.text.find(event.value, event.start, event.end)
            if start >= 0:
                self._add(event.value, start)

    def _flush(self, kind: Kind = Kind.PARAGRAPH, level: int = 0) -> None:
        block = self._builder.build()
        if block and not (block.kind is Kind.ROW and _BARS.match(block.text)):
            self.found.append(block)
        self._builder, self._struck = BlockBuilder(kind, level, self._quotes > 0), False

    def _line(self, start: int) -> None:
        """Open the block that a line opens which CommonMark takes for the paragraph's."""
        match = _OPENING.match(self.text, start)
        if match and match.lastgroup:
            kind = Kind(match.lastgroup)
            self._flush(kind, len(match["heading"] or ""))
            rule = _RULE_ROW.match(self.text, start)
            self._end = rule.end() if rule else match.end()

    def _heading(self, event: _Event) -> None:
        level = int(event.value["level"][1:])
        title = self.text[event.start : event.end].rstrip()
        is_underlined = not title.startswith("#")
        if is_underlined and len(title.rpartition("\n")[0]) > _LONGEST_UNDERLINED:
            self._flush()
        else:
            self._flush(Kind.HEADING, level)

    def _bar(self, at: int) -> None:
        self._builder.gap(at)
        self._builder.add("|", at)
        self._builder.gap(at)

    def _tag(self, event: _Event) -> None:
        match = _TAG.match(event.value)
        if match is None:
            return  # a comment
        name, is_open = match[2].lower(), not match[1]
        if name in html.UNREAD:
            self._struck = is_open
        elif name == "br":
            self._builder.gap(event.start)
        elif name in ("b", "strong"):
            self._builder.switch_bold(is_open)

    def _words(self, event: _Event) -> None:
        """Add a piece of text without the marks and addresses in it."""
        start = max(event.start, self._end) if self._end <= event.end else event.end
        position = start + 1 if self._is_escaped(start) else start
        for stray in _STRAY.finditer(self.text, position, event.end):
            self._add(self.text[start : stray.start()], start)
            start = stray.end()
        self._add(self.text[start : event.end], start)

    def _is_escaped(self, start: int) -> bool:
        """Tell whether a mark is meant as text; two escaped stars are emphasis that a converter escaped."""
        around = (self.text[max(start - 3, 0) : start - 1], self.text[start + 1 : start + 3])
        return start > 0 and self.text[start - 1] == "\\" and "\\*" not in around

    def _add(self, text: str, start: int) -> None:
        """Add what stands in the original; a word glued to emphasis or a link is a word of its own."""
        if text:
            if start > self._end and self._builder.last.isalnum() and text[0].isalnum():
                self._builder.gap(self._end)
            self._builder.add(text, start)
            self._end = start + len(text)
