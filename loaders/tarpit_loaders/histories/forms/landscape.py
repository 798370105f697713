"""States of a `landscape.yml`: of each revision only what differs from the one before is parsed.

A landscape has thousands of rows and thousands of revisions, and a commit alters a few rows. So the file is cut
where a row or heading starts, and only the pieces between the first and the last difference are parsed.
Both spellings of a row are read, `- item:` above its `name:` and, from 2024 on, `- name:`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import yaml

from tarpit_loaders.histories.forms import Form
from tarpit_loaders.histories.list_records import of_list
from tarpit_loaders.histories.listing import Item, Place, State, follow
from tarpit_loaders.histories.records import HistoryFile
from tarpit_loaders.histories.repository import Repository
from tarpit_loaders.sources import landscape

_PATH = "landscape.yml"
_START = re.compile(
    rb"^[ \t]*-[ \t]+[\"']?(?:item|category|subcategory|name)[\"']?[ \t]*:", re.MULTILINE
)
_FIRST_KEY = re.compile(rb"^landscape[ \t]*:", re.MULTILINE)
#: Categories of certified offers list what is sold elsewhere in the file under its own name.
_CERTIFIED = re.compile(r"\bcertified\b|\bspecial\b", re.IGNORECASE)


#: Pieces that are remembered: about five revisions of the largest landscape.
_REMEMBERED = 15_000


@dataclass(frozen=True, slots=True)
class _Piece:
    """A row or heading: how far it is indented, what it is, what it says."""

    indent: int
    kind: str
    name: str
    item: Item | None = None


class LandscapeParser:
    """Reads the revisions of one file, oldest first."""

    def __init__(self) -> None:
        self._data = b""
        self._starts: list[int] = []
        self._pieces: list[_Piece | None] = []
        self._parsed: dict[bytes, _Piece | None] = {}
        #: The spelled-out name of each organisation that a list of members has, by its slug.
        self.organisations: dict[str, str] = {}

    def state(self, data: bytes) -> dict[Place, Item]:
        """Return the products that a revision lists; none where it is no landscape."""
        self._update(data)
        return self._walk() if _FIRST_KEY.search(data[:20_000]) else {}

    def _update(self, data: bytes) -> None:
        old, starts = self._data, self._starts
        before = common_start(old, data)
        after = common_end(old, data, before)
        first = max(bisect_right(starts, before) - 1, 0)
        # A piece of the old file that lies wholly in the common end, its line break included.
        last = bisect_left(starts, len(old) - after + 1) if after else len(starts)
        while last < len(starts) and old[starts[last] - 1 : starts[last]] != b"\n":
            last += 1
        shift = len(data) - len(old)
        begin = starts[first] if starts else 0
        end = starts[last] + shift if last < len(starts) else len(data)
        new = [m.start() + begin for m in _START.finditer(data[begin:end])]
        bounds = [*new, end]
        pieces = [self._piece(data[s:e]) for s, e in pairwise(bounds)]
        self._starts = starts[:first] + new + [start + shift for start in starts[last:]]
        self._pieces = self._pieces[:first] + pieces + self._pieces[last:]
        self._data = data

    def _piece(self, raw: bytes) -> _Piece | None:
        """Parse a piece, unless it stood so in an earlier revision: a row between two edits did not change."""
        if raw not in self._parsed:
            if len(self._parsed) >= _REMEMBERED:
                self._parsed.clear()
            self._parsed[raw] = _piece(raw)
        return self._parsed[raw]

    def _walk(self) -> dict[Place, Item]:
        found: dict[Place, Item] = {}
        category = subcategory = ""
        companies = False
        inner = 0
        for piece in self._pieces:
            if piece is None:
                continue
            if piece.kind == "category":
                category, subcategory, inner = piece.name, "", 0
            elif piece.kind == "subcategory":
                subcategory, inner = piece.name, 0
                companies = _lists_companies(category, subcategory)
            elif piece.item is not None and subcategory and (not inner or piece.indent <= inner):
                inner = piece.indent
                if companies:
                    self._member(piece.item)
                else:
                    found.setdefault((category, subcategory, piece.name), piece.item)
        return found

    def _member(self, item: Item) -> None:
        name = landscape.without_remark(item.name)
        if item.owner and name and len(name) < len(self.organisations.get(item.owner, "x" * 200)):
            self.organisations[item.owner] = name


def paths(repository: Repository) -> list[str]:
    """Return the landscape of a repository, where it has one."""
    return [_PATH] if _PATH in repository.names() else []


def read(repository: Repository, source: HistoryFile) -> Iterator[dict[str, Any]]:
    """Yield what each commit changed in the landscape of a repository."""
    revisions = LandscapeParser()
    for change in follow(repository, source.path, revisions.state):
        yield of_list(source, change, revisions.organisations)


def parser() -> Callable[[bytes], State]:
    """Return what reads the revisions of one landscape, oldest first."""
    return LandscapeParser().state


def _lists_companies(category: str, subcategory: str) -> bool:
    return landscape.lists_companies(category, subcategory) or bool(
        _CERTIFIED.search(category) or _CERTIFIED.search(subcategory)
    )


def _piece(raw: bytes) -> _Piece | None:
    text = raw.decode(errors="replace")
    indent = len(text) - len(text.lstrip())
    fields = _fields(text)
    name = str(fields.get("name") or "").strip()
    if "subcategories" in fields or "category" in fields:
        return _Piece(indent, "category", name)
    if "items" in fields or "subcategory" in fields:
        return _Piece(indent, "subcategory", name)
    return _Piece(indent, "item", name, _item(name, fields)) if name else None


def _fields(text: str) -> dict[str, Any]:
    """Parse one row; of one that is no YAML the plain `key: value` lines count."""
    try:
        read = yaml.load(text, yaml.CSafeLoader)
        if isinstance(read, list) and read and isinstance(read[0], dict):
            inner = read[0].get("item") or read[0].get("category") or read[0].get("subcategory")
            return {**read[0], **inner} if isinstance(inner, dict) else read[0]
    except (yaml.YAMLError, RecursionError, ValueError):
        pass
    lines = re.findall(r"^[\s-]*(\w+)\s*:[ \t]*(.*?)\s*$", text, re.MULTILINE)
    return {key: value.strip("\"'") for key, value in reversed(lines)}


def _item(name: str, fields: dict[str, Any]) -> Item:
    def said(key: str) -> str:
        value = fields.get(key)
        return str(value).strip() if isinstance(value, (str, int, float)) else ""

    organisation = fields.get("organization")
    named = organisation.get("name") if isinstance(organisation, dict) else ""
    return Item(
        name,
        said("repo_url"),
        said("homepage_url"),
        landscape.organisation_slug(said("crunchbase")) or str(named or ""),
        said("project"),
        "; ".join(
            f"{key}: {value}"
            for key in ("name", "homepage_url", "repo_url", "crunchbase", "project")
            if (value := said(key))
        ),
    )


def common_start(a: bytes, b: bytes) -> int:
    """Return how many bytes two texts share at their start.

    >>> common_start(b"abcd", b"abxd"), common_start(b"", b"a"), common_start(b"ab", b"ab")
    (2, 0, 2)
    """
    low, high = 0, min(len(a), len(b))
    while low < high:
        middle = (low + high + 1) // 2
        if a[low:middle] == b[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def common_end(a: bytes, b: bytes, start: int) -> int:
    """Return how many bytes they share at their end, beyond what they share at their start.

    >>> common_end(b"abcd", b"abxd", 2), common_end(b"aa", b"aaa", 2)
    (1, 0)
    """
    low, high = 0, min(len(a), len(b)) - start
    while low < high:
        middle = (low + high + 1) // 2
        if a[len(a) - middle : len(a) - low] == b[len(b) - middle : len(b) - low]:
            low = middle
        else:
            high = middle - 1
    return low


FORM = Form(
    name="landscape",
    paths=paths,
    read=read,
    parser=parser,
)
