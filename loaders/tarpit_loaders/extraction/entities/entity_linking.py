"""Entity linking: from a name as a text spells it to the entity of the graph."""

from __future__ import annotations

from tarpit_graph.records import Mention

from tarpit_loaders.extraction.claims import TextSpan
from tarpit_loaders.extraction.masked_sentence import Term
from tarpit_loaders.names import catalog, gazetteer
from tarpit_loaders.names.catalog import CatalogEntry


def entries(name: str) -> tuple[CatalogEntry, ...]:
    """Return what is known to bear a name, written just like this."""
    hits = gazetteer.load().find(name)
    whole = len(hits) == 1 and (hits[0].start, hits[0].end) == (0, len(name))
    return hits[0].entries if whole else ()


def mention(place: TextSpan, start: int, end: int, type_: str, name: str) -> Mention:
    """Return who or what a stretch of a sentence names.

    Args:
        place: The sentence.
        start, end: Of the stretch, in characters of the sentence.
        type_: A label of the ontology.
        name: What it stands for: its own letters, or the name that "it" stands for.
    """
    text = place.text[start:end]
    id_, resolved = catalog.load().resolve(type_, name, text)
    base, _ = catalog.load().undecided(type_, name)
    places = place.block.span(place.start + start, place.start + end)
    return Mention(id_, type_, resolved, text, *places, base)


def of_term(place: TextSpan, term: Term, type_: str) -> Mention:
    """Return what a term names, taken as one of its labels."""
    name = _known(term, type_) or term.name or place.text[term.start : term.end]
    return mention(place, term.start, term.end, type_, name)


def name_of(term: Term, type_: str) -> str:
    """Return the name under which a known term is in the graph."""
    return catalog.load().resolve(type_, _known(term, type_) or term.name)[1]


def _known(term: Term, type_: str) -> str:
    return next((entry.name for entry in term.entries if entry.type == type_), "")
