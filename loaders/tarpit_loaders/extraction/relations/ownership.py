"""Ownership in sentences with several owners: "A bought B, and C bought D".

A company is sold once, and a product has one maker. Where the network gives it two, the one beside it counts:
"B (to A)", "A's B"; else the surer one. Names in one list did it together: "A and C bought B".
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from tarpit_graph.ontology import ACQUIRED, MAKES

from tarpit_loaders.reader.labels import ANAPHOR
from tarpit_loaders.reader.read import PredictedMention, Relation

#: Between what is sold and its buyer: "Casetext (to Thomson Reuters)", "MosaicML → Databricks".
_BESIDE = re.compile(
    r"\s?\((?:(?:was |since |now )?(?:to|by|from|acquired by|acq\. by|bought by|sold to|part of|owned by) )?\Z|"
    r"\s?(?:→|->|=>)\s?\Z|\s(?:was |is |got )?(?:acquired |bought |sold )?(?:by|to|from)\s\Z",
    re.IGNORECASE,
)
_OWN = re.compile(r"['’]s? (?:new |own |latest )?\Z")
#: What parts the names of one list, and buyers who came one after the other: "sold to A, then to B".
_LIST = re.compile(
    r"(?:[\s,;&.]|['’]s\b|\b(?:and|or|along with|together with|then (?:to|by)|Inc|Ltd|Corp|plc|LLC)\b)+"
)


def keep(
    text: str, mentions: Sequence[PredictedMention], relations: Iterable[Relation]
) -> list[Relation]:
    """Return relations without a second buyer or maker of the same thing.

    Args:
        text: The sentence.
        mentions: Its mentions; relations name their places in it.
        relations: What the network sees.
    """
    owned = defaultdict[tuple[str, int], list[Relation]](list)
    kept = []
    for relation in relations:
        is_named = mentions[relation.subject].kind != ANAPHOR  # "Dell" and "its" may be one
        if is_named and relation.predicate in (ACQUIRED, MAKES):
            owned[relation.predicate, relation.object].append(relation)
        else:
            kept.append(relation)
    for (_, thing), rivals in owned.items():
        kept += _likely(text, mentions, mentions[thing], rivals)
    return kept


def _likely(
    text: str,
    mentions: Sequence[PredictedMention],
    thing: PredictedMention,
    rivals: Sequence[Relation],
) -> list[Relation]:
    def is_beside(relation: Relation) -> bool:
        owner = mentions[relation.subject]
        if owner.end <= thing.start:
            return bool(_OWN.match(text[owner.end : thing.start]))
        return bool(_BESIDE.match(text[thing.end : owner.start]))

    best = max(rivals, key=lambda relation: (is_beside(relation), relation.probability))
    owner = mentions[best.subject]
    return [
        r
        for r in rivals
        if _is_same(text, mentions[r.subject], owner)
        or are_together(text, mentions, mentions[r.subject], owner)
    ]


def _is_same(text: str, one: PredictedMention, other: PredictedMention) -> bool:
    """Tell whether two mentions name one company, in full and in short: "Thomson Corporation", "Thomson"."""
    short, full = sorted((text[m.start : m.end] for m in (one, other)), key=len)
    return full.startswith(short) and not full[len(short) : len(short) + 1].isalnum()


def _start(mention: PredictedMention) -> int:
    return mention.start


def are_together(
    text: str, mentions: Sequence[PredictedMention], one: PredictedMention, other: PredictedMention
) -> bool:
    """Tell whether two names stand in one list: nothing but names and what parts them is between."""
    left, right = sorted((one, other), key=_start)
    between, position = "", left.end
    for mention in sorted(mentions, key=_start):
        if left.end <= mention.start and mention.end <= right.start:
            between += text[position : mention.start]
            position = mention.end
    return bool(_LIST.fullmatch(between + text[position : right.start]))
