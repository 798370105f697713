"""Deals that a later sentence calls off: "The deal fell apart in March." says it of the deal before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from tarpit_graph.ontology import ACQUIRED
from tarpit_graph.records import Claim, Status

from tarpit_loaders.extraction import claims
from tarpit_loaders.extraction.attributes import factuality
from tarpit_loaders.extraction.claims import TextSpan
from tarpit_loaders.extraction.read_sentences import ReadSentence

#: How many sentences later "the deal fell apart" still means a deal.
_REACH = 2


def with_outcomes(
    stated: Iterable[tuple[ReadSentence, Sequence[Claim]]],
) -> Iterator[Claim]:
    """Yield what each sentence states, and after a sentence that calls off the last deal, what becomes of it.

    A completed deal that is called off was only announced.
    """
    index, deals = -1, list[Claim]()
    for sentence, found in stated:
        yield from found
        if new := [claim for claim in found if claim.predicate == ACQUIRED]:
            index, deals = sentence.index, new
        elif sentence.index - index <= _REACH and factuality.is_called_off(sentence.place.text):
            for deal in deals:
                yield from _called_off(deal, sentence.place)


def _called_off(deal: Claim, place: TextSpan) -> Iterator[Claim]:
    if deal.status is Status.COMPLETED:
        yield replace(deal, status=Status.ANNOUNCED)
    if deal.object is not None and not deal.status.is_refuted:
        yield claims.claim(
            place,
            deal.predicate,
            deal.subject,
            deal.object,
            Status.CANCELLED,
            deal.confidence * 0.9,
            "outcome/1",
        )
