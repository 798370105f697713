"""Near-duplicate texts by MinHash.

A. Z. Broder, "On the resemblance and containment of documents", 1997. Two texts are copies where
their sets of five-word stretches have an estimated Jaccard similarity of at least `ALIKE`; copies of
copies are copies.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from rensa import RMinHash

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


def similarity(left: str, right: str) -> float:
    """Estimate the Jaccard similarity of two texts: the share of equal hashes.

    >>> one = signature("Databricks buys Tabular for more than a billion dollars today " * 6)
    >>> similarity(one, one)
    1.0
    """
    pairs = zip(_hashes(left), _hashes(right), strict=True)
    return sum(a == b for a, b in pairs) / _HASHES


def groups(signatures: Mapping[str, str]) -> list[list[str]]:
    """Return the groups of two and more copies among documents, each sorted.

    Args:
        signatures: Each document's signature by its id; those without one have no copies.
    """
    from scipy.cluster.hierarchy import (
        DisjointSet,  # slow to import, and most commands group nothing
    )

    alike: dict[str, list[str]] = defaultdict(list)
    for id_, made in signatures.items():
        if made:
            alike[made].append(id_)
    copies = DisjointSet(alike)
    for left, right in _close(list(alike)):
        if not copies.connected(left, right) and similarity(left, right) >= ALIKE:
            copies.merge(left, right)
    found = (sorted(id_ for made in same for id_ in alike[made]) for same in copies.subsets())
    return sorted(ids for ids in found if len(ids) > 1)


def _close(signatures: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of different signatures that share a band, some of them more than once."""
    import numpy as np

    hashes = np.empty((len(signatures), _HASHES), ">u4")
    for row, made in zip(hashes, signatures, strict=True):
        row[:] = np.frombuffer(bytes.fromhex(made), ">u4")
    for at in range(0, _HASHES, _BAND):
        # Four hashes as one number; that two bands have the same by chance costs a comparison and no more.
        high, low = (
            hashes[:, at : at + _BAND].astype(np.uint64).reshape(-1, 2, 2).transpose(2, 0, 1)
        )
        pairs = (high << np.uint64(32)) | low
        bands = pairs[:, 0] ^ (pairs[:, 1] * np.uint64(_ODD))
        order = np.argsort(bands, kind="stable")
        changes = np.flatnonzero(np.diff(bands[order])) + 1
        starts, ends = np.append(0, changes), np.append(changes, len(order))
        for start, end in zip(starts[ends - starts > 1], ends[ends - starts > 1], strict=True):
            yield from combinations([signatures[place] for place in order[start:end]], 2)


def _hashes(made: str) -> list[str]:
    return [made[i : i + 8] for i in range(0, len(made), 8)]
