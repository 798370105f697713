"""A claim and the sentence that it stands on, with offsets into the original."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tarpit_graph.identity import claim_id
from tarpit_graph.ontology import ACQUIRED, NAMED
from tarpit_graph.records import BY, Claim, Document, Mention, Status

from tarpit_loaders.extraction import event_dates
from tarpit_loaders.markup.block import Block


@dataclass(frozen=True, slots=True)
class TextSpan:
    """Where a sentence stands: its document, its block, and its characters in the block."""

    document: Document
    block: Block
    start: int
    end: int

    @property
    def text(self) -> str:
        """The sentence as a reader sees it."""
        return self.block.text[self.start : self.end]


def claim(
    place: TextSpan,
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


def dated(claim: Claim, place: TextSpan) -> Claim:
    """Return the claim with the day that its sentence states, if it states just one."""
    ahead = claim.status is Status.PLANNED
    names = [end.surface for end in (claim.subject, claim.object) if end]
    day = event_dates.stated(place.text, place.document.published, ahead=ahead, names=names)
    if day is not None:
        return replace(claim, date=day.start, precision=day.precision)
    is_over = claim.status is Status.COMPLETED and claim.predicate == ACQUIRED
    is_told_later = place.block.is_quoted or event_dates.in_passing(place.text)
    if claim.date is not None and is_over and is_told_later:
        return replace(claim, precision=BY)
    return claim


def naming(place: TextSpan, named: Mention) -> Claim:
    """Return the claim that a document names a known entity, which it says nothing else of."""
    return claim(place, NAMED, named, None, Status.COMPLETED, 0.97, "named/1")
