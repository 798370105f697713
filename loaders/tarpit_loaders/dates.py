"""The day on which a document says it was published. Never "now": the graph must not depend on it.

Only whole days count: of "June 2023" nobody knows whether it was before or after another day.
"""

from __future__ import annotations

import re
from datetime import date

_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])(?!\d)")


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


def first(*values: object) -> date | None:
    """Return the first day that any of the values states, the surest source first."""
    return next((found for value in values if (found := day(value)) is not None), None)
