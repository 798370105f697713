"""A readable stretch of a document that can point back into the original."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

#: The longest text that goes to the parser at once: its memory grows with the length.
MAX_CHARACTERS = 20_000


class Kind(StrEnum):
    """What a block is in its document."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Link:
    """The characters of a block that lead to an address."""

    start: int
    end: int
    address: str


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item or table row without its markup.

    Attributes:
        text: What a reader sees.
        starts: Positions in `text` at which a run of characters copied from the original starts.
        origins: Where each of these runs starts in the original.
        links: The links in it, in order.
        bold: Start and end of each stretch in bold type, in order.
        level: How deep a heading is, from 1; 0 of anything else.
        is_quoted: It stands in a block quote: others' words, of another day.
    """

    text: str
    starts: tuple[int, ...]
    origins: tuple[int, ...]
    kind: Kind = Kind.PARAGRAPH
    links: tuple[Link, ...] = ()
    bold: tuple[tuple[int, int], ...] = ()
    level: int = 0
    is_quoted: bool = False

    def origin(self, position: int) -> int:
        """Return where the character at `position` stands in the original."""
        run = bisect_right(self.starts, position) - 1
        return self.origins[run] + position - self.starts[run]

    def pieces(self, limit: int = MAX_CHARACTERS) -> Iterator[Block]:
        """Cut a block that is too long to parse at white space; most blocks are one piece."""
        start = 0
        while len(self.text) - start > limit:
            end = self.text.rfind(" ", start, start + limit) + 1 or start + limit
            yield self._slice(start, end)
            start = end
        yield self._slice(start, len(self.text)) if start else self

    def _slice(self, start: int, end: int) -> Block:
        first, last = bisect_right(self.starts, start), bisect_left(self.starts, end)
        return Block(
            self.text[start:end],
            (0, *(position - start for position in self.starts[first:last])),
            (self.origin(start), *self.origins[first:last]),
            self.kind,
            tuple(
                Link(link.start - start, link.end - start, link.address)
                for link in self.links
                if start <= link.start and link.end <= end
            ),
            tuple((s - start, e - start) for s, e in self.bold if start <= s and e <= end),
            self.level,
            self.is_quoted,
        )

    def moved(self, by: int) -> Block:
        """Return the block as part of a text in which its original starts at `by`."""
        return replace(self, origins=tuple(origin + by for origin in self.origins))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the original stretch of `text[start:end]`; the ends are characters of it."""
        return self.origin(start), self.origin(end - 1) + 1


@dataclass(slots=True)
class BlockBuilder:
    """Collects pieces of an original into one block, folding white space as a reader does."""

    kind: Kind = Kind.PARAGRAPH
    level: int = 0
    is_quoted: bool = False
    _pieces: list[str] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)
    _origins: list[int] = field(default_factory=list)
    _length: int = 0
    _gap: int | None = None
    _links: list[Link] = field(default_factory=list)
    _opened: list[int] = field(default_factory=list)
    _bold: list[tuple[int, int]] = field(default_factory=list)
    _bold_since: int | None = None

    def add(self, text: str, at: int) -> None:
        """Append a piece that stands at `at` in the original, one character for one."""
        position = 0
        while position < len(text):
            if text[position].isspace():
                self.gap(at + position)
                position += 1
                continue
            end = position
            while end < len(text) and not text[end].isspace():
                end += 1
            self._put(text[position:end], at + position)
            position = end

    def replace(self, text: str, at: int) -> None:
        """Append one character that the original spells otherwise, such as an entity."""
        if text.isspace():
            self.gap(at)
        else:
            self._put(text[:1], at)

    def gap(self, at: int) -> None:
        """Note white space at `at`; a run of it becomes one space, none at the ends."""
        if self._length and self._gap is None:
            self._gap = at

    def open_link(self) -> None:
        """Note that a link may start here."""
        self._opened.append(self._length + (self._gap is not None))

    def close_link(self, address: str) -> None:
        """Note that the link opened last ends here."""
        start = self._opened.pop() if self._opened else self._length
        if start < self._length:
            self._links.append(Link(start, self._length, address))

    def switch_bold(self, on: bool | None = None) -> None:
        """Note that bold type starts (True) or ends (False) here; by default the other of both."""
        if on is None:
            on = self._bold_since is None
        if on and self._bold_since is None:
            self._bold_since = self._length + (self._gap is not None)
        elif not on and self._bold_since is not None:
            if self._bold_since < self._length:
                self._bold.append((self._bold_since, self._length))
            self._bold_since = None

    @property
    def last(self) -> str:
        """The last character so far, a space where white space is due, or nothing."""
        if self._gap is not None:
            return " "
        return self._pieces[-1][-1] if self._pieces else ""

    def build(self) -> Block | None:
        """Return the block, or None where there was nothing to read."""
        if not self._pieces:
            return None
        return Block(
            "".join(self._pieces),
            tuple(self._starts),
            tuple(self._origins),
            self.kind,
            tuple(self._links),
            tuple(self._bold),
            self.level,
            self.is_quoted,
        )

    def _put(self, text: str, at: int) -> None:
        if self._gap is not None:
            self._run(" ", self._gap)
            self._gap = None
        self._run(text, at)

    def _run(self, text: str, at: int) -> None:
        follows = self._starts and self._origins[-1] + self._length - self._starts[-1] == at
        if not follows:
            self._starts.append(self._length)
            self._origins.append(at)
        self._pieces.append(text)
        self._length += len(text)
