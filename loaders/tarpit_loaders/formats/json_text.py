"""Bounded reading of JSON from outside, with errors that say what is wrong."""

from __future__ import annotations

import json
from typing import Any

from tarpit_graph.errors import InputError


def parsed(text: str) -> Any:
    """Parse JSON.

    Raises:
        InputError: it is not JSON, or nested too deeply.

    >>> parsed("[1, 2")
    Traceback (most recent call last):
    ...
    tarpit_graph.errors.InputError: is not JSON, line 1: Expecting ',' delimiter
    """
    try:
        return json.loads(text)
    except ValueError as error:
        line, problem = getattr(error, "lineno", 0), getattr(error, "msg", str(error))
        raise InputError(f"is not JSON, line {line}: {problem}") from error
    except RecursionError as error:
        raise InputError("is JSON that is nested too deeply") from error


def objects(value: Any) -> list[dict[str, Any]]:
    """Return the objects of a parsed list, or the one object that the value is."""
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, dict)]
