"""What the lists of known names make of the words of a sentence, as a hint to the network."""

from __future__ import annotations

from collections.abc import Iterator

from tarpit_graph.ontology import COMPANY, PRODUCT

from tarpit_loaders.names import gazetteer
from tarpit_loaders.names.gazetteer import NameMatch
from tarpit_loaders.reader import tokens


def classes(text: str) -> tuple[tuple[int, int, int], ...]:
    """Return start, end and class of each known name: see `tokens.KNOWN`."""
    return tuple(_classes(text))


def _classes(text: str) -> Iterator[tuple[int, int, int]]:
    names = gazetteer.load()
    for hit in names.find_workloads(text):
        yield hit.start, hit.end, tokens.WORKLOAD
    for hit in names.find(text):
        yield hit.start, hit.end, class_of(hit, text)


def class_of(hit: NameMatch, text: str) -> int:
    """Return the class of one known name."""
    if not hit.is_certain and all(e.is_everyday(text[hit.start : hit.end]) for e in hit.entries):
        return tokens.EVERYDAY
    kinds = {entry.type for entry in hit.entries}
    if kinds == {COMPANY}:
        return tokens.KNOWN_COMPANY
    return tokens.KNOWN_PRODUCT if kinds == {PRODUCT} else tokens.KNOWN_BOTH
