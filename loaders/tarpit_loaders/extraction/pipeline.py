"""A document's blocks in, its claims out: gate, parse, ask every pattern, read the status."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tarpit_graph.ontology import ACQUIRED, check_ends, oriented
from tarpit_graph.records import CAREFUL_FIRST, Claim, Document, Status, joins_itself

from tarpit_loaders import language
from tarpit_loaders.extraction import (
    claims,
    coreference,
    factuality,
    homepages,
    model,
    named,
    offerings,
    parsed_block,
    tables,
    trained,
)
from tarpit_loaders.extraction import patterns as all_patterns
from tarpit_loaders.extraction.candidates import Candidate
from tarpit_loaders.extraction.claims import Place
from tarpit_loaders.extraction.parsed_block import ParsedBlock
from tarpit_loaders.extraction.sentence import Found, Sentence
from tarpit_loaders.markup.block import Block
from tarpit_loaders.reading import Reading

#: How many blocks later "the deal fell apart" still speaks of a deal.
_REACH = 2


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was found in one document, in reading order."""

    claims: tuple[Claim, ...]
    quarantined: tuple[str, ...] = ()


def extract(
    reading: Reading, *, use_gate: bool = True, use_told: bool = False, unnamed: bool = False
) -> Extraction:
    """Return every claim of a document, each as sure as its source is trusted.

    Args:
        reading: The document. A structured one brings its claims along.
        use_gate: Parse only blocks in which a pattern may find something.
        use_told: Take the names that the input marks, and no others.
        unnamed: Tell also of things without a name, and of companies called "we": see `offerings`.
    """
    extraction = _extract(reading, use_gate=use_gate, use_told=use_told, unnamed=unnamed)
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
    """Tell whether there is a model for a document's language."""
    return document.language in ("", language.ENGLISH) or document.language in model.others()


def _extract(reading: Reading, *, use_gate: bool, use_told: bool, unnamed: bool) -> Extraction:
    if reading.claims or not reading.blocks or not is_read(reading.document):
        return Extraction(reading.claims, reading.quarantined)
    found = _Collector(reading.document)
    pieces = [piece for block in reading.blocks for piece in block.pieces()]
    told = reading.told if use_told else None
    gated = use_gate and not unnamed
    for parsed in parsed_block.parse(reading.document, pieces, told, gated, reading.author):
        for sentence in parsed.sentences:
            found.read(parsed.index, parsed.block, sentence)
        if unnamed and told is None:
            found.read_offerings(parsed)
        for together in parsed.together:
            found.read_pairs(parsed.block, together, told=told is not None)
    if told is None:
        found.read_tables(pieces)
    relations = tuple(found.claims.values())
    if use_told:
        return Extraction(relations, (*reading.quarantined, *found.quarantined))
    mentions = [m for c in relations for m in (c.subject, c.object) if m]
    pages = tuple(homepages.find(reading.document, pieces, mentions))
    names = tuple(named.names(reading.document, pieces, {m.id for m in mentions}))
    return Extraction((*relations, *pages, *names), (*reading.quarantined, *found.quarantined))


class _Collector:
    """Gathers the claims of one document, one for each relation that a sentence asserts."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.claims: dict[str, Claim] = {}
        self.quarantined: list[str] = []
        self._deals: tuple[int, list[Claim]] = (-1, [])
        self._paired: set[frozenset[int]] = set()

    def read(self, index: int, block: Block, sentence: Sentence) -> None:
        """Ask every pattern of one sentence."""
        place = Place.of(self.document, block, sentence.span)
        seen = []
        for name, found in _asserted(sentence):
            span = coreference.sentences_of(sentence.span, (found.subject, found.object))
            seen.append(self._take(Place.of(self.document, block, span), found, name))
        deals = [claim for claim in seen if claim and claim.predicate == ACQUIRED]
        if deals:
            self._deals = index, deals
        elif index - self._deals[0] <= _REACH and factuality.is_called_off(place.text):
            self._call_off(place)

    def read_pairs(self, block: Block, names: Sequence[Candidate], *, told: bool) -> None:
        """Ask the trained classifier of every two names between which no pattern saw anything."""

        def is_paired(left: Candidate, right: Candidate) -> bool:
            ends = (left.span.start_char, right.span.start_char)
            return frozenset(map(block.origin, ends)) in self._paired

        for found in trained.find(names, told=told, is_settled=is_paired):
            ends = (found.subject.span, found.object.span)
            first, last = sorted(ends, key=lambda end: end.start)
            whole = first.doc[first.sent.start : last.sent.end]
            self._take(Place.of(self.document, block, whole), found, trained.NAME)

    def read_tables(self, blocks: Sequence[Block]) -> None:
        """Read the comparison tables."""
        for claim in tables.find(self.document, blocks):
            self._keep(claim)

    def read_offerings(self, parsed: ParsedBlock) -> None:
        """Ask what is offered without a name, where no pattern saw the pair."""
        for span in parsed.doc.sents:
            for found in offerings.find(span, parsed.names):
                ends = (found.subject.span.start_char, found.object.span.start_char)
                if frozenset(map(parsed.block.origin, ends)) not in self._paired:
                    self._take(Place.of(self.document, parsed.block, span), found, offerings.NAME)

    def _take(self, place: Place, found: Found, pattern: str) -> Claim | None:
        """Keep what was found, unless it joins something to itself."""
        claim = claims.relation(place, found, pattern)
        if claim.object is None or claim.subject.id == claim.object.id:
            # "It", taken for the other end, is our mistake and no news to anybody.
            if found.subject.since is None and found.object.since is None:
                self.quarantined.append(
                    joins_itself(claim.predicate, claim.subject.name, claim.sentence)
                )
            return None
        check_ends(claim.predicate, claim.subject.type, claim.object.type)
        self._paired.add(frozenset((claim.subject.start, claim.object.start)))
        self._keep(claim)
        return claim

    def _keep(self, claim: Claim) -> None:
        """Keep one claim a relation and sentence: of two readings the one that promises less."""
        assert claim.object is not None
        key = "\x1f".join(
            (
                *oriented(claim.predicate, claim.subject.undecided, claim.object.undecided),
                str(claim.start),
            )
        )
        kept = self.claims.get(key)
        if kept is None or _caution(claim) < _caution(kept):
            self.claims[key] = claim

    def _call_off(self, place: Place) -> None:
        for deal in self._deals[1]:
            if deal.status is Status.COMPLETED:
                self._keep(replace(deal, status=Status.ANNOUNCED))
            if deal.object is not None and not deal.status.is_refuted:
                self._keep(
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


def _asserted(sentence: Sentence) -> Iterator[tuple[str, Found]]:
    """Yield what each pattern sees in a sentence, with the pattern's name and version."""
    for pattern in all_patterns.load():
        name = f"{pattern.PREDICATE.lower()}/{pattern.VERSION}"
        for found in pattern.find(sentence):
            if found.subject.may_be_organisation or found.object.may_be_organisation:
                yield name, found


def _caution(claim: Claim) -> tuple[int, float]:
    return CAREFUL_FIRST.index(claim.status), -claim.confidence
