"""The extraction pipeline: blocks in, claims out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tarpit_graph.records import Claim, Document

from tarpit_loaders.documents import language
from tarpit_loaders.documents.items import Reading
from tarpit_loaders.extraction import agreement, called_off, read_sentences
from tarpit_loaders.extraction.entities import homepages, model_versions
from tarpit_loaders.extraction.entities import mentions as named
from tarpit_loaders.extraction.read_sentences import ReadCache, ReadSentence
from tarpit_loaders.extraction.relations import (
    classified_relations,
    comparison_tables,
    pattern_relations,
)
from tarpit_loaders.names import gazetteer
from tarpit_loaders.reader import network


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was found in one document, in reading order.

    Attributes:
        quarantined: What cannot be, each with the reason.
        near: What came close: too unsure to be told.
    """

    claims: tuple[Claim, ...]
    quarantined: tuple[str, ...] = ()
    near: tuple[Claim, ...] = ()


def extract(
    reading: Reading,
    *,
    use_gate: bool = True,
    use_given_entities: bool = False,
    unnamed: bool = False,
    reads: ReadCache | None = None,
) -> Extraction:
    """Return every claim of a document, each as sure as its source is trusted.

    Args:
        reading: The document. A structured one brings its claims along.
        use_gate: Read only sentences in which something may be found.
        use_given_entities: Take the names that the input marks, and no others.
        unnamed: Tell also of companies that a text only calls "we" or "the company".
        reads: What was read before: see `prefetch`.
    """
    extraction = _extract(reading, use_gate, use_given_entities, unnamed, reads)
    trust = reading.document.trust
    if trust == 1 or reading.extractor:
        return extraction
    return replace(
        extraction,
        claims=tuple(
            replace(claim, confidence=round(claim.confidence * trust, 4))
            for claim in extraction.claims
        ),
    )


def is_read(document: Document) -> bool:
    """Tell whether a document is in the language that the reader knows."""
    return document.language in ("", language.ENGLISH)


def prefetch(readings: Iterable[Reading], reads: ReadCache) -> None:
    """Read the sentences of several documents at once, which is faster than one after the other."""
    read_sentences.prefetch(
        ((r.document, r.pieces) for r in readings if not r.claims and is_read(r.document)), reads
    )


def prepare() -> None:
    """Load what every document needs, so that threads do not do it twice."""
    network.prepare()
    gazetteer.load()


def _extract(
    reading: Reading,
    use_gate: bool,
    use_given_entities: bool,
    unnamed: bool,
    reads: ReadCache | None,
) -> Extraction:
    if reading.claims or reading.extractor or not reading.blocks or not is_read(reading.document):
        return Extraction(reading.claims, reading.quarantined)
    document, pieces = reading.document, reading.pieces
    if use_given_entities and reading.annotations is not None:
        given = classified_relations.given(document, pieces, reading.annotations)
        return Extraction(agreement.one_each(given), reading.quarantined)
    sentences = read_sentences.find(
        document,
        pieces,
        reading.author,
        reads=reads,
        screened=use_gate and not unnamed,
        unnamed=unnamed,
    )
    near: list[Claim] = []
    stated = called_off.with_outcomes((sentence, _stated(sentence, near)) for sentence in sentences)
    found = agreement.one_each((*stated, *comparison_tables.find(document, pieces)))
    relations = (*found, *model_versions.find(found))
    mentions = [m for c in relations for m in (c.subject, c.object) if m]
    pages = tuple(homepages.find(document, pieces, mentions))
    names = tuple(named.names(document, pieces, {m.id for m in mentions}))
    return Extraction((*relations, *pages, *names), reading.quarantined, tuple(near))


def _stated(sentence: ReadSentence, near: list[Claim]) -> list[Claim]:
    """Return what a sentence states; add to `near` what came close."""
    if not sentence.is_read:
        return []
    near += classified_relations.near(sentence)
    return agreement.agreed(classified_relations.of(sentence), pattern_relations.of(sentence))
