"""Days as files state them: in any usual form, and never more precise than they are stated.

A day and month that can be read two ways ("04/06/2024") is known by its year alone. A day that no month has counts for
its month. What programs write where a day is missing (1970, 0000) is none.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

#: Years outside are typing errors or defaults of programs.
_FIRST_YEAR, _LAST_YEAR = 1980, 2100
#: First days of what programs count time from, and of their templates.
_DEFAULTS = frozenset((date(1980, 1, 1), date(1999, 12, 31), date(2000, 1, 1), date(2013, 12, 23)))
#: A longer text is prose, whose days are those of events.
_LONGEST = 200
#: The first letters by which a month is told in English, German, French, Spanish, Italian, Dutch and Portuguese.
_MONTHS = (
    "jan gen ene",
    "feb fév fev",
    "mar mär maa",
    "apr avr abr",
    "may mai mag mei",
    "jun juin giu",
    "jul juil lug",
    "aug aoû aou ago",
    "sep set",
    "oct okt ott out",
    "nov",
    "dec dez déc dic",
)
_NUMBER_OF = {start: n for n, starts in enumerate(_MONTHS, 1) for start in starts.split()}
_WORD = r"(?P<word>[^\W\d_]{3,12})\.?"
_YEAR = r"(?P<year>(?:19|20|21)\d\d)"


@dataclass(frozen=True, slots=True)
class StatedDate:
    """The first day of what was stated, and whether that was a day, a month or a year."""

    start: date
    precision: str

    @property
    def last(self) -> date:
        """The last day of it: what is known by this day is not known earlier."""
        if self.precision == "year":
            return date(self.start.year, 12, 31)
        if self.precision == "month":
            return self.start.replace(day=calendar.monthrange(self.start.year, self.start.month)[1])
        return self.start


def parse(value: object) -> StatedDate | None:
    """Return what a value states; None where it states no day.

    Args:
        value: A date, seconds or milliseconds since 1970, or a short text.

    >>> parse("Tue, 4 Jun 2024 09:00:00 GMT"), parse("13.05.2024").start
    (StatedDate(start=datetime.date(2024, 6, 4), precision='day'), datetime.date(2024, 5, 13))
    >>> parse("04/06/2024").precision, parse("5/24/2023").start, parse("2024-06").precision
    ('year', datetime.date(2023, 5, 24), 'month')
    >>> parse("2024-02-30"), parse(1717459200).start
    (StatedDate(start=datetime.date(2024, 2, 1), precision='month'), datetime.date(2024, 6, 4))
    >>> parse("1970-01-01T00:00:00Z"), parse("0000-00-00"), parse("soon")
    (None, None, None)
    """
    if isinstance(value, date):
        return _told(value.year, value.month, value.day)
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return _of_seconds(float(value))
    text = str(value)[:_LONGEST].strip()
    for form, read in _FORMS:
        if match := form.search(text):
            return read(match)
    return None


def _told(year: int, month: int = 0, day: int = 0) -> StatedDate | None:
    """Return a day, or its month where there is no such day, or its year where there is no such month."""
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    if not 1 <= month <= 12:
        return StatedDate(date(year, 1, 1), "year")
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        return StatedDate(date(year, month, 1), "month")
    found = date(year, month, day)
    return None if found in _DEFAULTS else StatedDate(found, "day")


def _of_seconds(seconds: float) -> StatedDate | None:
    if seconds > 1e11:
        seconds /= 1000
    if not 1e9 <= seconds < 4e9:
        return None
    found = datetime.fromtimestamp(seconds, UTC).date()
    return StatedDate(found, "day")


def _of_count(match: re.Match[str]) -> StatedDate | None:
    return _of_seconds(float(match[0]))


def _of_sheet(match: re.Match[str]) -> StatedDate | None:
    """Return the day of a spreadsheet's number: days since the end of 1899."""
    return StatedDate(date(1899, 12, 30) + timedelta(days=int(float(match[0]))), "day")


def _of_figures(match: re.Match[str]) -> StatedDate | None:
    said = match.groupdict()
    return _told(int(said["year"]), int(said.get("month") or 0), int(said.get("day") or 0))


def _of_either(match: re.Match[str]) -> StatedDate | None:
    """Return a day written as "4/6/2024": the day where only one order is possible, else its year."""
    first, second, year = int(match["first"]), int(match["second"]), int(match["year"])
    if first == second or first > 12:
        return _told(year, second, first)
    return _told(year, first, second) if second > 12 else _told(year)


def _of_words(match: re.Match[str]) -> StatedDate | None:
    month, said = _month(match["word"]), match.groupdict()
    year = int(said.get("year") or 2000 + int(said["short"]))
    return _told(year, month, int(said.get("day") or 0)) if month else None


def _month(word: str) -> int:
    """Return the number of a month by the start of its name in any of seven languages; 0 of another word.

    >>> _month("juin"), _month("Juillet"), _month("März"), _month("Monday")
    (6, 7, 3, 0)
    """
    lowered = word.casefold()
    if lowered.startswith(("mon", "mardi", "martes", "marted", "mart", "mayb")):
        return 0
    return _NUMBER_OF.get(lowered[:4], 0) or _NUMBER_OF.get(lowered[:3], 0)


_Reader = Callable[[re.Match[str]], StatedDate | None]
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|º)?"
_FORMS: tuple[tuple[re.Pattern[str], _Reader], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), read)
    for pattern, read in (
        (r"^\d{10}(?:\.\d+)?$|^\d{13}$", _of_count),
        (r"^[345]\d{4}(?:\.\d+)?$", _of_sheet),
        (
            rf"(?<!\d){_YEAR}(?P<mark>[-/.年])(?P<month>\d{{1,2}})(?:(?P=mark)|月)(?P<day>\d{{1,2}})(?!\d)",
            _of_figures,
        ),
        (rf"(?<!\d){_YEAR}(?P<month>\d\d)(?P<day>\d\d)(?!\d)", _of_figures),
        (
            r"(?<![\d.])(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>(?:19|20|21)\d\d)(?!\d)",
            _of_figures,
        ),
        (
            r"(?<![\d/-])(?P<first>\d{1,2})(?P<mark>[/-])(?P<second>\d{1,2})(?P=mark)"
            r"(?P<year>(?:19|20|21)\d\d)(?!\d)",
            _of_either,
        ),
        (rf"(?<!\w){_WORD}\s+{_DAY},?\s+{_YEAR}(?!\d)", _of_words),
        (
            rf"(?<!\w){_DAY}\.?[\s-]+(?:of\s+|de\s+)?{_WORD}(?:\s+de)?,?[\s-]+{_YEAR}(?!\d)",
            _of_words,
        ),
        (rf"(?<!\w){_DAY}\s+{_WORD}\s+(?P<short>\d\d)(?=\s+\d\d:\d\d)", _of_words),
        (rf"(?<!\w){_WORD},?\s+{_YEAR}(?!\d)", _of_words),
        (rf"^{_YEAR}[-/.](?P<month>\d{{1,2}})$", _of_figures),
        (rf"^(?P<month>\d{{1,2}})[-/.]{_YEAR}$", _of_figures),
        (rf"^{_YEAR}$", _of_figures),
    )
)
