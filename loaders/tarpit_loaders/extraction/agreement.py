"""One claim a relation and sentence, from what the network, the patterns and later sentences say of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tarpit_graph.identity import is_anaphor
from tarpit_graph.ontology import RELATIONS, canonical_direction
from tarpit_graph.records import STATUS_BY_CAUTION, Claim


def agreed(read: Iterable[Claim], matched: Iterable[Claim]) -> list[Claim]:
    """Return what network and patterns see in a sentence, a pair that both see once, with the more careful status.

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


def one_each(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Return one claim a relation and sentence: the one that names most ends, with the more careful status."""
    kept: dict[tuple[str, ...], Claim] = {}
    for claim in claims:
        assert claim.object is not None
        ends = canonical_direction(claim.predicate, claim.subject.undecided, claim.object.undecided)
        key = (*ends, str(claim.start))
        both = sorted((kept.get(key, claim), claim), key=_caution)
        kept[key] = replace(min(both, key=_stand_ins), status=both[0].status)
    return tuple(kept.values())


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
