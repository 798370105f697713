"""Awesome lists: headings are workloads, items and rows are products with home page and description.

A list is told by what its authors put at its head: the word in its title, or the badge.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tarpit_graph.ontology import DESCRIBED_AS, PRODUCT, SERVES
from tarpit_graph.records import Mention

from tarpit_loaders.documents import files
from tarpit_loaders.documents.files import File
from tarpit_loaders.documents.items import Reading
from tarpit_loaders.markup import markdown
from tarpit_loaders.markup.block import Block, Kind
from tarpit_loaders.names import namesakes
from tarpit_loaders.sources import Source
from tarpit_loaders.sources.markdown import first_heading
from tarpit_loaders.structured.claim_builder import ClaimBuilder, Stretch

_PATTERN = "awesome/1"

_TITLE = re.compile(
    r"^(?:#{1,2}\s|<h[12]\b)[^\n]{0,300}?\bawesome\b|^\s{0,3}awesome\b[^\n]{0,80}\n[=-]{3,}\s*$",
    re.IGNORECASE | re.MULTILINE,
)
#: What a list names beside products.
_NO_PRODUCT = re.compile(
    r"^(?:paper|video|slides?|talk|blog(?: post)?|article|tutorial|course|book|podcast|webinar|docs?|"
    r"documentation|demo|code|site|website|home ?page|github|repo(?:sitory)?|link|awesome[- ].*)\b(?:\s*:.*)?$|"
    r"^(?:how|why|what|when) .*|^paper: |: an? (?:survey|overview)\b",
    re.IGNORECASE,
)
_NO_PRODUCTS_PAGE = re.compile(
    r"://(?:www\.)?(?:arxiv\.org|youtu\.be|youtube\.com/watch|vimeo\.com|speakerdeck\.com|slideshare\.net|"
    r"doi\.org|dl\.acm\.org|openreview\.net|aclanthology\.org|medium\.com|papers\.nips\.cc|proceedings\.)",
    re.IGNORECASE,
)
_BADGE = re.compile(r"awesome\.re/badge|sindresorhus/awesome")
_NO_SEGMENT = re.compile(
    r"\b(?:contents|toc|quick links|contribut\w+|licen[cs]e|awesome|related|resources|tutorials|"
    r"courses|books|blogs?|papers|articles|community|communities|videos?|podcasts|newsletters?|"
    r"conferences|updates|contributors|star history|references)\b",
    re.IGNORECASE,
)
_REPOSITORY = re.compile(
    r"https?://(?:www\.)?(?:github|gitlab|bitbucket)\.(?:com|org)/[^/]+/[^/#?]+/?$"
)
_DASHES = " \t-–—:|·"
_REMARK = re.compile(r"\s*\([^()]*\)$")
#: Before the first letter of a heading: emoji, numbers, marks.
_ORNAMENT = re.compile(r"^[^\w]+|[^\w)]+$|^\d+[.)]\s*")
_LONGEST_NAME = 60
#: Where links after a name lead.
_WHERE = re.compile(
    r"(?:site|website|home ?page|code|github|repo(?:sitory)?|docs?|link)$", re.IGNORECASE
)


def recognises(head: str) -> bool:
    """Tell an awesome list by its title or badge."""
    return bool(_TITLE.search(head) or _BADGE.search(head))


def read(file: File) -> Iterator[Reading]:
    """Yield the one document of a list."""
    text = files.text(file)
    blocks = markdown.blocks(text)
    rows = ClaimBuilder.of_file(
        file, text, SOURCE.kind, _PATTERN, title=first_heading(blocks) or file.path.name
    )
    _List(rows).read(blocks)
    yield rows.reading(file.name)


@dataclass
class _List:
    """Walks one list and says what each item says, under the headings above it."""

    rows: ClaimBuilder
    headings: dict[int, tuple[str, Stretch]] = field(default_factory=dict)

    def read(self, blocks: list[Block]) -> None:
        for block in blocks:
            if block.kind is Kind.HEADING:
                level = block.level
                above = {n: h for n, h in self.headings.items() if n < level}
                self.headings = above | {level: (block.text, _place(block))}
            elif block.kind in (Kind.ITEM, Kind.ROW) and block.links:
                self._item(block)

    def _item(self, block: Block) -> None:
        link = block.links[0]
        before = block.text[: link.start].strip(_DASHES)
        name = _REMARK.sub("", block.text[link.start : link.end].strip())
        if before.endswith("(") and _WHERE.match(name):  # "Weaviate (site, code) - …"
            name, before = before.rstrip("( "), ""
        if before or not is_product(name, link.address):
            return
        if (workload := self._workload()) is None:
            return
        place = _place(block)
        product = self.rows.entity(PRODUCT, namesakes.name_at(name, link.address))
        self.rows.add(place, SERVES, product, workload, sentence=block.text)
        repository = link.address if _REPOSITORY.match(link.address) else ""
        self.rows.add(
            place,
            DESCRIBED_AS,
            product,
            attributes={
                "homepage": link.address,
                "repository": repository,
                "open_source": True if repository else None,
                "description": _description(block, link.end),
            },
            sentence=block.text,
        )

    def _workload(self) -> Mention | None:
        """Return the job that the headings name; None under those that head no products."""
        named = headings_of({level: title for level, (title, _) in self.headings.items()})
        return self.rows.segment(self.headings[max(self.headings)][1], *named) if named else None


def headings_of(headings: Mapping[int, str]) -> tuple[str, str] | None:
    """Return the heading that names a job and the one above it; None where they head no products.

    >>> headings_of({1: "Awesome LLMOps", 2: "🚀 Serving", 3: "Engines"})
    ('Serving', 'Engines')
    """
    titles = [
        _ORNAMENT.sub("", title).strip() for level, title in sorted(headings.items()) if level > 1
    ]
    if not titles or any(_NO_SEGMENT.search(title) for title in titles):
        return None
    return (titles[-2] if len(titles) > 1 else "", titles[-1])


def is_product(name: str, address: str) -> bool:
    """Tell whether a linked name may be a product's: it is short, leads to a page, and is no talk or paper."""
    return (
        bool(name)
        and len(name) <= _LONGEST_NAME
        and "://" in address
        and not _NO_PRODUCT.search(name)
        and not _NO_PRODUCTS_PAGE.search(address)
    )


def _place(block: Block) -> Stretch:
    return block.span(0, len(block.text))


def _description(block: Block, start: int) -> str:
    """Return the words after the name; of a row those in its second cell."""
    rest = block.text[start:].strip(_DASHES)
    return rest.partition(" |")[0].strip(_DASHES) if block.kind is Kind.ROW else rest


SOURCE = Source(
    kind="awesome",
    endings=(".md", ".markdown"),
    reads="headings as workloads, items and table rows as products with home page and description",
    skips="contents, contributing, licence, related lists; items without an address",
    read=read,
    recognises=recognises,
)
