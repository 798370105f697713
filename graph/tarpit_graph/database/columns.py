"""Rows to store as lists: names of properties are in the statement once, and each day is sent once.

A map for each row repeats every name, and the driver takes longer over a day than over all else in a row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tarpit_graph.ontology.types import Property


class Columns:
    """The order in which rows are sent: what they are joined to first, then their properties.

    Args:
        ends: The columns before the properties, as `row` holds them.
        properties: The properties; of a row without one nothing is stored under its name.

    >>> from datetime import date
    >>> one = Columns(["document"], [Property("id", "STRING", ""), Property("day", "DATE", "")])
    >>> one.literal
    '{`id`: row[1], `day`: $days[row[2]]}'
    >>> one.parameters(
    ...     [{"document": "d", "id": "a", "day": date(2024, 5, 1)}, {"document": "e", "id": "b"}]
    ... )
    {'rows': [['d', 'a', 0], ['e', 'b', None]], 'days': [datetime.date(2024, 5, 1)]}
    """

    def __init__(self, ends: Sequence[str], properties: Sequence[Property]) -> None:
        self._names = [*ends, *(column.name for column in properties)]
        self._days = [at for at, c in enumerate(properties, len(ends)) if c.type == "DATE"]
        values = (
            f"`{column.name}`: " + (f"$days[row[{at}]]" if at in self._days else f"row[{at}]")
            for at, column in enumerate(properties, len(ends))
        )
        #: The properties as a map in Cypher, of a list that is called `row`.
        self.literal = f"{{{', '.join(values)}}}"

    def parameters(self, rows: Iterable[Mapping[str, Any]]) -> dict[str, list[Any]]:
        """Return `rows` as lists and the `days` that they point at, as the statement takes them."""
        lists = [[row.get(name) for name in self._names] for row in rows]
        places: dict[Any, int] = {}
        for row in lists:
            for at in self._days:
                if row[at] is not None:
                    row[at] = places.setdefault(row[at], len(places))
        return {"rows": lists, "days": list(places)}
