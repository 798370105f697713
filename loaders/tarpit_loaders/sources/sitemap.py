"""Sitemaps and their indexes: the pages of a site, each with the day of its last change.

The form is that of sitemaps.org. `include` and `exclude` are patterns that addresses must or must not
contain; `limit` is how many pages to take, the latest first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from tarpit_graph.errors import InputError

from tarpit_loaders.documents import files
from tarpit_loaders.documents.files import File, SourceHints
from tarpit_loaders.documents.items import Follow
from tarpit_loaders.formats import xml_text
from tarpit_loaders.sources import Source

_ROOT = re.compile(r"<(?:\w+:)?(urlset|sitemapindex)[\s>]")
_MAXIMUM, _LIMIT = 50_000, 500


def recognises(head: str) -> bool:
    """Tell a sitemap by its root."""
    return _ROOT.search(head) is not None


def read(file: File) -> Iterator[Follow]:
    """Yield the pages that a sitemap lists, the latest changed first."""
    tree = xml_text.root(files.text(file))
    settings = file.hints.settings
    include, exclude = _pattern(settings.get("include")), _pattern(settings.get("exclude"))
    listed = []
    for item in list(tree)[:_MAXIMUM]:
        address, changed = _child(item, "loc"), _child(item, "lastmod")
        if address.startswith(("http://", "https://")):
            listed.append((changed, address))
    is_index = _name(tree) == "sitemapindex"
    if not is_index:
        listed = [
            (changed, address)
            for changed, address in listed
            if (include is None or include.search(address))
            and not (exclude is not None and exclude.search(address))
        ]
    listed.sort(key=lambda item: (item[0], item[1]), reverse=True)
    for changed, address in listed[: int(settings.get("limit", _LIMIT))]:
        hints = SourceHints(
            kind=SOURCE.kind if is_index else "",
            url=address,
            settings=settings if is_index else {},
            trust=file.hints.trust,
            workloads=file.hints.workloads,
        )
        yield Follow(file.name, hints, version=changed)


def _pattern(written: object) -> re.Pattern[str] | None:
    if not written:
        return None
    try:
        return re.compile(str(written))
    except re.error as error:
        raise InputError(f"{written!r} is not a regular expression: {error}") from error


def _child(item: Element, name: str) -> str:
    return next((" ".join((e.text or "").split()) for e in item if _name(e) == name), "")


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


SOURCE = Source(
    kind="sitemap",
    endings=(".xml",),
    reads="the pages that it lists and, of an index, those of its sitemaps",
    skips="images and videos; pages that `include` and `exclude` rule out",
    settings=("include", "exclude", "limit"),
    lists=True,
    read=read,
    recognises=recognises,
)
