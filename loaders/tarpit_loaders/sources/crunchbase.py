"""Company tables in the form of Crunchbase's CSV export: companies, rounds, investments, deals.

The columns are those of the daily export (data.crunchbase.com/docs/daily-csv-export); a search saved
as CSV spells them in words, "Organization Name", which are read too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tarpit_graph.ontology import (
    ACQUIRED,
    COMPANY,
    DESCRIBED_AS,
    FUNDED,
    FUNDING_ROUND,
    INVESTED_IN,
    RAISED,
    SUBSIDIARY_OF,
)
from tarpit_graph.records import Mention, Scalar

from tarpit_loaders.documents import date_forms
from tarpit_loaders.documents.files import File
from tarpit_loaders.documents.items import Reading
from tarpit_loaders.formats import tabular
from tarpit_loaders.formats.tabular import Part, Row
from tarpit_loaders.sources import Source
from tarpit_loaders.structured.claim_builder import ClaimBuilder, ValidTime

_PATTERN = "crunchbase/2"

#: How the export calls a kind of round, and how we do.
_SERIES = {"pre_seed": "Pre-seed", "seed": "Seed", "angel": "Angel"}
_UNKNOWN_ROUNDS = frozenset(("", "undisclosed", "series_unknown"))


def recognises(head: str) -> bool:
    """Tell a table of the export by its columns."""
    return _reader(tabular.header(head)) is not None


def read(file: File) -> Iterator[Reading]:
    """Yield one document for every few thousand rows."""
    for part in tabular.parts(file):
        say = _reader(tabular.header(part.text))
        if say is not None:
            yield _document(part, file, say)


def _reader(header: frozenset[str]) -> Callable[[ClaimBuilder, Row], None] | None:
    """Return what reads the rows of a table with these columns."""
    if {"acquirer_name", "acquiree_name"} <= header:
        return _acquisition
    if "investor_name" in header and "funding_round_name" in header:
        return _investment
    if "investment_type" in header or {"funding_type", "money_raised"} <= header:
        return _round
    if "organization_name" in header or {"permalink", "homepage_url"} <= header:
        return _company
    return None


def _document(part: Part, file: File, say: Callable[[ClaimBuilder, Row], None]) -> Reading:
    rows = ClaimBuilder.of_part(part, file, SOURCE.kind, _PATTERN)
    for row in part.rows:
        say(rows, row)
    return rows.part_reading(part, file)


def _company(rows: ClaimBuilder, row: Row) -> None:
    if name := row.first("organization_name", "name"):
        company = rows.entity(COMPANY, name)
        rows.add(
            row.place,
            DESCRIBED_AS,
            company,
            attributes={
                "homepage": row.first("homepage_url", "website", "domain"),
                "crunchbase": row.first("cb_url", "organization_name_url", "crunchbase_url"),
                "ticker": row.first("stock_symbol"),
                "description": row.first("short_description", "description"),
                "kind": "investor" if row.first("primary_role") == "investor" else "",
                "founded": _founded(row),
                **_head_office(row),
            },
        )
        if parent := row.first("parent_name"):
            rows.add(row.place, SUBSIDIARY_OF, company, rows.entity(COMPANY, parent))


def _founded(row: Row) -> str:
    stated = date_forms.parse(row.first("founded_on", "founded_date"))
    return stated.start.isoformat() if stated else ""


def _head_office(row: Row) -> dict[str, str]:
    """Return city and country: of the export's columns, or of a search's "City, State, Country"."""
    written = [part.strip() for part in row.first("headquarters_location").split(",")]
    return {
        "city": row.first("city") or written[0],
        "country": row.first("country_code") or written[-1],
    }


def _round(rows: ClaimBuilder, row: Row) -> None:
    company = row.first("org_name", "organization_name")
    if not company:
        return
    said: dict[str, Scalar | None] = {}
    if (usd := _usd(row, "raised_amount_usd", "money_raised_(in_usd)", "money_raised")) is not None:
        said |= {"amount_usd": usd, "amount": f"${usd:,.0f}"}
    if series := _series(row.first("investment_type", "funding_type")):
        said["series"] = series
    if (valued := _usd(row, "post_money_valuation_usd")) is not None:
        said["valuation_usd"] = valued
    owner = rows.entity(COMPANY, company)
    round_ = _round_of(rows, owner, series, usd)
    if round_ is not None:
        when = ValidTime.stated(row.first("announced_on", "announced_date"))
        rows.add(row.place, RAISED, owner, round_, said, when=when)


def _investment(rows: ClaimBuilder, row: Row) -> None:
    series, _, company = row.first("funding_round_name").partition(" - ")
    investor = row.first("investor_name")
    if not investor or not company:
        return
    fund, owner = rows.entity(COMPANY, investor), rows.entity(COMPANY, company)
    when = ValidTime.stated(row.first("announced_on", "announced_date"))
    rows.add(row.place, INVESTED_IN, fund, owner, when=when)
    if (round_ := _round_of(rows, owner, _series(series), None)) is not None:
        leads = row.first("is_lead_investor").lower() in ("true", "t", "1", "yes")
        rows.add(row.place, FUNDED, fund, round_, {"lead": leads or None}, when=when)


def _acquisition(rows: ClaimBuilder, row: Row) -> None:
    acquirer, target = row.first("acquirer_name"), row.first("acquiree_name")
    if acquirer and target:
        kind = row.first("acquisition_type").lower()
        usd = _usd(row, "price_usd", "price")
        rows.add(
            row.place,
            ACQUIRED,
            rows.entity(COMPANY, acquirer),
            rows.entity(COMPANY, target),
            {
                "kind": kind if kind in ("acquisition", "acquihire") else "acquisition",
                "price_usd": usd,
                "price": f"${usd:,.0f}" if usd is not None else None,
            },
            when=ValidTime.stated(row.first("acquired_on", "announced_on", "announced_date")),
        )


def _round_of(rows: ClaimBuilder, owner: Mention, series: str, usd: float | None) -> Mention | None:
    """Return the round under the name that a sentence about it gives it: see `funding`."""
    if not series and usd is None:
        return None
    size = "" if usd is None else f"${usd / 1e9:g}B" if usd >= 1e9 else f"${usd / 1e6:g}M"
    return rows.entity(FUNDING_ROUND, f"{owner.name} {series or size}")


def _series(kind: str) -> str:
    """Return a round's series as sentences spell it.

    >>> _series("series_b"), _series("Series B"), _series("seed"), _series("debt_financing")
    ('Series B', 'Series B', 'Seed', '')
    """
    key = kind.strip().lower().replace(" ", "_").replace("-", "_")
    if key in _UNKNOWN_ROUNDS:
        return ""
    if key.startswith("series_"):
        return f"Series {key.removeprefix('series_').upper()}"
    return _SERIES.get(key, "")


def _usd(row: Row, *columns: str) -> float | None:
    """Return a sum in dollars; None of one in another currency, whose rate the row does not tell."""
    try:
        amount = float(row.first(*columns).lstrip("US$ ").replace(",", ""))
    except ValueError:
        return None
    return amount if 0 < amount < 1e13 else None


SOURCE = Source(
    kind="crunchbase",
    endings=(".csv", ".tsv"),
    reads="companies with home page, ticker, founding, city and parent; rounds with sum and series; investors; acquisitions",
    skips="people, ranks, addresses, counts",
    streams=True,
    read=read,
    recognises=recognises,
)
