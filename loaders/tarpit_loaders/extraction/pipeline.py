"""A document's blocks in, its claims out: gate, parse, ask every pattern, read the status."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Span
from tarpit_graph.ontology import ACQUIRED, FEATURE, WORKLOAD, check_ends, oriented
from tarpit_graph.records import CAREFUL_FIRST, Claim, Document, Status

from tarpit_loaders.extraction import (
    candidates,
    claims,
    factuality,
    gate,
    gazetteer,
    model,
    named,
    parsing,
    trained,
)
from tarpit_loaders.extraction import patterns as all_patterns
from tarpit_loaders.extraction.candidates import Candidate
from tarpit_loaders.extraction.claims import Place
from tarpit_loaders.extraction.gazetteer import Hit
from tarpit_loaders.extraction.sentence import Found, Sentence
from tarpit_loaders.markup.block import Block
from tarpit_loaders.reading import Reading, Told

#: How many blocks later "the deal fell apart" still speaks of a deal.
_REACH = 2


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was found in one document, in reading order."""

    claims: tuple[Claim, ...]
    quarantined: tuple[str, ...] = ()


def extract(reading: Reading, *, use_gate: bool = True, use_told: bool = False) -> Extraction:
    """Return every claim of a document.

    Args:
        reading: The document. A structured one brings its claims along.
        use_gate: Parse only blocks in which a pattern may find something.
        use_told: Take the names that the input marks, and no others.
    """
    if reading.claims or not reading.blocks:
        return Extraction(reading.claims, reading.quarantined)
    found = _Collector(reading.document)
    pieces = [piece for block in reading.blocks for piece in block.pieces()]
    told = reading.told if use_told else None
    for index, block, doc, hits, jobs in _parsed(pieces, told, use_gate):
        sentences = list(_sentences(reading.document, block, doc, hits, jobs, told))
        for sentence in sentences:
            found.read(index, block, sentence)
        if told is not None or gate.may_speak(block.text, names_term=bool(jobs)):
            for together in _together(sentences, told):
                found.read_pairs(block, together, told=told is not None)
    relations = tuple(found.claims.values())
    if use_told:
        return Extraction(relations, (*reading.quarantined, *found.quarantined))
    spoken_of = {m.id for c in relations for m in (c.subject, c.object) if m}
    names = tuple(named.names(reading.document, pieces, spoken_of))
    return Extraction((*relations, *names), (*reading.quarantined, *found.quarantined))


def _parsed(
    blocks: Iterable[Block], told: tuple[Told, ...] | None, use_gate: bool
) -> Iterator[tuple[int, Block, Doc, list[Hit], list[Hit]]]:
    known = gazetteer.load()
    nlp = model.load()

    def worth_parsing() -> Iterator[
        tuple[str, tuple[Hit, ...], tuple[int, Block, list[Hit], list[Hit]]]
    ]:
        for index, block in enumerate(blocks):
            jobs = known.find_workloads(block.text)
            names_term = bool(jobs or known.find_features(block.text))
            if not use_gate or gate.may_speak(block.text, names_term=names_term):
                hits = known.find(block.text) if told is None else []
                phrases = _phrases(block.text, (*hits, *jobs)) if told is None else ()
                yield block.text, (*hits, *phrases), (index, block, hits, jobs)

    for doc, (index, block, hits, jobs) in parsing.parse(nlp, worth_parsing()):
        yield index, block, doc, hits, jobs


def _phrases(text: str, others: Iterable[Hit]) -> Iterator[Hit]:
    """Yield the features of several words in a text that share no character with another hit."""
    taken = {i for hit in others for i in range(hit.start, hit.end)}
    for hit in gazetteer.load().find_features(text):
        if " " in text[hit.start : hit.end] and taken.isdisjoint(range(hit.start, hit.end)):
            yield hit


def _together(
    sentences: list[Sentence], told: tuple[Told, ...] | None
) -> Iterator[list[Candidate]]:
    """Yield the names to look at in pairs: those of a sentence, or all that were told.

    Told names are a pair because somebody says so, also where the parser sees two sentences.
    """
    if told is None:
        yield from (list(sentence.candidates) for sentence in sentences)
    else:
        yield [name for sentence in sentences for name in sentence.candidates]


def _sentences(
    document: Document,
    block: Block,
    doc: Doc,
    hits: list[Hit],
    jobs: list[Hit],
    told: tuple[Told, ...] | None,
) -> Iterator[Sentence]:
    if told is None:
        people = candidates.find(doc, hits)
    else:
        people = candidates.told(doc, _spans(block, doc, told))
    workloads = list(_terms(doc, jobs, WORKLOAD))
    features = list(_terms(doc, gazetteer.load().find_features(block.text), FEATURE))
    job_words = {token.i for w in workloads for token in w.span}
    # "RAG" beside "retrieval-augmented generation" is the job again, not a name.
    people = [c for c in people if c.is_known or all(t.i not in job_words for t in c.span)]
    by_token = {token.i: c for c in people for token in c.span}
    for span in doc.sents:
        inside = _inside(span, people)
        if inside:
            yield Sentence(
                span,
                inside,
                _inside(span, workloads),
                by_token,
                block.kind,
                _inside(span, features),
                document.published,
            )
        elif factuality.is_called_off(span.text):
            yield Sentence(span, (), (), by_token, block.kind)


def _spans(block: Block, doc: Doc, told: tuple[Told, ...]) -> Iterator[Span]:
    """Find told names, given in characters of the document, in a parsed block."""
    positions = {block.origin(i): i for i in range(len(block.text))}
    for name in told:
        start, last = positions.get(name.start), positions.get(name.end - 1)
        if start is not None and last is not None:
            span = doc.char_span(start, last + 1, label=name.type, alignment_mode="expand")
            if span is not None:
                yield span


def _inside(sentence: Span, names: Iterable[Candidate]) -> tuple[Candidate, ...]:
    return tuple(c for c in names if sentence.start <= c.span.start < sentence.end)


def _terms(doc: Doc, hits: Iterable[Hit], type_: str) -> Iterator[Candidate]:
    for hit in hits:
        span = doc.char_span(hit.start, hit.end)
        if span is not None:
            yield Candidate(span, frozenset((type_,)), hit.entries)


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
        seen = [self._take(place, found, name) for name, found in _asserted(sentence)]
        deals = [claim for claim in seen if claim and claim.predicate == ACQUIRED]
        if deals:
            self._deals = index, deals
        elif index - self._deals[0] <= _REACH and factuality.is_called_off(place.text):
            self._call_off(place)

    def read_pairs(self, block: Block, names: list[Candidate], *, told: bool) -> None:
        """Ask the trained classifier of every two names between which no pattern saw anything."""
        for found in trained.find(names, told=told):
            ends = (found.subject.span, found.object.span)
            if frozenset(block.origin(end.start_char) for end in ends) in self._paired:
                continue
            first, last = sorted(ends, key=lambda end: end.start)
            whole = first.doc[first.sent.start : last.sent.end]
            self._take(Place.of(self.document, block, whole), found, trained.NAME)

    def _take(self, place: Place, found: Found, pattern: str) -> Claim | None:
        """Keep what was found, unless it joins something to itself."""
        claim = claims.relation(place, found, pattern)
        if claim.object is None or claim.subject.id == claim.object.id:
            self.quarantined.append(
                f"{claim.predicate} joins {claim.subject.name} to itself: {claim.sentence}"
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
            (*oriented(claim.predicate, claim.subject.id, claim.object.id), str(claim.start))
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
