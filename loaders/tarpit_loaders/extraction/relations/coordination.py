"""Coordination: members of one list are not related to each other.

"A competes with B, C and D" sets none of the last three against another; "A, B and C backed D" has no money of A in B.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from tarpit_graph.ontology import COMPETES_WITH, INVESTED_IN

from tarpit_loaders.extraction.relations.ownership import are_together
from tarpit_loaders.reader.read import PredictedMention, Relation


def keep(
    text: str, mentions: Sequence[PredictedMention], relations: Sequence[Relation]
) -> list[Relation]:
    """Return relations without those of two names of one list that share another name outside it.

    Args:
        text: The sentence.
        mentions: Its mentions; relations name their places in it.
        relations: What the network sees.
    """
    related = {
        COMPETES_WITH: defaultdict[int, set[int]](set),
        INVESTED_IN: defaultdict[int, set[int]](set),
    }
    for relation in relations:
        if relation.predicate in related:
            related[relation.predicate][relation.subject].add(relation.object)
        if relation.predicate == COMPETES_WITH:
            related[COMPETES_WITH][relation.object].add(relation.subject)

    def is_listed(left: int, right: int) -> bool:
        return are_together(text, mentions, mentions[left], mentions[right])

    def is_within(relation: Relation) -> bool:
        others = related[relation.predicate]
        left, right = relation.subject, relation.object
        shared = others[left] & others[right]
        return is_listed(left, right) and any(not is_listed(left, other) for other in shared)

    return [r for r in relations if r.predicate not in related or not is_within(r)]
