"""Web pages: the main text as trafilatura finds it; title, author, day and address from metadata.

A. Barbaresi, "Trafilatura: a web scraping library and command-line tool", ACL 2021. Of our own blocks
those are kept whose words stand in its extraction, so that rows stay rows and links stay links.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from tarpit_loaders.documents import dates, files
from tarpit_loaders.documents.dates import Published
from tarpit_loaders.documents.files import File
from tarpit_loaders.documents.items import Reading, from_blocks
from tarpit_loaders.markup import html
from tarpit_loaders.markup.block import Block
from tarpit_loaders.markup.html import ParsedPage
from tarpit_loaders.sources import Source
from tarpit_loaders.web.canonical_url import own_address

#: Larger pages are read whole: such pages are generated, and extracting the main text takes long.
_MAXIMUM = 2_000_000
#: Less is no article but a page that trafilatura does not understand.
_MINIMUM = 200
#: Days are compared with this one, not with today: the same page must give the same day.
_MAX_DATE = "2100-01-01"
_NO_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class _Main:
    """What trafilatura finds in a page."""

    text: str = ""
    title: str = ""
    author: str = ""
    site: str = ""
    published: str = ""


def read(file: File) -> Iterator[Reading]:
    """Yield the one document of a page."""
    yield article(files.text(file), file)


def article(text: str, file: File, kind: str = "html") -> Reading:
    """Return the document that a page holds.

    Args:
        text: The page.
        file: Where it comes from.
        kind: The source kind that reads it.

    Raises:
        InputError: there is nothing to read in it.
    """
    page = html.read(text)
    main = _main(page.visible)
    address = own_address(page.url, file.hints.url)
    by_address = dates.of_address(page.url) or dates.of_address(file.hints.url)
    stated = dates.first(page=page.published, main=main.published)
    if by_address and stated and stated.day == by_address.day:
        stated = by_address  # a byline says it better
    elif stated and not page.published and _is_ambiguous(stated.day, text):
        stated = Published(date(stated.day.year, 12, 31), "year", "main")
    return from_blocks(
        file.name,
        address or file.name,
        _kept(page, main),
        kind,
        title=page.title or main.title,
        url=address,
        published=dates.first(
            metadata=stated,
            file_name=file.name,
            given=file.hints.published,
        ),
        author=main.author,
        site=main.site,
    )


def _is_ambiguous(day: date, text: str) -> bool:
    """Tell whether a page writes a day only as "04/06/2024", which may be another one."""
    if day.day > 12 or day.day == day.month:
        return False
    one, other = f"0?{day.day}", f"0?{day.month}"
    written = rf"(?<!\d)(?:{one}[/-]{other}|{other}[/-]{one})[/-]{day.year}(?!\d)"
    plain = rf"{day.year}[-/.]?{day.month:02}[-/.]?{day.day:02}|(?i:{day:%b})[a-z]*\.? {one}\b|\b{one}\.? (?i:{day:%b})"
    return re.search(written, text) is not None and re.search(plain, text) is None


def _main(text: str) -> _Main:
    if len(text) > _MAXIMUM:
        return _Main()
    import trafilatura  # half a second, and only pages need it

    # It logs what it cannot read; we say so ourselves.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    found = trafilatura.bare_extraction(
        text,
        favor_recall=True,
        include_comments=False,
        with_metadata=True,
        date_extraction_params={
            "extensive_search": False,
            "original_date": True,
            "max_date": _MAX_DATE,
        },
    )
    if found is None or isinstance(found, dict):
        return _Main()
    said = (found.text, found.title, found.author, found.sitename, found.date)
    return _Main(*(value or "" for value in said))


def _kept(page: ParsedPage, main: _Main) -> Sequence[Block]:
    """Return the blocks of the main text; all of them where it was not found."""
    if len(main.text) < _MINIMUM:
        return page.blocks
    words = _folded(main.text)
    kept = [b for b in page.blocks if b.text == page.title or _folded(b.text) in words]
    return kept or page.blocks


def _folded(text: str) -> str:
    return _NO_WORD.sub("", text).casefold()


SOURCE = Source(
    kind="html",
    endings=(".html", ".htm", ".xhtml"),
    reads="the main text; title, author, day, canonical address and site name from its metadata",
    skips="navigation, headers, footers, comments, scripts, forms",
    read=read,
)
