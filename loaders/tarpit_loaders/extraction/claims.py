"""From what a pattern saw to a claim: names resolved, status read, offsets into the original."""

from __future__ import annotations

from dataclasses import dataclass, replace

from spacy.tokens import Span
from tarpit_graph.identity import claim_id
from tarpit_graph.ontology import NAMED
from tarpit_graph.records import Claim, Document, Mention, Status

from tarpit_loaders.extraction import factuality, when
from tarpit_loaders.extraction.candidates import Candidate
from tarpit_loaders.extraction.sentence import Found
from tarpit_loaders.markup.block import Block
from tarpit_loaders.names import catalog


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sentence stands: its document, its block, and its characters in the block."""

    document: Document
    block: Block
    start: int
    end: int

    @classmethod
    def of(cls, document: Document, block: Block, span: Span) -> Place:
        """Return the place of a parsed sentence, without white space at its ends."""
        text = block.text[span.start_char : span.end_char]
        start = span.start_char + len(text) - len(text.lstrip())
        return cls(document, block, start, start + len(text.strip()))

    @property
    def text(self) -> str:
        """The sentence as a reader sees it."""
        return self.block.text[self.start : self.end]


def relation(place: Place, found: Found, pattern: str) -> Claim:
    """Return the claim that a sentence makes."""
    subject = mention(place.block, found.subject, found.subject_type)
    object_ = mention(place.block, found.object, found.object_type)
    trust = found.subject.trust() * found.object.trust()
    status = Status.COMPLETED if found.trigger is None else factuality.status(found.trigger)
    published = place.document.published
    event = when.event(found.trigger, published, ahead=status is Status.PLANNED)
    made = claim(
        place,
        found.predicate,
        subject,
        object_,
        status,
        found.confidence * trust,
        pattern,
        found.attributes,
    )
    return made if event is None else replace(made, date=event.start, precision=event.precision)


def claim(
    place: Place,
    predicate: str,
    subject: Mention,
    object_: Mention | None,
    status: Status,
    confidence: float,
    pattern: str,
    attributes: object = None,
) -> Claim:
    """Return a claim that `place` is the evidence for."""
    start, end = place.block.span(place.start, place.end)
    document = place.document
    return Claim(
        id=claim_id(
            document.id,
            predicate,
            subject.words,
            object_.words if object_ else "",
            start,
            end,
            "",
        ),
        predicate=predicate,
        subject=subject,
        object=object_,
        status=status,
        confidence=round(confidence, 4),
        sentence=place.text,
        start=start,
        end=end,
        document=document.id,
        pattern=pattern,
        date=document.published,
        attributes=dict(attributes) if isinstance(attributes, dict) else {},
    )


def naming(place: Place, named: Mention) -> Claim:
    """Return the claim that a document names a known entity, which it says nothing else of."""
    return claim(place, NAMED, named, None, Status.COMPLETED, 0.97, "named/1")


def mention(block: Block, candidate: Candidate, type_: str) -> Mention:
    """Resolve a name: to what is known to bear it, else to its own folded spelling."""
    id_, name = resolved(candidate, type_)
    start, end = block.span(candidate.span.start_char, candidate.span.end_char)
    base, _ = catalog.load().undecided(type_, _name(candidate, type_))
    return Mention(id_, type_, name, candidate.text, start, end, base)


def resolved(candidate: Candidate, type_: str) -> tuple[str, str]:
    """Return the id and name of what a name stands for, taken as one of its types."""
    return catalog.load().resolve(type_, _name(candidate, type_), candidate.text)


def _name(candidate: Candidate, type_: str) -> str:
    entry = next((e for e in candidate.entries if e.type == type_), None)
    return entry.name if entry else candidate.name or candidate.text
