"""Relations to things that are no names: jobs, features, prices, what a product can stand in for.

One relation per file, found by scan: write `patterns/x.py` and it takes part. What joins two names is read by the
network in `reader/`; what it misses in plain sentences, lists and brackets has a phrase here.

A pattern file declares `PATTERN = Pattern(…)`. Comes in: a sentence whose names are masked. Goes out: relations between
its spans. May import: `masked_sentence` and what lies below it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from tarpit_graph import plugins

from tarpit_loaders.extraction.masked_sentence import RelationMatch, Sentence

#: Group of entry points by which other packages add theirs.
ENTRY_POINTS = "tarpit.patterns"
#: A sentence, and (subject, object, status) for each claim that must come out of it.
Example = tuple[str, tuple[tuple[str, str, str], ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """Phrases that tell one relation.

    Attributes:
        predicate: The relation, of the ontology.
        version: Raised when its results change; a claim says by which version it was found.
        find: Yields the relations that a sentence states, without their status.
        matches: Sentences with the triples and statuses that must come out; they run as tests.
        misses: Sentences from which nothing of the relation may come; they run as tests.
    """

    predicate: str
    version: int
    find: Callable[[Sentence], Iterator[RelationMatch]]
    matches: tuple[Example, ...]
    misses: tuple[str, ...]


@cache
def load() -> tuple[Pattern, ...]:
    """Return every pattern: ours in the order of their names, then other packages'."""
    return tuple(plugins.load(__name__, Pattern, ENTRY_POINTS))
