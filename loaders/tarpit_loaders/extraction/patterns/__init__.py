"""Relations to things that are no names: jobs, features, prices, what a product can stand in for.

One relation per file, found by scan: write `patterns/x.py` and it takes part. What joins two names is read by the
network in `reader/`; what it misses in plain sentences, lists and brackets has a phrase here.

A pattern file declares

- `PREDICATE`, the relation of the ontology, and `VERSION`, raised when its results change;
- `find(sentence)`, which yields what it sees, without reading how far it has come;
- `MATCHES`, sentences with the triple and status that must come out, and `MISSES`, near misses
  from which nothing of the relation may come; both run as tests.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Protocol, cast

from tarpit_graph import plugins

from tarpit_loaders.extraction.masked_sentence import RelationMatch, Sentence

#: A sentence, and (subject, object, status) for each claim that must come out of it.
Example = tuple[str, tuple[tuple[str, str, str], ...]]


class Pattern(Protocol):
    """What a pattern file declares."""

    PREDICATE: str
    VERSION: int
    MATCHES: tuple[Example, ...]
    MISSES: tuple[str, ...]

    def find(self, sentence: Sentence) -> Iterator[RelationMatch]:
        """Yield the relations that a sentence speaks of."""
        ...


@cache
def load() -> tuple[Pattern, ...]:
    """Import every pattern file of this folder, in the order of their names."""
    return tuple(cast(list[Pattern], plugins.load(__name__)))
