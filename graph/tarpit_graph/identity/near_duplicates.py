"""Near-duplicate texts by MinHash.

A. Z. Broder, "On the resemblance and containment of documents", 1997. Two texts are copies where
their sets of five-word stretches have an estimated Jaccard similarity of at least `ALIKE`; copies of
copies are copies.
"""

from __future__ import annotations

from collections.abc import Iterable

from rensa import RMinHash

#: The measured similarity from which on two texts are copies.
ALIKE = 0.8
#: How many hash functions; the estimate's standard error is √(s(1−s)/128), 0.035 at 0.8.
_HASHES = 128
_SEED = 20_211
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
    from tarpit_graph.identity.band_search import BandSearch  # numpy is slow to import

    ids: list[str] = []
    held = bytearray()
    for id_, made in signatures:
        if one := _hashes(made):
            ids.append(id_)
            held += one
    search = BandSearch(held, _HASHES, ALIKE)
    found = (sorted(ids[text] for text in search.copies(first)) for first in range(len(ids)))
    return sorted(group for group in found if len(group) > 1)


def _hashes(made: str) -> bytes:
    """Return the hashes of a signature; nothing where it is none."""
    try:
        found = bytes.fromhex(made)
    except ValueError:
        return b""
    return found if len(found) == 4 * _HASHES else b""
