"""Clause scope: a relation may not cross the borders of a clause or of brackets.

"A raised $5M from B, and C raised $9M from D" has no money of B in C; no more has "A (backed by B) and C", and in "A,
which competes with B, raised $5M" nothing is raised by B. The network looks at two names at a time, and at this
distance takes one clause for the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from tarpit_graph.ontology import (
    ACQUIRED,
    COMPETES_WITH,
    INVESTED_IN,
    MAKES,
    RAISED,
    SUBSIDIARY_OF,
)

from tarpit_loaders.extraction.entities.coreference import MODIFIERS
from tarpit_loaders.extraction.masked_sentence import ASIDE_OPENS
from tarpit_loaders.reader.labels import COMPANY, PRODUCT
from tarpit_loaders.reader.read import PredictedMention, Relation

#: What opens a clause, and what its subject does there. Between the two, brackets may stand.
_OPENS = re.compile(r"(?:[,;]|\b(?:and|while|but|whereas))\s*\Z")
_ASIDE = (
    r"(?: \([^()]{0,80}\))? (?:(?:also|now|already|directly|recently|just|has|have|then) ){0,2}"
)
_RAISES = re.compile(
    rf"{_ASIDE}(?:raise[sd]?|raising|secure[sd]?|close[sd]?|land(?:s|ed)|bag(?:s|ged)|nab(?:s|bed)|got|picked up)\b"
)
_DOES = {
    COMPETES_WITH: re.compile(
        rf"{_ASIDE}(?:competes?|competed|competing|rivals?|challenges?|fights|takes on|goes up)\b"
    ),
    ACQUIRED: re.compile(
        rf"{_ASIDE}(?:acquire[sd]?|acquiring|buys?|bought|snap(?:s|ped) up|scoop(?:s|ed) up|took over|takes over)\b"
    ),
    INVESTED_IN: _RAISES,
    RAISED: _RAISES,
}
#: Who opens such a clause is not who bought what is named before it: "B was sold, while A shut down".
_ELSEWHERE = re.compile(r"\b(?:while|but|whereas) \Z")
#: What brackets say of the name before them.
_OF_THE_HOST = re.compile(r"\s?\((?:[^()]{0,30}\b)?(?:by|to|from|of|also|→)\s(?:[^()]*)\Z|\s?\(\Z")
#: A clause put in behind a name: what follows it is said about that name, and not about those inside.
_INSERTED = re.compile(rf", (?:{ASIDE_OPENS} )[^,;()]{{1,120}},")
#: Words that make a name a part of the next one's: "Kestrel rival Lumena", "Kestrel-backed Lumena".
_MODIFIES = re.compile(rf"[-‑ ](?:{MODIFIERS}|spin-?off)(?: [a-z]+){{0,3}} ")
_DEALS = frozenset((ACQUIRED, INVESTED_IN))
_HELD = frozenset((ACQUIRED, INVESTED_IN, MAKES, SUBSIDIARY_OF))


def keep(
    text: str, mentions: Sequence[PredictedMention], relations: Sequence[Relation]
) -> list[Relation]:
    """Return relations without those that reach from one clause or bracket into another.

    Args:
        text: The sentence.
        mentions: Its mentions, in order; relations name their places in it.
        relations: What the network sees.
    """
    hosts = dict(_hosts(text, mentions))
    openings = {
        predicate: list(_openings(text, mentions, relations, predicate)) for predicate in _DOES
    }
    inserted = [match.span() for match in _INSERTED.finditer(text)]

    def reaches_over(relation: Relation) -> bool:
        left, right = sorted((relation.subject, relation.object))
        first, last = mentions[left].start, mentions[right].start
        if any(start <= first < end <= last for start, end in inserted):
            return True
        if any(left < start <= right for start in openings.get(relation.predicate, ())):
            return True
        before = text[: mentions[right].start]
        if (relation.predicate, relation.subject) == (ACQUIRED, right) and _ELSEWHERE.search(
            before
        ):
            return True
        return relation.predicate in _HELD and any(
            inner in hosts
            and hosts[inner] not in (outer, hosts.get(outer))
            and (mentions[hosts[inner]].kind == COMPANY or relation.predicate == MAKES)
            for inner, outer in ((left, right), (right, left))
        )

    meant = [_moved(text, mentions, relation) for relation in relations]
    return [*dict.fromkeys(relation for relation in meant if not reaches_over(relation))]


def _moved(text: str, mentions: Sequence[PredictedMention], relation: Relation) -> Relation:
    """Return a relation to the name that is meant: Lumena in "acquires Kestrel rival Lumena"."""
    at = relation.object
    if relation.predicate not in _DEALS or at + 1 >= len(mentions) or at + 1 == relation.subject:
        return relation
    words = text[mentions[at].end : mentions[at + 1].start]
    return replace(relation, object=at + 1) if _MODIFIES.fullmatch(words) else relation


def _openings(
    text: str, mentions: Sequence[PredictedMention], relations: Sequence[Relation], predicate: str
) -> Iterator[int]:
    """Yield the mentions that open a clause of their own, where the relation is told before it and in it."""
    ends = [sorted((r.subject, r.object)) for r in relations if r.predicate == predicate]
    for start in range(1, len(mentions)):
        if (
            _OPENS.search(text[mentions[start - 1].end : mentions[start].start])
            and _DOES[predicate].match(text, mentions[start].end)
            and any(right < start for _, right in ends)
            and any(start <= left for left, _ in ends)
        ):
            yield start


def _hosts(text: str, mentions: Sequence[PredictedMention]) -> Iterator[tuple[int, int]]:
    """Yield each mention in brackets that qualify the name right before them, with that name's place."""
    for index, mention in enumerate(mentions):
        opened = text.rfind("(", 0, mention.start)
        if opened < 0 or ")" in text[opened : mention.start]:
            continue
        host = next((i for i in range(index - 1, -1, -1) if mentions[i].end <= opened), None)
        if host is None or mentions[host].kind not in (COMPANY, PRODUCT):
            continue
        if _OF_THE_HOST.match(text[mentions[host].end : mention.start]):
            yield index, host
