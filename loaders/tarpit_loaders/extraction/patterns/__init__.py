"""One relation per file, found by scan: write `patterns/x.py` and it takes part.

A pattern file declares

- `PREDICATE`, the relation of the ontology, and `VERSION`, raised when its results change;
- `TRIGGERS`, lower-case stretches of text one of which must stand in a block for `find` to be asked
  (wherever a workload or a known feature is named, `find` is asked whatever it declares);
- `find(sentence)`, which yields what it sees, without reading how far it has come;
- `MATCHES`, sentences with the triple and status that must come out, and `MISSES`, near misses
  from which nothing of the relation may come; both run as tests.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Protocol, cast

from tarpit_graph import plugins

from tarpit_loaders.extraction.sentence import Found, Sentence

#: A sentence, and (subject, object, status) for each claim that must come out of it.
Example = tuple[str, tuple[tuple[str, str, str], ...]]


class Pattern(Protocol):
    """What a pattern file declares."""

    PREDICATE: str
    VERSION: int
    TRIGGERS: tuple[str, ...]
    MATCHES: tuple[Example, ...]
    MISSES: tuple[str, ...]

    def find(self, sentence: Sentence) -> Iterator[Found]:
        """Yield the relations that a sentence speaks of."""
        ...


@cache
def load() -> tuple[Pattern, ...]:
    """Import every pattern file of this folder, in the order of their names."""
    return tuple(cast(list[Pattern], plugins.load(__name__)))
