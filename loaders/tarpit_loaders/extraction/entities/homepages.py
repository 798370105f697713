"""Home pages: a link beside a name tells which entity it names.

"[Together](https://together.ai/)" is Together AI, whatever else the word may mean; and of a name that no
file knows, its home page is told, so that two spellings with one home page can be found to be one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from urllib.parse import urlsplit

from tarpit_graph.identity.merge_candidates import domain
from tarpit_graph.ontology import COMPANY, DESCRIBED_AS, PRODUCT
from tarpit_graph.records import Claim, Document, Mention, Status

from tarpit_loaders.extraction import claims
from tarpit_loaders.extraction.claims import TextSpan
from tarpit_loaders.markup.block import Block, Link
from tarpit_loaders.names import catalog
from tarpit_loaders.names.catalog import CatalogEntry
from tarpit_loaders.names.gazetteer import NameMatch

#: Raise when what is found changes.
NAME = "homepage/1"
_LONGEST_NAME, _LONGEST_ADDRESS = 40, 300


def hits(block: Block) -> Iterator[NameMatch]:
    """Yield the words of a block that link to the home page of a known company or product."""
    for link in block.links:
        entries = _by_domain().get(_home(link.address), ())
        text = block.text[link.start : link.end]
        # "Read more" leads to a home page as well: what is linked must start as the name does.
        named = tuple(e for e in entries if _starts_like(text, e))
        if named and link.end - link.start <= _LONGEST_NAME:
            yield NameMatch(link.start, link.end, named, is_certain=True)


def find(
    document: Document, blocks: Sequence[Block], spoken_of: Iterable[Mention]
) -> Iterator[Claim]:
    """Yield the home pages of unknown names that a document says something of."""
    unknown = {m.start: m for m in spoken_of if m.type in (COMPANY, PRODUCT)}
    for block in blocks:
        for link in block.links:
            named = unknown.get(block.origin(link.start))
            if named is None or not _is_whole(block, link, named) or not _home(link.address):
                continue
            if catalog.load().find(named.type, named.name) is None:
                place = TextSpan(document, block, 0, len(block.text))
                page = f"https://{_home(link.address)}/"
                yield claims.claim(
                    place,
                    DESCRIBED_AS,
                    named,
                    None,
                    Status.COMPLETED,
                    0.8,
                    NAME,
                    {"homepage": page},
                )


def _home(address: str) -> str:
    """Return the host of a home page, or nothing where an address leads elsewhere.

    >>> _home("https://parcha.ai/?utm_source=x"), _home("https://techcrunch.com/2023/09/07/x")
    ('parcha.ai', '')
    """
    try:
        path = urlsplit(address).path
    except ValueError:
        return ""
    return domain(address) if path in ("", "/") and len(address) <= _LONGEST_ADDRESS else ""


def _is_whole(block: Block, link: Link, named: Mention) -> bool:
    return block.text[link.start : link.end].strip() == named.surface


def _starts_like(text: str, entry: CatalogEntry) -> bool:
    first = text.split()[0].lower() if text.split() else ""
    return bool(first) and text[0].isupper() and entry.name.lower().startswith(first)


@cache
def _by_domain() -> dict[str, tuple[CatalogEntry, ...]]:
    found: dict[str, list[CatalogEntry]] = {}
    for entry in catalog.load().entries:
        if entry.type in (COMPANY, PRODUCT) and (host := domain(entry.homepage)):
            found.setdefault(host, []).append(entry)
    return {host: tuple(entries) for host, entries in found.items()}
