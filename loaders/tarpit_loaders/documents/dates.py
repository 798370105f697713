"""The day on which a document says it was published. Never "now": the graph must not depend on it.

Where only a month is known, the document counts as known by the last day of it: what is asked for as of
an earlier day must not show what may be younger.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from tarpit_loaders.documents import date_forms
from tarpit_loaders.documents.date_forms import StatedDate

_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])(?!\d)")
#: In an address: `/2023/06/26/`, `/2023-06-26-`, `/2023/06/`.
_IN_PATH = re.compile(
    r"/((?:19|20)\d\d)[/-](0[1-9]|1[0-2])(?:[/-](0[1-9]|[12]\d|3[01]))?(?=[/_.-]|$)"
)


@dataclass(frozen=True, slots=True)
class Published:
    """When a document was published.

    Attributes:
        day: The day; where only a month or year is known, its last one.
        precision: `day`, `month` or `year`; `week` where other documents bound it.
        read_from: Where that was read: `metadata`, `byline`, `file name`, …
    """

    day: date
    precision: str = "day"
    read_from: str = ""


def day(value: object) -> date | None:
    """Return the day in a date, a time stamp or a text; None where there is none.

    >>> day("2023-06-26T09:00:00Z"), day("20230626"), day("June 2023"), day(None)
    (datetime.date(2023, 6, 26), datetime.date(2023, 6, 26), None, None)
    """
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    match = _DAY.search(value) if isinstance(value, str) else None
    if match is None:
        return None
    try:
        return date(*(int(part) for part in match.groups()))
    except ValueError:
        return None


def first(**values: object) -> Published | None:
    """Return the first day that any of the values states, the surest source first.

    >>> first(metadata="no day", file_name="2023-06-26-deal.md")
    Published(day=datetime.date(2023, 6, 26), precision='day', read_from='file name')
    >>> first(metadata="June 2023")
    Published(day=datetime.date(2023, 6, 30), precision='month', read_from='metadata')
    """
    for where, value in values.items():
        if isinstance(value, Published):
            return value
        if where == "file_name":  # words beside a day are the rule there
            found = day(value)
            stated = StatedDate(found, "day") if found else None
        else:
            stated = date_forms.parse(value)
        if stated is not None:
            return Published(stated.last, stated.precision, where.replace("_", " "))
    return None


def of_address(address: str) -> Published | None:
    """Return the day or month that the path of an address states.

    >>> of_address("https://news.example/2023/06/26/deal")
    Published(day=datetime.date(2023, 6, 26), precision='day', read_from='address')
    >>> of_address("https://blog.example/2024/02/deal").day
    datetime.date(2024, 2, 29)
    """
    match = _IN_PATH.search(address)
    if match is None:
        return None
    year, month = int(match[1]), int(match[2])
    if match[3] is None:
        return Published(StatedDate(date(year, month, 1), "month").last, "month", "address")
    try:
        return Published(date(year, month, int(match[3])), read_from="address")
    except ValueError:
        return None
