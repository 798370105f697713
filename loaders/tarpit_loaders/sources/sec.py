"""Filings with the SEC: of a 10-K what it says of business and competition, of an 8-K item 2.01.

Read are a filing's main document, a full submission with its header, and the list of a company's
filings that `cik` fetches from EDGAR's public JSON. "We" is the company that files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tarpit_graph.errors import InputError

from tarpit_loaders.documents import dates, files
from tarpit_loaders.documents.files import File, SourceHints
from tarpit_loaders.documents.items import Follow, Reading, Refused, Skipped, from_blocks
from tarpit_loaders.formats.json_text import parsed
from tarpit_loaders.markup import html, plain
from tarpit_loaders.markup.block import Block
from tarpit_loaders.sources import Source

_HEAD = re.compile(
    r"CONFORMED SUBMISSION TYPE:|<SEC-(?:DOCUMENT|HEADER)>|SECURITIES\s+AND\s+EXCHANGE\s+COMMISSION",
    re.IGNORECASE,
)
_LIST = re.compile(r'"cik"\s*:.*"(?:filings|entityType|accessionNumber)"\s*:', re.DOTALL)
_FORM = re.compile(
    r"CONFORMED SUBMISSION TYPE:\s*(\S+)|\bFORM\s+(10-K|8-K|10-Q|S-1)", re.IGNORECASE
)
_COMPANY = re.compile(r"COMPANY CONFORMED NAME:\s*(.+)")
_REGISTRANT = re.compile(r"\(?\s*exact name of (?:the )?registrant", re.IGNORECASE)
_FILED = re.compile(r"FILED AS OF DATE:\s*(\d{8})")
_PERIOD = re.compile(r"CONFORMED PERIOD OF REPORT:\s*(\d{8})")
_MAIN = re.compile(r"<DOCUMENT>\s{0,9}<TYPE>(?:10-K|8-K)", re.IGNORECASE)
_TEXT, _TEXT_END = (re.compile(tag, re.IGNORECASE) for tag in ("<TEXT>", "</TEXT>"))
_ITEM = re.compile(r"^\W*item\s+(\d{1,2}[A-C]?(?:\.\d\d)?)\b", re.IGNORECASE)
_WANTED = {"10-K": ("1",), "8-K": ("2.01",)}
_ARCHIVE = "https://www.sec.gov/Archives/edgar/data/{}/{}/{}"
_LIMIT, _LONGEST_HEADING = 20, 200


def recognises(head: str) -> bool:
    """Tell a filing by its header, and a list of filings by its fields."""
    if head.lstrip().startswith("{"):
        return _LIST.search(head) is not None
    return _HEAD.search(head) is not None


def addresses(settings: Mapping[str, Any]) -> Iterator[str]:
    """Yield where a company's filings are listed."""
    number = str(settings.get("cik", ""))
    if not number.isdigit() or len(number) > 10:
        raise InputError("needs `cik`, the company's number at the SEC, such as 1535527")
    yield f"https://data.sec.gov/submissions/CIK{int(number):010d}.json"


def read(file: File) -> Iterator[Reading | Refused | Follow | Skipped]:
    """Yield the one document of a filing, or the filings of a list."""
    text = files.text(file)
    if text.lstrip().startswith("{"):
        yield from _listed(parsed(text), file)
        return
    header = text[:20_000]
    form = str(file.hints.settings.get("form") or _first(_FORM, header)).upper()
    items = _WANTED.get(form.removesuffix("/A"))
    if items is None:
        yield Skipped(file.name, f"is a form {form or 'without a name'}; 10-K and 8-K are read")
        return
    blocks = _blocks(_main(text))
    wanted = _items(blocks, items)
    if not wanted:
        yield Skipped(file.name, f"is a {form} without item {' or '.join(items)}")
        return
    company = str(file.hints.settings.get("company") or _registrant(header, blocks))
    reading = from_blocks(
        file.name,
        file.hints.url or file.name,
        wanted,
        SOURCE.kind,
        title=f"{company} {form}".strip(),
        published=dates.first(
            metadata=_first(_FILED, header),
            given=file.hints.published,
            file_name=file.name,
            period=_first(_PERIOD, header),
        ),
        site="SEC EDGAR",
    )
    yield replace(reading, author=company)


def _main(text: str) -> str:
    """Return the text of a submission's main document; all of it where it is a document alone."""
    for pattern in (_MAIN, _TEXT):
        if (match := pattern.search(text)) is None:
            return text
        text = text[match.end() :]
    end = _TEXT_END.search(text)
    return text[: end.start()] if end else text


def _first(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return next(filter(None, match.groups()), "") if match else ""


def _blocks(text: str) -> list[Block]:
    return (
        html.blocks(text)
        if re.search(r"<(?:html|div|p|span)\b", text, re.I)
        else plain.blocks(text)
    )


def _items(blocks: Sequence[Block], wanted: Sequence[str]) -> list[Block]:
    """Return the blocks below the headings of these items.

    A table of contents has the same headings; the longest stretch below one is the item itself.
    """
    stretches: dict[str, list[list[Block]]] = {item: [] for item in wanted}
    into: list[Block] | None = None
    for block in blocks:
        match = _ITEM.match(block.text) if len(block.text) < _LONGEST_HEADING else None
        if match:
            into = []
            stretches.get(match[1].upper(), []).append(into)
        elif into is not None:
            into.append(block)
    return [block for found in stretches.values() for block in max(found, key=_length, default=[])]


def _length(blocks: Sequence[Block]) -> int:
    return sum(len(block.text) for block in blocks)


def _registrant(header: str, blocks: Sequence[Block]) -> str:
    """Return the company that files, from the header or from the cover page."""
    if name := _first(_COMPANY, header).strip():
        return name.title() if name.isupper() else name
    for before, block in zip(blocks, blocks[1:], strict=False):
        if _REGISTRANT.match(block.text):
            return before.text if len(before.text) < 100 else ""
    return ""


def _listed(filings: Any, file: File) -> Iterator[Follow | Refused]:
    try:
        company, number = str(filings["name"]), int(filings["cik"])
        recent = filings["filings"]["recent"]
        rows = list(
            zip(
                recent["form"],
                recent["filingDate"],
                recent["accessionNumber"],
                recent["primaryDocument"],
                recent.get("items") or [""] * len(recent["form"]),
                strict=True,
            )
        )
    except (KeyError, TypeError, ValueError) as error:
        raise InputError("is no list of filings as EDGAR gives it") from error
    forms = file.hints.settings.get("forms", list(_WANTED))
    wanted = [r for r in rows if r[0] in forms and (r[0] != "8-K" or "2.01" in str(r[4]))]
    for form, filed, accession, name, _ in wanted[: int(file.hints.settings.get("limit", _LIMIT))]:
        hints = SourceHints(
            kind=SOURCE.kind,
            ending=".htm",
            url=_ARCHIVE.format(number, str(accession).replace("-", ""), name),
            published=dates.first(metadata=filed),
            settings={"company": company, "form": form},
            trust=file.hints.trust,
            workloads=file.hints.workloads,
        )
        yield Follow(file.name, hints, version=str(accession))


SOURCE = Source(
    kind="sec",
    endings=(".txt", ".html", ".htm", ".json"),
    reads=(
        "10-K: business and competition; 8-K: item 2.01; `cik` lists a company's filings, `forms` which"
    ),
    skips="other forms, other items, exhibits, financial statements",
    settings=("cik", "forms", "limit", "company", "form"),
    lists=True,
    read=read,
    recognises=recognises,
    addresses=addresses,
)
