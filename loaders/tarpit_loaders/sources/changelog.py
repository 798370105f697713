"""Changelogs in the form of Keep a Changelog or release-please: dated features of a product."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from tarpit_graph.ontology import PRODUCT

from tarpit_loaders.documents import dates, files
from tarpit_loaders.documents.files import File
from tarpit_loaders.documents.items import Reading, document
from tarpit_loaders.markup import markdown
from tarpit_loaders.sources import Source
from tarpit_loaders.sources.markdown import first_heading, front_matter
from tarpit_loaders.structured import release_notes
from tarpit_loaders.structured.claim_builder import ClaimBuilder

_PATTERN = "changelog/1"

_TITLE = re.compile(
    r"^#\s.*\b(?:change ?log|release notes|release history)\b", re.IGNORECASE | re.MULTILINE
)
_RELEASE = re.compile(r"^#{1,3} .*(?:\d\.\d|unreleased)", re.MULTILINE | re.IGNORECASE)
_DATED = re.compile(r"#{1,3} (?=.*\d\.\d)|release(?:d| date)\b", re.IGNORECASE)
#: A longer line is no heading.
_LONGEST = 300
_FEW = 2


def recognises(head: str) -> bool:
    """Tell a changelog by its title and the releases below it."""
    return bool(_TITLE.search(head)) and len(_RELEASE.findall(head)) >= _FEW


def read(file: File) -> Iterator[Reading]:
    """Yield the one document of a changelog."""
    text = files.text(file)
    blocks = markdown.blocks(text)
    title = str(front_matter(text).get("title") or first_heading(blocks))
    record = document(
        file.hints.url or file.name,
        text,
        SOURCE.kind,
        title=title,
        published=dates.first(
            file_name=file.name, given=file.hints.published, newest_release=newest(text)
        ),
    )
    rows = ClaimBuilder(record, _PATTERN)
    name = file.hints.settings.get("product") or release_notes.product(_stem(file), title, text)
    release_notes.Notes(rows, rows.entity(PRODUCT, str(name))).read(blocks)
    yield rows.reading(file.name)


def newest(text: str) -> date | None:
    """Return the day of the newest release: the text was not published before it."""
    lines = (line for line in text.splitlines() if len(line) <= _LONGEST and _DATED.match(line))
    days = (release_notes.day(line) for line in lines)
    return max(filter(None, days), default=None)


def _stem(file: File) -> str:
    return file.name.rpartition("/")[2].partition(".")[0]


SOURCE = Source(
    kind="changelog",
    endings=(".md", ".markdown"),
    reads="what each dated release added, and which known features it removed; `product` names whose",
    skips="fixes, changes, deprecations, documentation; releases still to come are planned",
    settings=("product",),
    read=read,
    recognises=recognises,
)
