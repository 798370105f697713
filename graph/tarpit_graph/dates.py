"""Parsing of dates in options."""

from __future__ import annotations

from datetime import date

from tarpit_graph.errors import InputError


def day(written: str, option: str) -> date:
    """Read the day that an option gives.

    Raises:
        InputError: it is no date; the message names the option.

    >>> day("2024-02-29", "--as-of")
    datetime.date(2024, 2, 29)
    """
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise InputError(f"{option} {written}: write the day as YYYY-MM-DD") from error
