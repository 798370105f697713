"""Where each piece of a sentence stands to two mentions."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

BEFORE, LEFT, BETWEEN, RIGHT, AFTER, ELSE = range(6)


def segments(
    length: int,
    left: tuple[int, int],
    right: tuple[int, int],
    mentions: Iterable[tuple[int, int]],
) -> NDArray[np.int32]:
    """Return the place of each piece: see the constants; `ELSE` is within another mention.

    Args:
        length: How many pieces there are.
        left, right: First piece of each of the two, and one behind its last.
        mentions: Those of all mentions.

    >>> segments(7, (1, 2), (4, 5), [(1, 2), (2, 3), (4, 5)]).tolist()
    [0, 1, 5, 2, 3, 4, 4]
    """
    places = np.full(length, BEFORE, np.int32)
    places[left[1] : right[0]] = BETWEEN
    places[right[1] :] = AFTER
    for first, last in mentions:
        places[first:last] = ELSE
    places[left[0] : left[1]] = LEFT
    places[right[0] : right[1]] = RIGHT
    return places
