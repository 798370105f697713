"""The extraction pipeline: blocks in, claims out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tarpit_graph.identity import is_anaphor
from tarpit_graph.ontology import ACQUIRED, RELATIONS, canonical_direction
from tarpit_graph.records import STATUS_BY_CAUTION, Claim, Document, Status

from tarpit_loaders.documents import language
from tarpit_loaders.documents.items import Reading
from tarpit_loaders.extraction import claims, read_sentences
from tarpit_loaders.extraction.attributes import factuality
from tarpit_loaders.extraction.claims import TextSpan
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

#: How many blocks later "the deal fell apart" still means a deal.
_REACH = 2


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
    if trust == 1:
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
    if reading.claims or not reading.blocks or not is_read(reading.document):
        return Extraction(reading.claims, reading.quarantined)
    document = reading.document
    found = _Collector()
    pieces = reading.pieces
    if use_given_entities and reading.annotations is not None:
        for claim in classified_relations.given(document, pieces, reading.annotations):
            found.keep(claim)
        return Extraction(tuple(found.claims.values()), reading.quarantined)
    screened = use_gate and not unnamed
    for sentence in read_sentences.find(
        document, pieces, reading.author, reads=reads, screened=screened, unnamed=unnamed
    ):
        found.read(sentence)
    for claim in comparison_tables.find(document, pieces):
        found.keep(claim)
    relations = (*found.claims.values(), *model_versions.find(found.claims.values()))
    mentions = [m for c in relations for m in (c.subject, c.object) if m]
    pages = tuple(homepages.find(document, pieces, mentions))
    names = tuple(named.names(document, pieces, {m.id for m in mentions}))
    return Extraction((*relations, *pages, *names), reading.quarantined, tuple(found.near))


class _Collector:
    """Gathers the claims of one document, one for each relation that a sentence asserts."""

    def __init__(self) -> None:
        self.claims: dict[str, Claim] = {}
        self.near: list[Claim] = []
        self._deals: tuple[int, list[Claim]] = (-1, [])

    def read(self, sentence: ReadSentence) -> None:
        """Keep what a sentence says, and undo the deals that it calls off."""
        seen = []
        if sentence.is_read:
            seen = _agreed([*classified_relations.of(sentence)], [*pattern_relations.of(sentence)])
            self.near += classified_relations.near(sentence)
        for claim in seen:
            self.keep(claim)
        deals = [claim for claim in seen if claim.predicate == ACQUIRED]
        if deals:
            self._deals = sentence.index, deals
        elif sentence.index - self._deals[0] <= _REACH and factuality.is_called_off(
            sentence.place.text
        ):
            self._call_off(sentence.place)

    def keep(self, claim: Claim) -> None:
        """Keep one claim a relation and sentence: the one that spells more names, as far as both promise."""
        assert claim.object is not None
        key = "\x1f".join(
            (
                *canonical_direction(
                    claim.predicate, claim.subject.undecided, claim.object.undecided
                ),
                str(claim.start),
            )
        )
        both = sorted((self.claims.get(key, claim), claim), key=_caution)
        plainest = min(both, key=_stand_ins)
        self.claims[key] = replace(plainest, status=both[0].status)

    def _call_off(self, place: TextSpan) -> None:
        for deal in self._deals[1]:
            if deal.status is Status.COMPLETED:
                self.keep(replace(deal, status=Status.ANNOUNCED))
            if deal.object is not None and not deal.status.is_refuted:
                self.keep(
                    claims.claim(
                        place,
                        deal.predicate,
                        deal.subject,
                        deal.object,
                        Status.CANCELLED,
                        deal.confidence * 0.9,
                        "outcome/1",
                    )
                )


def _agreed(read: list[Claim], matched: list[Claim]) -> list[Claim]:
    """Return what network and patterns see, a pair that both see once, with the more careful status.

    Where they differ on who does it to whom, the pattern counts: "MosaicML's parent company Databricks".
    """
    kept = {_pair(claim): claim for claim in read}
    others = []
    for claim in matched:
        own = kept.get(_pair(claim))
        if own is None:
            others.append(claim)
        elif _is_turned(own, claim):
            kept[_pair(own)] = claim
        elif _caution(claim)[0] < _caution(own)[0]:
            kept[_pair(own)] = replace(own, status=claim.status)
    return [*kept.values(), *others]


def _is_turned(one: Claim, other: Claim) -> bool:
    symmetric = RELATIONS[one.predicate].symmetric
    return not symmetric and one.subject.start != other.subject.start


def _pair(claim: Claim) -> tuple[str, frozenset[int]]:
    assert claim.object is not None
    return claim.predicate, frozenset((claim.subject.start, claim.object.start))


def _stand_ins(claim: Claim) -> int:
    """Return how many ends are words like "it": "Gray announced that it would purchase Hoak" names Gray."""
    return sum(is_anaphor(m.surface) for m in (claim.subject, claim.object) if m)


def _caution(claim: Claim) -> tuple[int, float]:
    return STATUS_BY_CAUTION.index(claim.status), -claim.confidence
