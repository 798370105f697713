"""Which columns fit into a width, and how wide each is: numbers, days and ids are whole or left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from rich.cells import cell_len

#: A name is never cut to less than this, and a longer text is given more only where room is left.
_NAME_WIDTH, _TEXT_WIDTH = 16, 28
#: Cells longer than this are texts to read: they go on in the next line, between words.
_TEXT_FROM = 48
#: What the frame takes beside a column's cells, and once at its end.
_FRAME, _EDGE = 3, 1


@dataclass(frozen=True)
class CellColumn:
    """A column as text.

    Attributes:
        heading: Its name, in words.
        cells: What stands in it.
        is_whole: It may neither be cut nor go on in the next line: a number, a day, an id.
    """

    heading: str
    cells: tuple[str, ...]
    is_whole: bool

    @cached_property
    def natural(self) -> int:
        """The width that shows all of it in one line; each row asks for it."""
        return max((*map(cell_len, self.cells), self.least_heading))

    @property
    def least_heading(self) -> int:
        """The width that breaks no word of the heading."""
        return max(map(cell_len, self.heading.split()), default=1)

    @property
    def least(self) -> int:
        """The width below which it is better left out."""
        if self.is_whole:
            return self.natural
        return max(self.least_heading, min(self.natural, _NAME_WIDTH))

    @property
    def goes_on(self) -> bool:
        """Tell whether its texts go on in the next line instead of being cut."""
        return not self.is_whole and self.natural > _TEXT_FROM


def fit(columns: Sequence[CellColumn], ranks: Sequence[int], width: int) -> dict[int, int]:
    """Return the width of each column that fits, by its place; the first is always there.

    Columns are taken in the order of their ranks, each with the least width that can be read. What room is
    left goes to names, then to texts.

    >>> name = CellColumn("segment", ("Vector databases", "Agents"), False)
    >>> count = CellColumn("products", ("41", "7"), True)
    >>> id_ = CellColumn("id", ("workload:vectordatabases", "workload:agents"), True)
    >>> fit((name, count, id_), (0, 1, 2), 80)
    {0: 16, 1: 8, 2: 24}
    >>> fit((name, count, id_), (0, 1, 2), 34)
    {0: 16, 1: 8}

    Args:
        columns: All of them, in the order to show them.
        ranks: Of each; the lowest is the most wanted.
        width: Of the whole table, its frame included.
    """
    room = width - _EDGE
    taken: dict[int, int] = {}
    for place in sorted(range(len(columns)), key=lambda place: (ranks[place], place)):
        least = columns[place].least + _FRAME
        if not taken or least <= room:
            taken[place] = columns[place].least
            room -= least
    for limit in (_TEXT_WIDTH, width):
        for place in sorted(taken, key=lambda place: (ranks[place], place)):
            wanted = min(columns[place].natural, limit) - taken[place]
            more = max(0, min(wanted, room))
            taken[place] += more
            room -= more
    return dict(sorted(taken.items()))
