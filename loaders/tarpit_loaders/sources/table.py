"""Tables in CSV or a workbook: documents where a column holds text, else claims a row.

Without a mapping columns are known by name. `columns` in the sources file maps ours to theirs:
`{text: Body, title: Headline, date: Day}` for documents, or any of `company`, `product`, `workload`,
`feature`, `competitor`, `homepage`, `description`, `repository`, `licence` for claims.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from tarpit_graph.errors import InputError
from tarpit_graph.identity import digest
from tarpit_graph.ontology import (
    COMPANY,
    COMPETES_WITH,
    DESCRIBED_AS,
    FEATURE,
    HAS_FEATURE,
    MAKES,
    PRODUCT,
    SERVES,
)
from tarpit_graph.records import Mention, Scalar

from tarpit_loaders.documents import dates
from tarpit_loaders.documents.files import File
from tarpit_loaders.documents.items import Raw, Reading, Refused, document
from tarpit_loaders.formats import tabular
from tarpit_loaders.formats.tabular import Part, Row
from tarpit_loaders.markup import plain
from tarpit_loaders.sources import Source
from tarpit_loaders.structured.claim_builder import ClaimBuilder, ValidTime

_PATTERN = "table-row/1"

#: What the columns of others are called.
_ALIASES: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "body", "content", "article"),
    "id": ("id", "guid", "uuid"),
    "title": ("title", "headline"),
    "date": ("date", "published", "published_at", "since"),
    "url": ("url", "link", "address"),
    "company": ("company", "vendor", "maker", "organization", "organisation"),
    "product": ("product", "tool", "project", "model"),
    "workload": ("workload", "category", "segment", "job"),
    "layer": ("layer",),
    "feature": ("feature", "features"),
    "competitor": ("competitor", "competitors", "competes_with"),
    "homepage": ("homepage", "website"),
    "description": ("description", "summary"),
    "repository": ("repository", "repo", "repo_url"),
    "licence": ("licence", "license"),
}
_ENTITIES = ("company", "product")


def read(file: File) -> Iterator[Reading | Refused]:
    """Yield a document a row, or one for every few thousand rows of claims."""
    columns = file.hints.settings.get("columns")
    for part in tabular.parts(file):
        rows = [_mapped(row, columns) for row in part.rows]
        known = {name for row in rows[:1] for name in row.cells}
        if "text" in known:
            for row in rows:
                yield from _document(row, part, file)
        elif known & set(_ENTITIES):
            yield _claims(rows, part, file)
        elif rows:
            raise InputError(
                "has no column that tarpit knows; map one to text, product or company, with "
                "`columns: {product: Name}`"
            )


def _mapped(row: Row, columns: object) -> Row:
    """Return a row under our names of its columns."""
    cells: dict[str, str] = {}
    for ours, theirs in _ALIASES.items():
        if isinstance(columns, dict) and ours in columns:
            names: tuple[str, ...] = ("_".join(str(columns[ours]).lower().split()),)
        else:
            names = theirs
        for name in names:
            if name in row.cells:
                cells.setdefault(ours, row.cells[name])
    return replace(row, cells=cells)


def _document(row: Row, part: Part, file: File) -> Iterator[Reading | Refused]:
    text, url = row.first("text"), row.first("url")
    name = f"{file.name}:{row.first('id') or digest(text)}"
    if not text:
        yield Refused(name, "the row has no text")
        return
    header = part.text.partition("\n")[0]
    source = f"{header}\n{part.text[slice(*row.place)]}\n"
    hints = replace(file.hints, kind=SOURCE.kind, ending=".csv")
    yield Reading(
        row.first("id") or name,
        document(
            url or name,
            text,
            SOURCE.kind,
            title=row.first("title"),
            url=url,
            published=dates.first(metadata=row.first("date"), given=file.hints.published),
        ),
        tuple(plain.blocks(text)),
        raw=Raw(source.encode(), file.name, hints),
    )


def _claims(found: list[Row], part: Part, file: File) -> Reading:
    rows = ClaimBuilder.of_part(part, file, SOURCE.kind, _PATTERN)
    for row in found:
        _say(rows, row, file.hints.workloads)
    return rows.part_reading(part, file)


def _say(rows: ClaimBuilder, row: Row, hints: tuple[str, ...]) -> None:
    """Add what one row says."""
    company = _entity(rows, COMPANY, row.first("company"))
    product = _entity(rows, PRODUCT, row.first("product"))
    subject, when = product or company, ValidTime.stated(row.first("date"))
    if subject is None:
        return
    if company and product:
        rows.add(row.place, MAKES, company, product)
    if product:
        for job in _several(row.first("workload")) or hints:
            workload = rows.segment(row.place, row.first("layer"), job)
            rows.add(row.place, SERVES, product, workload)
        for name in _several(row.first("feature")):
            rows.add(row.place, HAS_FEATURE, product, rows.entity(FEATURE, name), when=when)
    for name in _several(row.first("competitor")):
        rows.add(row.place, COMPETES_WITH, subject, rows.entity(subject.type, name))
    described: dict[str, Scalar | None] = {
        "homepage": row.first("homepage"),
        "description": row.first("description"),
    }
    if product:
        described |= {"repository": row.first("repository"), "licence": row.first("licence")}
    rows.add(row.place, DESCRIBED_AS, subject, attributes=described)


def _entity(rows: ClaimBuilder, type_: str, name: str) -> Mention | None:
    """Return what a cell names; a cell without a letter is a figure."""
    return rows.entity(type_, name) if any(map(str.isalpha, name)) else None


def _several(cell: str) -> tuple[str, ...]:
    """Return the values of a cell that may hold several."""
    return tuple(part.strip() for part in cell.replace("|", ";").split(";") if part.strip())


SOURCE = Source(
    kind="table",
    endings=(".csv", ".tsv", ".xlsx", ".xlsm"),
    reads=(
        "a document a row where a column is text, else who makes what, which job it does, its features"
    ),
    skips="columns that nothing maps; formulas count as the values saved with them",
    settings=("columns",),
    streams=True,
    read=read,
)
