"""What the text of a document says of its own day: a byline, a dateline, an issue line.

A line counts only where the day is all that it says, beside words such as "Published on" or a writer's
name: a day within a sentence is that of an event. A line with two days counts by the later one, which is
that of the text as it was read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from tarpit_loaders.documents import dates
from tarpit_loaders.documents.date_forms import StatedDate
from tarpit_loaders.documents.dates import Published
from tarpit_loaders.extraction import event_dates
from tarpit_loaders.markup.block import Block, Kind

#: Where a byline stands: within so many blocks from the top, in lines no longer than this.
_BLOCKS, _LONGEST = 15, 120
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    r"Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_NUMBER = r"\d{1,2}(?:st|nd|rd|th)?"
_DAY = (
    rf"(?:{_MONTH} {_NUMBER},? (?:19|20)\d\d|{_NUMBER} (?:of )?{_MONTH},? (?:19|20)\d\d|"
    r"(?:19|20)\d\d-\d\d-\d\d|\d{1,2}[/.]\d{1,2}[/.](?:19|20)\d\d)"
)
_WEEKDAY = r"(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?,? )?"
_PART = re.compile(
    r"(?:by [^,|]{2,60}, )?"
    r"(?:(?:first |last )?(?:published|posted|updated|issued|released|sent|date|dated)(?: on)?:? )?"
    rf"{_WEEKDAY}({_DAY}|{_MONTH},? (?:19|20)\d\d)",
    re.IGNORECASE,
)
#: What separates the parts of a byline: "Jane Doe | June 3, 2023 · 5 min read".
_SEPARATOR = re.compile(r"\s*[|·•—–]\s*|\s+-\s+|\s*[()]\s*")
#: A press release: "SAN FRANCISCO, June 26, 2023 /PRNewswire/ --", "LONDON - 3 May 2023 - Acme …".
_DATELINE = re.compile(
    rf"[A-Z][A-Z.' ]{{2,40}}(?:, [A-Z][A-Za-z. ]{{1,30}})?\s?[,–—-]{{1,2}} ?\(?{_WEEKDAY}({_DAY})\b"
)
#: "Daily Digest #317", "Issue 45", "The Weekly, No. 12".
_ISSUE = re.compile(
    r"(?P<series>[^\W\d][^#\d|]{0,60}?)[\s,:–—-]*(?:#\s?|\bno\.? ?|\bnumber |(?<=issue) )(?P<number>\d{1,5})\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class IssueNumber:
    """Which issue of a series a document is.

    Attributes:
        series: The words before the number, folded.
        number: Its number.
        newest_link: The newest day in the addresses that it links to: it was not published before.
    """

    series: str
    number: int
    newest_link: date | None = None


def published(blocks: Sequence[Block]) -> Published | None:
    """Return the day that a document states in its first lines; None where it states none."""
    for block in blocks[:_BLOCKS]:
        text = " ".join(block.text.split())
        if match := _DATELINE.match(text[:_LONGEST]):
            return _read([match[1]], "dateline")
        if (found := _of_line(text)) is not None:
            return _newest(found, blocks) if block.kind is Kind.HEADING else found
    return None


def _of_line(text: str) -> Published | None:
    """Return the day of a line that says nothing else."""
    if len(text) > _LONGEST:
        return None
    parts = _SEPARATOR.split(text)
    days = [match[1] for part in parts if (match := _PART.fullmatch(part.strip(" ,.:*_")))]
    return _read(days, "byline")


def _read(days: Sequence[str], read_from: str) -> Published | None:
    stated = [found for text in days if (found := event_dates.resolve(text, None))]
    if not stated:
        return None
    last = max(stated, key=lambda found: found.start)
    return Published(StatedDate(last.start, last.precision).last, last.precision, read_from)


def _newest(found: Published, blocks: Sequence[Block]) -> Published:
    """A heading may be one of many, as in a diary: what was read holds the newest of them."""
    headings = (b.text for b in blocks if b.kind is Kind.HEADING and len(b.text) <= _LONGEST)
    days = [day for text in headings if (day := _of_line(" ".join(text.split())))]
    return max([found, *days], key=lambda each: each.day)


def issue(blocks: Sequence[Block]) -> IssueNumber | None:
    """Return the number that a document bears in a series, by one of its first lines."""
    for block in blocks[:_BLOCKS]:
        text = " ".join(block.text.split())
        if len(text) <= _LONGEST and (match := _ISSUE.match(text)):
            series = " ".join(re.findall(r"[^\W_]+", match["series"].casefold()))
            return IssueNumber(series, int(match["number"]), max(_linked(blocks), default=None))
    return None


def _linked(blocks: Sequence[Block]) -> Iterator[date]:
    for block in blocks:
        for link in block.links:
            if (found := dates.of_address(link.address)) and found.precision == "day":
                yield found.day
