"""Search for copies among many texts: those that share a band of hashes are compared.

A. Z. Broder, "On the resemblance and containment of documents", 1997; bands as in J. Leskovec, A. Rajaraman and
J. Ullman, "Mining of Massive Datasets", 2014, 3.4.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

#: Texts that share a band of four hashes are compared: at 0.8 all but 1 in 10⁷ pairs do.
_BAND = 4
#: Spreads a number over all bits of another.
_ODD = 0x9E3779B97F4A7C15


class BandSearch:
    """Texts by their hashes, each in one bucket for each of its bands.

    Args:
        hashes: Of one text after the other, four bytes each.
        number: Of the hashes of a text.
        alike: The share of equal hashes from which on two texts are copies.
    """

    def __init__(self, hashes: bytearray, number: int, alike: float) -> None:
        self._hashes = np.frombuffer(hashes, np.uint32).reshape(-1, number)
        self._alike = alike
        self._is_found = np.zeros(len(self._hashes), bool)
        self._is_near = np.zeros(len(self._hashes), bool)
        #: The texts that share a band, and in which of these buckets each text is.
        self._buckets: list[NDArray[np.intp]] = []
        self._places: dict[int, list[int]] = {}
        for bucket in _buckets(self._hashes):
            for text in bucket.tolist():
                self._places.setdefault(text, []).append(len(self._buckets))
            self._buckets.append(bucket)

    def copies(self, first: int) -> list[int]:
        """Return a text with its copies and theirs; nothing where it was found before."""
        if self._is_found[first]:
            return []
        self._is_found[first] = True
        found = [first]
        for text in found:  # it grows
            found += self._copies_of(text)
        return found

    def _copies_of(self, text: int) -> list[int]:
        """Find copies of one text among those that were not found yet."""
        if text not in self._places:
            return []
        for place in self._places[text]:
            bucket = self._buckets[place]
            left = bucket[~self._is_found[bucket]]
            self._buckets[place] = left
            self._is_near[left] = True
        near = np.flatnonzero(self._is_near)
        self._is_near[near] = False
        alike = (self._hashes[near] == self._hashes[text]).mean(1) >= self._alike
        copies: list[int] = near[alike].tolist()
        self._is_found[copies] = True
        return copies


def _buckets(hashes: NDArray[np.uint32]) -> Iterator[NDArray[np.intp]]:
    """Yield the texts that share a band, for each of the bands that several have."""
    for band in range(hashes.shape[1] // _BAND):
        # Its hashes as one number; that two bands have the same by chance costs a comparison and no more.
        first, second = hashes.view(np.uint64)[:, 2 * band : 2 * band + 2].T
        keys = first ^ (second * np.uint64(_ODD))
        order = np.argsort(keys, kind="stable")
        changes = np.flatnonzero(np.diff(keys[order])) + 1
        starts, ends = np.append(0, changes), np.append(changes, len(order))
        for start, end in zip(starts[ends - starts > 1], ends[ends - starts > 1], strict=True):
            yield order[start:end]
