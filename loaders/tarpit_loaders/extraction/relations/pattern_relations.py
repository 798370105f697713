"""Claims from what the patterns see in a sentence: jobs, features, prices."""

from __future__ import annotations

from collections.abc import Iterator

from tarpit_graph.ontology import COMPANY, COMPETES_WITH, PRODUCT, check_ends
from tarpit_graph.records import Claim, Mention

from tarpit_loaders.extraction import claims, patterns
from tarpit_loaders.extraction.attributes import deal_terms, factuality
from tarpit_loaders.extraction.claims import TextSpan
from tarpit_loaders.extraction.entities import entity_linking
from tarpit_loaders.extraction.masked_sentence import RelationMatch
from tarpit_loaders.extraction.read_sentences import ReadSentence
from tarpit_loaders.extraction.relations import argument_checks, pattern_terms
from tarpit_loaders.names import no_companies, no_products


def of(sentence: ReadSentence) -> Iterator[Claim]:
    """Yield the claims of a sentence."""
    masked = pattern_terms.sentence(sentence)
    if masked is None:
        return
    for pattern in patterns.load():
        name = f"{pattern.predicate.lower()}/{pattern.version}"
        for found in pattern.find(masked):
            made = _claim(sentence, found, name)
            if made is not None:
                yield made


def _claim(sentence: ReadSentence, found: RelationMatch, pattern: str) -> Claim | None:
    place = sentence.place
    subject = entity_linking.of_term(place, found.subject, found.subject_type)
    object_ = entity_linking.of_term(place, found.object, found.object_type)
    if subject.id == object_.id or not all(map(_is_name, (subject, object_))):
        return None
    if found.predicate == COMPETES_WITH and argument_checks.are_of_one_house(
        (subject.surface, object_.surface), (found.subject.entries, found.object.entries)
    ):
        return None
    check_ends(found.predicate, subject.type, object_.type)
    first, last = sorted((found.subject, found.object), key=lambda term: term.start)
    status = factuality.status(place.text, first.start, found.said, last.end)
    made = claims.claim(
        _evidence(sentence, found),
        found.predicate,
        subject,
        object_,
        status,
        found.confidence * found.subject.trust * found.object.trust,
        pattern,
        {**deal_terms.of(found.predicate, place), **found.attributes},
    )
    return claims.dated(made, place)


def _is_name(end: Mention) -> bool:
    """Tell a company's or product's name, and what else is joined, from people, places and terms of the trade."""
    if end.type not in (COMPANY, PRODUCT) or entity_linking.entries(end.name):
        return True
    is_none = end.type == COMPANY and no_companies.is_none(end.name)
    return not is_none and not no_products.is_term(end.name)


def _evidence(sentence: ReadSentence, found: RelationMatch) -> TextSpan:
    starts = {found.subject.start, found.object.start}
    ends = (i for i, m in enumerate(sentence.read.mentions) if m.start in starts)
    return sentence.evidence(*ends)
