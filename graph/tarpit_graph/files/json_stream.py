"""JSON written piece by piece: lists of any length."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import IO, Any


def dumps(value: Any) -> str:
    """Return a value as JSON on one line; days in ISO form, names in order."""
    return json.dumps(value, ensure_ascii=False, default=str, sort_keys=True)


def write_list(file: IO[str], name: str, items: Iterable[Any]) -> None:
    """Write a list of any length under a name, an item a line.

    >>> import sys
    >>> write_list(sys.stdout, "nodes", [{"id": 1}, {"id": 2}])
    "nodes": [
    {"id": 1},
    {"id": 2}]
    """
    file.write(f"{dumps(name)}: [")
    for number, item in enumerate(items):
        file.write(f"{',' if number else ''}\n{dumps(item)}")
    file.write("]")
