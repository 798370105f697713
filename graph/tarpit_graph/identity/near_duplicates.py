"""Near-duplicate texts by MinHash.

A. Z. Broder, "On the resemblance and containment of documents", 1997. Two texts are copies where
their sets of five-word stretches have an estimated Jaccard similarity of at least `ALIKE`; copies of
copies are copies.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from rensa import RMinHash

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: The measured similarity from which on two texts are copies.
ALIKE = 0.8
#: How many hash functions; the estimate's standard error is √(s(1−s)/128), 0.035 at 0.8.
_HASHES = 128
_SEED = 20_211
#: Spreads a number over all bits of another.
_ODD = 0x9E3779B97F4A7C15
#: Texts that share a band of four hashes are compared: at 0.8 all but 1 in 10⁷ pairs do.
_BAND = 4
_SHINGLE = 5
#: Below this many words chance decides; equal texts still have equal digests.
_MIN_WORDS = 40


def signature(text: str) -> str:
    """Return the MinHash of a text's five-word stretches, in hexadecimal; empty for few words.

    >>> len(signature("a long text " * 20)), signature("a short text")
    (1024, '')
    """
    words = text.lower().split()
    if len(words) < _MIN_WORDS:
        return ""
    made = RMinHash(_HASHES, _SEED)
    made.update([" ".join(words[i : i + _SHINGLE]) for i in range(len(words) - _SHINGLE + 1)])
    return "".join(f"{value:08x}" for value in made.digest())


def groups(signatures: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Return the groups of two and more copies among documents, each sorted.

    Two texts whose share of equal hashes is at least `ALIKE` are copies. What is found is left out of the search at
    once, so that a thousand copies cost a thousand comparisons.

    Args:
        signatures: The id and the signature of each document; those without one have no copies, nor those with
            something else, as a file of claims from elsewhere may have it.

    >>> one = signature("Databricks buys Tabular for more than a billion dollars today " * 6)
    >>> groups([("a", one), ("b", ""), ("c", one)])
    [['a', 'c']]
    """
    import numpy as np  # slow to import, and most commands group nothing

    ids: list[str] = []
    held = bytearray()
    for id_, made in signatures:
        if one := _hashes(made):
            ids.append(id_)
            held += one
    hashes = np.frombuffer(held, np.uint32).reshape(-1, _HASHES)
    search = _Search(hashes)
    found = (sorted(ids[text] for text in search.copies(first)) for first in range(len(ids)))
    return sorted(group for group in found if len(group) > 1)


def _hashes(made: str) -> bytes:
    """Return the hashes of a signature; nothing where it is none."""
    try:
        found = bytes.fromhex(made)
    except ValueError:
        return b""
    return found if len(found) == 4 * _HASHES else b""


class _Search:
    """Texts by their hashes, each in one bucket for each of its bands."""

    def __init__(self, hashes: NDArray[np.uint32]) -> None:
        import numpy as np

        self._hashes = hashes
        self._is_found = np.zeros(len(hashes), bool)
        self._is_near = np.zeros(len(hashes), bool)
        #: The texts that share a band, and in which of these buckets each text is.
        self._buckets: list[NDArray[np.intp]] = []
        self._places: dict[int, list[int]] = {}
        for bucket in _buckets(hashes):
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
        import numpy as np

        if text not in self._places:
            return []
        for place in self._places[text]:
            bucket = self._buckets[place]
            left = bucket[~self._is_found[bucket]]
            self._buckets[place] = left
            self._is_near[left] = True
        near = np.flatnonzero(self._is_near)
        self._is_near[near] = False
        alike = (self._hashes[near] == self._hashes[text]).mean(1) >= ALIKE
        copies: list[int] = near[alike].tolist()
        self._is_found[copies] = True
        return copies


def _buckets(hashes: NDArray[np.uint32]) -> Iterator[NDArray[np.intp]]:
    """Yield the texts that share a band, for each of the bands that several have."""
    import numpy as np

    for band in range(_HASHES // _BAND):
        # Its hashes as one number; that two bands have the same by chance costs a comparison and no more.
        first, second = hashes.view(np.uint64)[:, 2 * band : 2 * band + 2].T
        keys = first ^ (second * np.uint64(_ODD))
        order = np.argsort(keys, kind="stable")
        changes = np.flatnonzero(np.diff(keys[order])) + 1
        starts, ends = np.append(0, changes), np.append(changes, len(order))
        for start, end in zip(starts[ends - starts > 1], ends[ends - starts > 1], strict=True):
            yield order[start:end]
