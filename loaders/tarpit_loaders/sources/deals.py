"""Tables of deals: who bought whom, how far it has come, on which day, by which announcement.

Columns: `acquirer,target,date,source`, and where known `kind,status,price_usd`, the target's `product` and its
`category`. A day may be a month or a year.
"""

from __future__ import annotations

from collections.abc import Iterator

from tarpit_graph.errors import InputError
from tarpit_graph.ontology import ACQUIRED, COMPANY, MAKES, PRODUCT, SERVES
from tarpit_graph.records import Scalar, Status

from tarpit_loaders.documents import files
from tarpit_loaders.documents.files import File
from tarpit_loaders.documents.items import Reading
from tarpit_loaders.formats import tabular
from tarpit_loaders.formats.tabular import Row
from tarpit_loaders.sources import Source
from tarpit_loaders.structured.claim_builder import ClaimBuilder, ValidTime

_PATTERN = "deals/1"
_KINDS = frozenset(("acquisition", "acquihire", "licence_and_hire", "asset_purchase"))


def recognises(head: str) -> bool:
    """Tell a table of deals by its columns."""
    return {"acquirer", "target"} <= tabular.header(head)


def read(file: File) -> Iterator[Reading]:
    """Yield the one document of a table."""
    text = files.text(file)
    rows = ClaimBuilder.of_file(file, text, SOURCE.kind, _PATTERN)
    for row in tabular.rows(text):
        _row(rows, row)
    if not rows.claims:
        raise InputError("lists no deal that could be read")
    yield rows.reading(file.name)


def _row(rows: ClaimBuilder, row: Row) -> None:
    buyer, target = row.first("acquirer"), row.first("target")
    status = _status(row.first("status"))
    if not buyer or not target or status is None:
        return
    sold = rows.entity(COMPANY, target)
    rows.add(
        row.place,
        ACQUIRED,
        rows.entity(COMPANY, buyer),
        sold,
        _said(row),
        when=ValidTime.stated(row.first("date")),
        status=status,
    )
    if product := row.first("product"):
        made = rows.entity(PRODUCT, product)
        rows.add(row.place, MAKES, sold, made)
        if job := row.first("category"):
            rows.add(row.place, SERVES, made, rows.segment(row.place, "", job))


def _said(row: Row) -> dict[str, Scalar | None]:
    kind, price = row.first("kind").lower(), row.first("price_usd").replace(",", "").lstrip("$")
    usd = float(price) if price.isdigit() else None
    return {
        "kind": kind if kind in _KINDS else "acquisition",
        "price_usd": usd,
        "price": f"${usd:,.0f}" if usd else None,
    }


def _status(word: str) -> Status | None:
    """Return how far a deal has come; done where a table does not say, None for a word that is no status."""
    if not word:
        return Status.COMPLETED
    return next((status for status in Status if status.value == word.strip().lower()), None)


SOURCE = Source(
    kind="deals",
    endings=(".csv", ".tsv"),
    reads="who bought whom, how far the deal has come, its day, month or year, its price; what the target makes",
    skips="rows without a buyer or a target, and with a status that is none",
    read=read,
    recognises=recognises,
)
