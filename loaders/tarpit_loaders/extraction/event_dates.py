"""Event dates: "last June", resolved against the document's day.

A small grammar of our own: date libraries return a moment and forget whether the text named a day or
a year (see `docs/decisions/0007`). What is not understood is left undated.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tarpit_loaders.documents import date_forms

_MONTHS = {
    name: number
    for number, names in enumerate(
        "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|"
        "september sept sep|october oct|november nov|december dec".split("|"),
        1,
    )
    for name in names.split()
}
_WEEKDAYS = {
    name: number
    for number, name in enumerate(
        "monday tuesday wednesday thursday friday saturday sunday".split()
    )
}
_NUMBERS = {
    name: number
    for number, name in enumerate("zero one two three four five six seven eight nine ten".split())
} | {"a": 1, "an": 1, "couple of": 2, "a couple of": 2}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_WHICH = r"(?:(?P<which>last|past|previous|this|next)\s+)?"


@dataclass(frozen=True, slots=True)
class EventDate:
    """A day, month, quarter or year: its first day and how precisely the text names it."""

    start: date
    precision: str


def resolve(text: str, published: date | None, *, ahead: bool = False) -> EventDate | None:
    """Return what a phrase means in a document of a day, or None where it cannot be known.

    Args:
        text: "last June", "Q2 2023", "26 June 2023", "three weeks ago".
        published: The day that "last" and "ago" count from.
        ahead: The phrase is about the future: "in June" is the next one.

    >>> resolve("last June", date(2024, 2, 1))
    EventDate(start=datetime.date(2023, 6, 1), precision='month')
    >>> resolve("in Q2", date(2024, 2, 1)), resolve("last June", None)
    (EventDate(start=datetime.date(2023, 4, 1), precision='quarter'), None)
    """
    lowered = " ".join(text.lower().split())
    for pattern, read in _GRAMMAR:
        if match := pattern.search(lowered):
            try:
                return read(match, published, ahead)
            except (ValueError, OverflowError):
                return None  # the 31st of June
    return None


#: An aside about a name: what is said outside did not happen on its day.
_ASIDE = re.compile(r",\s(?:which|who)\s[^,;]{1,120},")
#: An inserted clause that dates something else: ", founded in 2013,".
_INSERTED = re.compile(
    r",\s(?:which was |who was |first )?(?:founded|established|started|created|born|incorporated|launched)\b[^,]*,|"
    r"\([^()]*\)",
    re.IGNORECASE,
)


def stated(
    text: str, published: date | None, *, ahead: bool = False, names: Sequence[str] = ()
) -> EventDate | None:
    """Return the one day, month, quarter or year that a sentence names; None where it names two.

    Args:
        text: The sentence.
        published: The day that "last" and "ago" count from.
        ahead: The sentence is about the future.
        names: What the relation joins: where they stand outside an aside, its day is another's.

    >>> stated("Acme, founded in 2013, bought Kite in June 2023.", None)
    EventDate(start=datetime.date(2023, 6, 1), precision='month')
    >>> stated("In 2013 Acme grew, and in June 2023 it bought Kite.", None) is None
    True
    """
    outside = _ASIDE.sub(",", text)
    if names and all(name in outside for name in names):
        text = outside
    text = _INSERTED.sub(",", text)
    found = resolve(text, published, ahead=ahead)
    if found is None:
        return None
    years = {int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", text)}
    return found if not years or years == {found.start.year} else None


#: Words by which a text looks back: what they stand with is no news of that day.
_PASSING = re.compile(
    r"\b(?:earlier|previously|formerly|already|in the past|over the years|on its way to|to date|in recent years)\b|"
    r"\bbefore(?=[.,;]| (?:that|this|then|it|them|buying|acquiring)\b)|"
    r"\b(?:had|having)(?: \w+ly)? (?:been )?(?:bought|acquired|purchased|snapped up|taken over)\b|"
    r"\b(?:which|that|who)(?: \w+ly)? (?:was|were|had been) (?:bought|acquired|purchased)\b|"
    r"^(?:since|after|before|having) (?:it |the company )?(?:buying|acquiring|bought|acquired|being)\b",
    re.IGNORECASE,
)


def in_passing(text: str) -> bool:
    """Tell whether a sentence mentions a purchase as past, not as news.

    >>> in_passing("ClickHouse acquired HyperDX and LibreChat before.")
    True
    >>> in_passing("Acme bought Kite before the market opened.")
    False
    """
    return _PASSING.search(text) is not None


def _day(match: re.Match[str], published: date | None, ahead: bool) -> EventDate | None:
    month = _MONTHS.get(match["month"]) or int(match["month"])
    day = int(match["day"])
    year = _group(match, "year")
    if year and day > calendar.monthrange(int(year), month)[1]:
        return EventDate(date(int(year), month, 1), "month")  # there is no such day
    if year:
        return EventDate(date(int(year), month, day), "day")
    if published is None:
        return None
    return EventDate(_nearest(published, month, day, ahead), "day")


def _month(match: re.Match[str], published: date | None, ahead: bool) -> EventDate | None:
    month, year, which = _MONTHS[match["month"]], _group(match, "year"), _group(match, "which")
    if year:
        return EventDate(date(int(year), month, 1), "month")
    if published is None:
        return None
    if which == "this":
        return EventDate(date(published.year, month, 1), "month")
    return EventDate(_nearest(published, month, 1, ahead or which == "next"), "month")


def _nearest(published: date, month: int, day: int, ahead: bool) -> date:
    """Return the last such day up to the day of publication, or the next one from it on."""
    this_year = date(published.year, month, day)
    if ahead:
        return this_year if this_year >= published else date(published.year + 1, month, day)
    return this_year if this_year <= published else date(published.year - 1, month, day)


def _quarter(match: re.Match[str], published: date | None, ahead: bool) -> EventDate | None:
    named = match["quarter"]
    quarter = int(named) if named.isdigit() else _ORDINALS[named]
    month = 3 * quarter - 2
    if year := _group(match, "year"):
        return EventDate(date(int(year), month, 1), "quarter")
    return EventDate(_nearest(published, month, 1, ahead), "quarter") if published else None


def _either(match: re.Match[str], published: date | None, ahead: bool) -> EventDate | None:
    """Return the day of "4/13/2024"; of "4/6/2024", which may be two days, the year."""
    stated = date_forms.parse(match[0])
    return EventDate(stated.start, stated.precision) if stated else None


def _short_year(match: re.Match[str], published: date | None, ahead: bool) -> EventDate | None:
    return EventDate(date(2000 + int(match["short"]), 1, 1), "year")


def _year(match: re.Match[str], published: date | None, ahead: bool) -> EventDate | None:
    return EventDate(date(int(match["year"]), 1, 1), "year")


def _ago(match: re.Match[str], published: date | None, ahead: bool) -> EventDate | None:
    if published is None:
        return None
    count = _NUMBERS.get(match["count"]) or int(match["count"])
    unit = match["unit"]
    if unit in ("day", "week"):
        days = count * (7 if unit == "week" else 1)
        start = published - timedelta(days=days)
        return EventDate(start, "day") if unit == "day" else EventDate(_monday(start), "week")
    return _shifted(published, unit, -count)


def _period(match: re.Match[str], published: date | None, ahead: bool) -> EventDate | None:
    if published is None:
        return None
    step = {"this": 0, "next": 1}.get(match["which"], -1)
    if match["unit"] == "week":
        return EventDate(_monday(published + timedelta(weeks=step)), "week")
    return _shifted(published, match["unit"], step)


def _shifted(published: date, unit: str, step: int) -> EventDate:
    if unit == "year":
        return EventDate(date(published.year + step, 1, 1), "year")
    width = 3 if unit == "quarter" else 1
    first = published.month - 1 - (published.month - 1) % width
    months = published.year * 12 + first + step * width
    return EventDate(date(months // 12, months % 12 + 1, 1), unit)


def _weekday(match: re.Match[str], published: date | None, ahead: bool) -> EventDate | None:
    if published is None:
        return None
    gap = (published.weekday() - _WEEKDAYS[match["weekday"]]) % 7
    if ahead or _group(match, "which") == "next":
        return EventDate(published + timedelta(days=(-gap) % 7 or 7), "day")
    if _group(match, "which") in ("last", "past") and gap == 0:
        gap = 7
    return EventDate(published - timedelta(days=gap), "day")


def _near(match: re.Match[str], published: date | None, ahead: bool) -> EventDate | None:
    step = {"yesterday": -1, "tomorrow": 1}.get(match["word"], 0)
    return EventDate(published + timedelta(days=step), "day") if published else None


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _group(match: re.Match[str], name: str) -> str:
    return match.groupdict().get(name) or ""


_Reader = Callable[[re.Match[str], "date | None", bool], "EventDate | None"]
_UNIT = r"(?P<unit>day|week|month|quarter|year)"
#: Tried in this order, so that "June 26, 2023" is not read as a year.
_GRAMMAR: tuple[tuple[re.Pattern[str], _Reader], ...] = tuple(
    (re.compile(rf"\b(?:{pattern})(?!\w)"), read)
    for pattern, read in (
        (rf"{_YEAR}-(?P<month>\d\d)-(?P<day>\d\d)(?:t\d[\d:.]*(?:z|[+-]\d\d:?\d\d)?)?", _day),
        (rf"{_YEAR}/(?P<month>\d\d?)/(?P<day>\d\d?)", _day),
        (rf"(?P<day>\d\d?)\.\s?(?P<month>\d\d?)\.\s?{_YEAR}", _day),
        (rf"(?P<first>\d\d?)(?P<mark>[/-])(?P<second>\d\d?)(?P=mark){_YEAR}", _either),
        (rf"{_MONTH}\s+{_DAY}(?:,?\s+{_YEAR})?", _day),
        (rf"{_DAY}\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?", _day),
        (rf"{_WHICH}{_MONTH}(?:,?\s+(?:of\s+)?{_YEAR})?", _month),
        (rf"q(?P<quarter>[1-4])(?:\s+(?:of\s+)?{_YEAR})?", _quarter),
        (
            rf"(?P<quarter>first|second|third|fourth)\s+quarter(?:\s+(?:of\s+)?{_YEAR})?",
            _quarter,
        ),
        (_YEAR, _year),
        (r"(?:in|of|since|from|by|late|early|mid) ['’](?P<short>\d\d)", _short_year),
        (
            rf"(?P<count>\d{{1,3}}|(?:a )?couple of|an?|{'|'.join(_NUMBERS)})\s+{_UNIT}s?\s+(?:ago|earlier)",
            _ago,
        ),
        (rf"(?P<which>last|past|previous|this|next)\s+{_UNIT}", _period),
        (rf"{_WHICH}(?P<weekday>{'|'.join(_WEEKDAYS)})", _weekday),
        (r"(?P<word>today|yesterday|tomorrow|tonight)", _near),
    )
)
