"""Awesome lists: the items and headings of the README, line by line.

Lists are written by hand and re-cut often, so a product is matched by its address first of all; the heading is
only where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from tarpit_loaders.histories.forms import Form
from tarpit_loaders.histories.list_records import of_list
from tarpit_loaders.histories.listing import Item, Place, State, follow
from tarpit_loaders.histories.records import HistoryFile
from tarpit_loaders.histories.repository import Repository
from tarpit_loaders.sources import awesome

_NAMES = ("README.md", "readme.md", "Readme.md")
_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*\s*$")
_LINKED = re.compile(
    r"^\s*(?:[-*+]|\d+\.)\s+(?:\*\*|__)?\[([^\]]+)\]\((\S+?)\)(.*)$|^\s*\|\s*(?:\*\*)?\[([^\]]+)\]\((\S+?)\)(.*)$"
)
_REPOSITORY = re.compile(r"https?://(?:www\.)?(?:github|gitlab)\.com/[^/]+/[^/#?]+/?$")


def paths(repository: Repository) -> list[str]:
    """Return the README of a repository whose head says that it is an awesome list."""
    names = [name for name in _NAMES if name in repository.names()]
    revisions = (repository.newest(name) for name in names)
    return [
        name
        for name, data in zip(names, revisions, strict=True)
        if data and awesome.recognises(data[:4_000].decode(errors="replace"))
    ]


def read(repository: Repository, source: HistoryFile) -> Iterator[dict[str, Any]]:
    """Yield what each commit changed in the list."""
    for change in follow(repository, source.path, parser()):
        yield of_list(source, change, {})


def parser() -> Callable[[bytes], State]:
    """Return what reads the revisions of one list, oldest first."""
    return _ListParser().state


class _ListParser:
    """Reads the revisions of one list; a line that stood so before is not parsed again."""

    def __init__(self) -> None:
        self._items: dict[str, Item | None] = {}

    def state(self, data: bytes) -> dict[Place, Item]:
        """Return the products that a revision lists."""
        found: dict[Place, Item] = {}
        headings: dict[int, str] = {}
        place: tuple[str, str] | None = None
        for line in data.decode(errors="replace").splitlines():
            if match := _HEADING.match(line):
                level = len(match[1])
                headings = {n: h for n, h in headings.items() if n < level} | {level: match[2]}
                place = awesome.headings_of(headings)
            elif place and (item := self._item(line)) is not None:
                found.setdefault((*place, item.name), item)
        return found

    def _item(self, line: str) -> Item | None:
        if line not in self._items:
            if len(self._items) > 100_000:
                self._items.clear()
            self._items[line] = _item(line)
        return self._items[line]


def _item(line: str) -> Item | None:
    match = _LINKED.match(line)
    if match is None:
        return None
    name, address = (match[1] or match[4]).strip(" *_`"), match[2] or match[5]
    if not awesome.is_product(name, address):
        return None
    is_code = _REPOSITORY.match(address) is not None
    words = " ".join(line.split())[:300]
    return Item(name, address if is_code else "", address, "", "", words)


FORM = Form(
    name="awesome list",
    paths=paths,
    read=read,
    parser=parser,
)
