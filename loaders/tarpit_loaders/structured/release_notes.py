"""Release notes: which release brought which feature, on which day.

Read are the sections that Keep a Changelog calls "Added" and release-please "Features", under
whatever name they go, and "Removed". A bullet that names a known feature claims that one; any other
claims a feature of its own words, with less confidence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tarpit_graph.ontology import COMPANY, FEATURE, HAS_FEATURE, PRODUCT
from tarpit_graph.records import Mention, Status

from tarpit_loaders.documents import date_forms, dates
from tarpit_loaders.extraction import event_dates
from tarpit_loaders.markup.block import Block, Kind
from tarpit_loaders.names import catalog, gazetteer
from tarpit_loaders.structured.claim_builder import ClaimBuilder, ValidTime

_VERSION = re.compile(
    r"(?<![\w.])v?\d+\.\d+(?:\.\d+)*(?:[-.]?(?:rc|beta|alpha|hotfix|post|dev)\.?\d*)?\b"
)
_UNRELEASED = re.compile(r"\b(?:unreleased|upcoming)\b", re.IGNORECASE)
_RELEASED_ON = re.compile(r"^release(?:d| date)\s*(?:on)?\s*:?", re.IGNORECASE)
_ADDED = re.compile(
    r"\b(?:added|new|features?|enhancements?|highlights|key features|what's new|additions)\b",
    re.IGNORECASE,
)
#: A release that its authors took back.
_YANKED = re.compile(r"\byanked\b|\bwithdrawn\b", re.IGNORECASE)
_REMOVED = re.compile(r"^\W*removed\b", re.IGNORECASE)
_REPOSITORY = re.compile(r"github\.com/([\w-]+)/([\w.-]+?)(?:\.git)?(?=[/)\s\"#]|$)")
#: What stands before and after a feature's own words.
_LEAD = re.compile(
    r"^(?:(?:feat|feature)(?:\([^)]*\))?!?:\s*|[\w.-]{1,30}:\s+(?=\w)|"
    r"(?:adds?|added|new|introduces?|introduced|implements?|implemented|supports?|supported|enables?|"
    r"enabled|allows?)\s+(?:(?:initial|experimental|basic|new|a|an|the)\s+)*(?:support\s+(?:for|of)\s+)?)",
    re.IGNORECASE,
)
#: Who did it, and the numbers of issues and commits, at the end of a bullet.
_AUTHOR = re.compile(r"\s(?:by )?@[\w-]")
_REFERENCE = re.compile(
    r"(?:\((?:[^()]*#\d[^()]*|[0-9a-f]{7,40}|@?[\w-]+ in [^()]*)\)|(?<=\s)in #\d+)$"
)
_LONGEST_REFERENCE = 200
_END = re.compile(
    r"(?<=\w)(?:[.;:](?=\s|$)|,\s|\s[-–—(]\s?|\s(?:which|so that|to allow|that allows)\s)"
)
_FIXES = re.compile(
    r"^(?:fix|bump|docs?|chore|refactor|perf|build|ci|style|test|revert|remove|drop|deprecat|update)\w*\b",
    re.IGNORECASE,
)
_SHORTEST, _LONGEST = 4, 80
_KNOWN, _OWN_WORDS = 0.85, 0.6


@dataclass(slots=True)
class Notes:
    """Walks release notes and says what each release brought.

    Attributes:
        since: Day of the release that the blocks to come are of.
    """

    rows: ClaimBuilder
    product: Mention
    since: date | None = None
    _status: Status = Status.COMPLETED
    _section: str = ""
    _depth: int = 0

    def read(self, blocks: Iterable[Block]) -> None:
        """Read notes from their start or from the start of a release."""
        for block in blocks:
            if block.kind is Kind.HEADING:
                self._heading(block)
            elif block.kind is Kind.PARAGRAPH and _RELEASED_ON.match(block.text):
                self.since = day(block.text) or self.since
            elif block.kind is Kind.ITEM:
                self._item(block)

    def _heading(self, block: Block) -> None:
        unreleased = _UNRELEASED.search(block.text) is not None
        if unreleased or is_version(block.text):
            self.since, self._section = day(block.text), ""
            self._status = Status.PLANNED if unreleased else Status.COMPLETED
            if _YANKED.search(block.text):
                self._status = Status.CANCELLED
        elif _ADDED.search(self._section) and block.level > self._depth:
            self._bring(block)  # "#### Sparse vectors" below "### New features"
        else:
            self._section, self._depth = block.text, block.level

    def _item(self, block: Block) -> None:
        if _REMOVED.match(self._section):
            self._known(block, Status.CANCELLED)
        elif _ADDED.search(self._section) and not _FIXES.match(block.text):
            self._bring(block)

    def _bring(self, block: Block) -> None:
        if not self._known(block, self._status) and (words := feature(block.text)):
            self._say(block, words, self._status, _OWN_WORDS)

    def _known(self, block: Block, status: Status) -> bool:
        hits = gazetteer.load().find_features(without_references(block.text))
        for hit in hits:
            self._say(block, hit.entries[0].name, status, _KNOWN)
        return bool(hits)

    def _say(self, block: Block, name: str, status: Status, confidence: float) -> None:
        self.rows.add(
            block.span(0, len(block.text)),
            HAS_FEATURE,
            self.product,
            self.rows.entity(FEATURE, name),
            when=ValidTime(self.since),
            status=status,
            confidence=confidence,
            sentence=block.text,
        )


def is_version(heading: str) -> bool:
    """Tell whether a heading opens a release.

    >>> is_version("[0.28.2] - 2026-08-12"), is_version("Fixed"), is_version("v2.4.13-hotfix")
    (True, False, True)
    """
    return _VERSION.search(heading) is not None


def version_of(heading: str) -> str:
    """Return the version that a heading names; empty where it names none.

    >>> version_of("[0.28.2] - 2026-08-12"), version_of("Fixed")
    ('0.28.2', '')
    """
    match = _VERSION.search(heading)
    return match[0] if match else ""


def released_on(line: str) -> date | None:
    """Return the day of a line such as "Release Date: March 20, 2024"; None of any other line."""
    return day(line) if _RELEASED_ON.match(line) else None


def day(text: str) -> date | None:
    """Return the day that a heading or a line states, in figures or in words.

    >>> day("20.3.0 (2026-08-16)"), day("Release Date: October 17, 2024"), day("v2.4")
    (datetime.date(2026, 8, 16), datetime.date(2024, 10, 17), None)
    """
    if (written := dates.day(text)) is not None:
        return written
    found = (event_dates.resolve(text, None), date_forms.parse(text))
    return next((one.start for one in found if one and one.precision == "day"), None)


def without_references(text: str) -> str:
    """Return a bullet without the author and the numbers at its end.

    >>> (
    ...     without_references("Add search (#12)(#13) by @kim in #14"),
    ...     without_references("Add it (beta)"),
    ... )
    ('Add search', 'Add it (beta)')
    """
    author = _AUTHOR.search(text)
    kept = (text[: author.start()] if author else text).rstrip(" ([")
    while match := _REFERENCE.search(kept, max(len(kept) - _LONGEST_REFERENCE, 0)):
        kept = kept[: match.start()].rstrip()
    return kept


def feature(text: str) -> str:
    """Return the feature that a bullet names, in its own words; nothing for a fix or a remark.

    >>> feature("auth: support JWT client assertion for OAuth2 login (#15314) (3b277cf)")
    'JWT client assertion for OAuth2 login'
    >>> feature(
    ...     "Added support for gzip compression of requests, reducing traffic (@a in https://x.y)"
    ... )
    'Gzip compression of requests'
    """
    words = without_references(text).strip()
    while match := _LEAD.match(words):
        words = words[match.end() :]
    if end := _END.search(words):
        words = words[: end.start()]
    words = words.strip(" .,:;-`'\"")
    if len(words) > _LONGEST:
        words = words[: words.rfind(" ", 0, _LONGEST)]
    if len(words) < _SHORTEST or _FIXES.match(words):
        return ""
    return words[0].upper() + words[1:]


def product(name: str, title: str, text: str) -> str:
    """Return whose notes these are: of the repository that they link to most, else as they are titled.

    Args:
        name: The file's name without its ending.
        title: Its first heading.
        text: All of it.
    """
    counts = Counter((match[1], match[2]) for match in _REPOSITORY.finditer(text))
    spellings = [title, name]
    if counts:
        owner, repository = min(counts, key=lambda key: (-counts[key], key))
        spellings = [title, f"{owner} {repository}", repository, owner, name]
    known = next(filter(None, map(known_product, spellings)), "")
    return known or (repository if counts else name)


def known_product(spelling: str) -> str:
    """Return the known product of a name, or that which bears its maker's name; else nothing."""
    names = catalog.load()
    if (known := names.find(PRODUCT, spelling)) is not None:
        return known.name
    maker = names.find(COMPANY, spelling)
    own = names.find(PRODUCT, maker.name) if maker else None
    return own.name if own else ""
