"""HTML: the standard library's parser tells where each piece of text stands.

>>> [b.text for b in blocks("<h1>A&amp;B</h1><script>x()</script><p>One <b>two</b></p>")]
['A&B', 'One two']
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from tarpit_loaders.markup.block import Block, BlockBuilder, Kind

_SKIPPED = frozenset(
    "script style noscript template svg head nav footer form iframe select datalist".split()
)
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_KINDS = {
    **dict.fromkeys(["h1", "h2", "h3", "h4", "h5", "h6"], Kind.HEADING),
    **dict.fromkeys(
        ["p", "div", "section", "article", "main", "blockquote", "dd", "dt", "figcaption"],
        Kind.PARAGRAPH,
    ),
    **dict.fromkeys(
        [
            "ul",
            "ol",
            "dl",
            "table",
            "tbody",
            "thead",
            "body",
            "html",
            "hr",
            "pre",
            "td",
            "th",
        ],
        Kind.PARAGRAPH,
    ),
    "li": Kind.ITEM,
    "tr": Kind.ROW,
}
_CELLS = frozenset(("td", "th"))
_BOLD = frozenset(("b", "strong"))
#: Words that their author took back.
_STRUCK = frozenset(("s", "del", "strike"))
#: Elements whose words no reader takes for what the page says.
UNREAD = _SKIPPED | _STRUCK
#: Elements that the next of their kind ends, so that their own end may be missing.
_ENDED_BY_NEXT = frozenset("p li dd dt tr td th option".split())
_QUOTES = re.compile(
    r"\b(?:gmail_quote|gmail_signature|moz-signature|yahoo_quoted|moz-cite-prefix|protonmail_quote|divRplyFwdMsg|appendonsend)\b"
)
_INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BULLET = re.compile(r"\s*[-•*–]\s+")
#: The start of a tag that no ">" ends. The parser would scan to the end of the text for each of them.
_UNCLOSED = re.compile(r"<(?=/?[a-zA-Z][^<>]*(?:<|\Z))")


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """What a page says of itself.

    Attributes:
        published: The day in its metadata, as written.
        visible: Its markup without what is hidden or struck out.
    """

    blocks: list[Block]
    title: str
    url: str
    published: str
    visible: str


def blocks(text: str, *, with_quotes: bool = True) -> list[Block]:
    """Return the readable blocks of a page.

    Args:
        text: The page.
        with_quotes: Read also what a mail quotes of the one that it answers.
    """
    return read(text, with_quotes=with_quotes).blocks


def text(markup: str) -> str:
    """Return what a reader sees of a stretch of HTML, as one line.

    >>> text("Weights &amp; <b>Biases</b>")
    'Weights & Biases'
    """
    return " ".join(block.text for block in blocks(markup))


def read(text: str, *, with_quotes: bool = True) -> ParsedPage:
    """Read a page: its blocks, title, canonical address and day of publication as written."""
    parser = _Parser(text, with_quotes)
    parser.feed(_without_unclosed(text))
    parser.close()
    parser.flush()
    visible, end = [], 0
    for start, stop in parser.hidden:
        visible.append(text[end:start])
        end = stop
    visible.append(text[end:])
    return ParsedPage(
        parser.blocks, parser.title.strip(), parser.url, parser.published, "".join(visible)
    )


def _is_hidden(tag: str, values: dict[str, str]) -> bool:
    """Tell whether readers do not see an element, or see that its words were taken back."""
    return (
        tag in UNREAD
        or "hidden" in values
        or values.get("aria-hidden") == "true"
        or _INVISIBLE.search(values.get("style", "")) is not None
    )


def _is_quote(tag: str, values: dict[str, str]) -> bool:
    """Tell what mail programs put an earlier mail into."""
    return (tag == "blockquote" and values.get("type") == "cite") or bool(
        _QUOTES.search(f"{values.get('class', '')} {values.get('id', '')}")
    )


def _without_unclosed(text: str) -> str:
    """Blank out what opens and never closes; every other character stays where it is."""
    closed = text.rfind("-->") + 1
    tail = text[closed:].replace("<!--", "    ")
    return _UNCLOSED.sub(" ", text[:closed] + tail)


@dataclass
class _Parser(HTMLParser):
    source: str
    with_quotes: bool
    blocks: list[Block] = field(default_factory=list)
    title: str = ""
    url: str = ""
    published: str = ""
    hidden: list[tuple[int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self._builder = BlockBuilder()
        #: The element whose content is skipped, how many of its kind are open, where it started if it is hidden.
        self._skipped = ("", 0, 0)
        self._tag_end = -1
        self._breaks = 0
        self._quotes = 0
        self._in_title = False
        self._addresses: list[str] = []
        # Only "\n" ends a line to the parser; splitlines() knows eight more ends.
        self._line_starts = [0, *(match.end() for match in re.finditer("\n", self.source))]

    def flush(self, kind: Kind = Kind.PARAGRAPH, level: int = 0) -> None:
        if block := self._builder.build():
            self.blocks.append(block)
        self._builder = BlockBuilder(kind, level, self._quotes > 0)

    def parse_html_declaration(self, i: int) -> int:
        """Skip a declaration that is none, such as `<![x`; the standard library gives up on it."""
        stands = self.lineno, self.offset
        try:
            return super().parse_html_declaration(i)
        except AssertionError:
            self.lineno, self.offset = stands
            end = self.rawdata.find(">", i)
            return end + 1 if end >= 0 else len(self.rawdata)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._skipped[0] and not self._goes_on(tag):
            return
        values = {name: value or "" for name, value in attrs}
        is_quote = not self.with_quotes and _is_quote(tag, values)
        if tag not in _VOID and (is_quote or _is_hidden(tag, values)):
            self._skipped = (tag, 1, -1 if tag in _SKIPPED else self._at())
        if self._at() == self._tag_end and self._builder.last.isalnum():
            self._builder.gap(
                self._at()
            )  # "</span><span>": what stands side by side is not one word
        if tag == "meta":
            self._meta(values)
        elif tag == "link" and values.get("rel") == "canonical":
            self.url = self.url or values.get("href", "")
        elif tag == "time":
            self.published = self.published or values.get("datetime", "")
        elif tag == "title":
            self._in_title = True
        if tag == "a":
            self._builder.open_link()
            self._addresses.append(values.get("href", ""))
        if tag in _BOLD:
            self._builder.switch_bold(True)
        self._quotes += tag == "blockquote"
        if tag == "br":
            self._break()
        elif tag in _CELLS and self._builder.kind is Kind.ROW:
            self._builder.add("|", self._at())
            self._builder.gap(self._at())
        elif tag in _KINDS:
            self.flush(_KINDS[tag], int(tag[1]) if _KINDS[tag] is Kind.HEADING else 0)

    def _goes_on(self, tag: str) -> bool:
        """Tell whether an element inside a skipped one is read after all, as the skipped one ended before it."""
        skipped, depth, start = self._skipped
        if (tag == skipped and tag in _ENDED_BY_NEXT) or (skipped == "head" and tag == "body"):
            self._end_skipped()
            return True
        self._skipped = (skipped, depth + (tag == skipped), start)
        return skipped == "head"

    def _end_skipped(self) -> None:
        if self._skipped[2] >= 0:
            self.hidden.append((self._skipped[2], self._at()))
        self._skipped = ("", 0, 0)

    def _break(self) -> None:
        """Take one line break for a space, and two for the end of a paragraph."""
        self._breaks += 1
        if self._breaks > 1:
            self.flush(self._builder.kind)
        self._builder.gap(self._at())

    def handle_endtag(self, tag: str) -> None:
        self._tag_end = self._at() + len(tag) + len("</>")
        if self._skipped[0]:
            skipped, depth, start = self._skipped
            if tag == skipped:
                self._skipped = (skipped, depth - 1, start)
                if depth == 1:
                    self._end_skipped()
            if skipped != "head":
                return
        if tag == "title":
            self._in_title = False
        if tag == "a" and self._addresses:
            self._builder.close_link(self._addresses.pop())
        if tag in _BOLD:
            self._builder.switch_bold(False)
        self._quotes -= tag == "blockquote" and self._quotes > 0
        if tag in _CELLS and self._builder.kind is Kind.ROW:
            self._builder.gap(self._at())
        elif tag in _KINDS:
            self.flush()

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data
        elif not self._skipped[0]:
            self._words(data)

    def _words(self, data: str) -> None:
        """Add text; behind a line break a bullet opens an item."""
        bullet = _BULLET.match(data) if self._breaks else None
        if bullet:
            self.flush(Kind.ITEM)
        if data.strip():
            self._breaks = 0
        skipped = bullet.end() if bullet else 0
        self._builder.add(data[skipped:], self._at() + skipped)

    def handle_entityref(self, name: str) -> None:
        self._reference(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._reference(f"&#{name};")

    def _reference(self, reference: str) -> None:
        character = html.unescape(reference)
        if self._in_title:
            self.title += character
        elif not self._skipped[0]:
            self._builder.replace(character, self._at())

    def _meta(self, values: dict[str, str]) -> None:
        name, content = values.get("property") or values.get("name", ""), values.get("content", "")
        if name in ("article:published_time", "date", "datePublished", "dc.date"):
            self.published = content
        elif name == "og:url":
            self.url = self.url or content
        elif name == "og:title":
            self.title = self.title or content

    def _at(self) -> int:
        line, column = self.getpos()
        return self._line_starts[line - 1] + column
