"""Comparison tables: "| Feature | Pinecone | Milvus |" says who has what, and that they compete.

A table is read only where at least two of its columns, or two of its rows, are known names: anything
else is a table of something else, as is one in which a name has several rows. Each claim quotes its row; its
names point at their own cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from tarpit_graph.ontology import COMPANY, COMPETES_WITH, FEATURE, HAS_FEATURE, PRODUCT
from tarpit_graph.records import Claim, Document, Mention, Status

from tarpit_loaders.extraction import claims
from tarpit_loaders.extraction.claims import TextSpan
from tarpit_loaders.extraction.relations.argument_checks import have_one_maker
from tarpit_loaders.markup.block import Block, Kind
from tarpit_loaders.names import catalog, gazetteer
from tarpit_loaders.names.catalog import CatalogEntry

#: Raise when what is found changes.
NAME = "table/1"
_YES = re.compile(
    r"(?:✓|✔|✅|☑|●|🟢|supports?\b"
    r"|(?:yes|y|true|supported|available|included|native(?: support)?|built-?in|full)(?:\Z|\s?[,.;:(]))",
    re.IGNORECASE,
)
_NO = re.compile(
    r"(?:✗|✘|❌|✖|×|○|🔴|no\b|not\b|none\b|n\Z|n/a\b|false\b|unsupported\b|unavailable\b|[-–—]\Z)",
    re.IGNORECASE,
)
_PLANS = re.compile(r"(?:planned|coming soon|roadmap|soon|beta\s+soon)", re.IGNORECASE)
#: Headings over a column that says something of the others, or of the whole row.
_REMARKS = frozenset(
    "remarks notes note description comments comment limit value winner summary verdict status support supported "
    "available availability tested".split()
)
_MAX_COLUMNS = 12
_LONGEST = 60
_SURE, _LIKELY = 0.85, 0.7


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell of a row: its text and where it stands in the row's block."""

    block: Block
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.block.text[self.start : self.end]


def find(document: Document, blocks: Iterable[Block]) -> Iterator[Claim]:
    """Yield what the comparison tables of a document say."""
    for rows in _tables(blocks):
        header, *body = rows
        if not body:
            continue
        columns = {i: name for i, cell in enumerate(header) if i and (name := _product(cell))}
        lines = {i: name for i, row in enumerate(body) if row and (name := _product(row[0]))}
        if len(columns) >= 2:
            yield from _rivals(document, header[0].block, list(columns.values()))
            if _product(header[0]) is None:
                for row in body:
                    yield from _features(document, row, columns)
        elif len(lines) >= 2 and not columns and _differ(lines.values()):
            asked = [_is_asked(row[n] for row in body if n < len(row)) for n in range(len(header))]
            for i, product in lines.items():
                for title, cell, is_asked in list(zip(header, body[i], asked, strict=False))[1:]:
                    yield from _feature(document, product, title, cell, is_asked=is_asked)


def _tables(blocks: Iterable[Block]) -> Iterator[list[list[_Cell]]]:
    rows: list[list[_Cell]] = []
    for block in blocks:
        if block.kind is Kind.ROW:
            cells = list(_cells(block))
            if 2 <= len(cells) <= _MAX_COLUMNS:
                rows.append(cells)
                continue
        if rows:
            yield rows
            rows = []
    if rows:
        yield rows


def _cells(block: Block) -> Iterator[_Cell]:
    """Cut a row at its bars. The bar before the first cell and after the last open none."""
    text = block.text
    bars = [-1, *(i for i, c in enumerate(text) if c == "|"), len(text)]
    for number, (left, right) in enumerate(zip(bars, bars[1:], strict=False)):
        inner = text[left + 1 : right]
        if not inner.strip() and number in (0, len(bars) - 2):
            continue
        start = left + 1 + len(inner) - len(inner.lstrip())
        yield _Cell(block, start, max(start, left + 1 + len(inner.rstrip())))


def _product(cell: _Cell) -> Mention | None:
    """Return the known product, else the known company, that a cell names and nothing more."""
    name = cell.text
    if not name or name.lower() in _REMARKS or len(name) > _LONGEST:
        return None
    for type_ in (PRODUCT, COMPANY):
        entry = catalog.load().find(type_, name)
        if entry is not None and any(c.isupper() for c in name):
            return _mention(cell, type_, entry.id, entry.name)
    return None


def _rivals(document: Document, block: Block, names: Sequence[Mention]) -> Iterator[Claim]:
    for left, right in combinations(names, 2):
        if left.id != right.id and not have_one_maker(*map(_known, (left, right))):
            place = TextSpan(document, block, 0, len(block.text))
            yield claims.claim(place, COMPETES_WITH, left, right, Status.COMPLETED, _LIKELY, NAME)


def _known(name: Mention) -> tuple[CatalogEntry, ...]:
    entry = catalog.load().find(name.type, name.name)
    return (entry,) if entry else ()


def _differ(names: Iterable[Mention]) -> bool:
    """Tell names that each stand once: a provider with a row for each of its models is not what is compared."""
    ids = [name.id for name in names]
    return len(set(ids)) == len(ids)


def _is_asked(cells: Iterable[_Cell]) -> bool:
    """Tell whether cells answer "has it this": one says yes. Where all have numbers or nothing, none does."""
    return any(_status(cell.text) in (Status.COMPLETED, Status.PLANNED) for cell in cells)


def _features(
    document: Document, row: Sequence[_Cell], columns: dict[int, Mention]
) -> Iterator[Claim]:
    is_asked = _is_asked(row[i] for i in columns if i < len(row))
    for i, product in columns.items():
        if i < len(row):
            yield from _feature(document, product, row[0], row[i], is_asked=is_asked)


def _feature(
    document: Document, product: Mention, title: _Cell, cell: _Cell, *, is_asked: bool
) -> Iterator[Claim]:
    """Yield what one cell says of one product: "yes", "no", or which features it has."""
    if product.type != PRODUCT:
        return
    place = TextSpan(document, cell.block, 0, len(cell.block.text))
    status = _status(cell.text)
    known = catalog.load().find(FEATURE, title.text)
    is_title = 2 < len(title.text) <= _LONGEST and title.text.lower() not in _REMARKS
    if status is not None and is_title and (known or is_asked):
        id_, name = catalog.load().resolve(FEATURE, title.text)
        feature = _mention(title, FEATURE, id_, name)
        sure = _SURE if known else _LIKELY
        yield claims.claim(place, HAS_FEATURE, product, feature, status, sure, NAME)
    if status in (None, Status.COMPLETED):
        for hit in gazetteer.load().find_features(cell.text):
            entry = hit.entries[0]
            part = _Cell(cell.block, cell.start + hit.start, cell.start + hit.end)
            feature = _mention(part, FEATURE, entry.id, entry.name)
            yield claims.claim(
                place, HAS_FEATURE, product, feature, Status.COMPLETED, _LIKELY, NAME
            )


def _status(text: str) -> Status | None:
    """Return what a cell says of a feature; None where it says something else.

    >>> _status("✓"), _status("Not supported"), _status("Coming soon"), _status("SaaS-only")
    (<Status.COMPLETED: 'completed'>, <Status.DENIED: 'denied'>, <Status.PLANNED: 'planned'>, None)
    """
    if _PLANS.match(text):
        return Status.PLANNED
    if _NO.match(text):
        return Status.DENIED
    return Status.COMPLETED if _YES.match(text) else None


def _mention(cell: _Cell, type_: str, id_: str, name: str) -> Mention:
    start, end = cell.block.span(cell.start, cell.end)
    return Mention(id_, type_, name, cell.text, start, end)
