"""Entities that may be one: spelled alike, one name inside the other, or with the same home page.

What is surely one, or surely two, needs no person: see `name_rules`. Of the rest a person decides: see `decisions`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import combinations
from typing import NamedTuple, TypeAlias
from urllib.parse import urlsplit

from rapidfuzz import fuzz

from tarpit_graph.identity import normalize_name
from tarpit_graph.identity.name_rules import EntityName, are_one, are_two, words

#: Two names under this share too little to be worth a look: "Weaviate", "Weavate" have 0.93.
MINIMUM = 0.85
_SAME_PAGE, _INSIDE = 0.99, 0.86
#: A name inside so many others is an everyday word, or a family's: "Copilot" is none of its dozen. So many with one home
#: page may still be one.
_FAMILY = 3
#: Names that share a key with more others than this share an everyday word.
_MAX_IN_BLOCK = 60
#: Hosts on which many have a page; a page there is not a company's home page.
_SHARED_HOSTS = frozenset(
    "github.com gitlab.com huggingface.co twitter.com x.com linkedin.com medium.com youtube.com "
    "producthunt.com apps.apple.com play.google.com docs.google.com notion.site substack.com".split()
)


#: Given ids of entities, returns these with all that is known of them.
Described: TypeAlias = Callable[[Set[str]], Mapping[str, EntityName]]


@dataclass(frozen=True, slots=True)
class CandidatePair:
    """Two entities that may be one; the first has the more support, then the lower id."""

    first: EntityName
    second: EntityName
    score: float
    reason: str


class _Spelling(NamedTuple):
    """What is compared of an entity."""

    id: str
    label: str
    folded: str
    digits: str
    words: frozenset[str]
    host: str


def candidate_pairs(
    entities: Iterable[EntityName],
    is_settled: Callable[[EntityName, EntityName], bool],
    *,
    about: Set[str] | None = None,
    described: Described = lambda ids: {},
) -> list[CandidatePair]:
    """Return the candidates, the likeliest first; see `name_rules` for what is none. The order of `entities` does not matter.

    Args:
        entities: All that may be compared.
        is_settled: Tells which pairs are decided.
        about: Only pairs with one of these ids. A name inside three others is then taken for an everyday word only where
            three such pairs are among them.
        described: Given the ids of all that are in a pair, returns what `entities` left out of them.
    """
    known = {entity.id: entity for entity in entities}
    alike = _alike(known.values(), about)
    known.update(described({id_ for pair in alike for id_ in pair}))
    pairs = [
        _pair(known[one], known[two], score, reason)
        for (one, two), (score, reason) in alike.items()
        if not is_settled(known[one], known[two])
    ]
    return sorted(_in_doubt(pairs), key=lambda p: (-p.score, p.first.id, p.second.id))


def _alike(
    entities: Iterable[EntityName], about: Set[str] | None
) -> dict[tuple[str, str], tuple[float, str]]:
    """Return the score and the reason of each pair, by its ids, that has enough in common to be a candidate."""
    ordered = [*_with_own_pages(sorted(entities, key=lambda entity: entity.id))]
    named = [entity for entity in ordered if about is not None and entity.id in about]
    wanted = {key for spelling in map(_spelling, named) for key in _keys(spelling)}
    blocks: dict[str, list[_Spelling]] = defaultdict(list)
    for spelling in map(_spelling, ordered):
        for key in _keys(spelling):
            if about is None or key in wanted:
                blocks[key].append(spelling)
    found: dict[tuple[str, str], tuple[float, str]] = {}
    for block in blocks.values():
        if len(block) > _MAX_IN_BLOCK:
            continue
        for one, two in combinations(block, 2):
            if about is None or one.id in about or two.id in about:
                score, reason = _likeness(one, two)
                if score >= MINIMUM:
                    found[one.id, two.id] = score, reason
    return found


def _with_own_pages(entities: Sequence[EntityName]) -> Iterator[EntityName]:
    """Yield entities, without the home pages that many share: those are of a company that has many products."""
    shared = Counter((entity.label, domain(entity.homepage)) for entity in entities)
    for entity in entities:
        is_own = shared[entity.label, domain(entity.homepage)] <= _FAMILY
        yield entity if is_own else replace(entity, homepage="")


def _in_doubt(pairs: Collection[CandidatePair]) -> Iterator[CandidatePair]:
    """Yield pairs, but none that is surely two, nor of a name inside many others: of those no one is what it is."""
    inside = Counter(filter(None, map(_inner, pairs)))
    for pair in pairs:
        is_family = inside[_inner(pair)] >= _FAMILY
        if not are_two(pair.first, pair.second) and (
            not is_family or are_one(pair.first, pair.second)
        ):
            yield pair


def _inner(pair: CandidatePair) -> str:
    """Return the id of the name that stands inside the other; empty where none does."""
    short, long = sorted((pair.first, pair.second), key=lambda entity: len(entity.name))
    return short.id if set(words(short.name)) < set(words(long.name)) else ""


def _pair(one: EntityName, two: EntityName, score: float, reason: str) -> CandidatePair:
    first, second = sorted((one, two), key=lambda e: (-e.support, e.id))
    return CandidatePair(first, second, score, reason)


def _spelling(entity: EntityName) -> _Spelling:
    folded = normalize_name(entity.name)
    digits = "".join(filter(str.isdigit, folded))
    host = domain(entity.homepage)
    parts = frozenset(words(entity.name))
    return _Spelling(entity.id, entity.label, folded, digits, parts, host)


def _likeness(one: _Spelling, two: _Spelling) -> tuple[float, str]:
    """Return how alike two entities are, from 0 to 1, and why.

    >>> def of(label, name):
    ...     return _spelling(EntityName(name, label, name))
    >>> _likeness(of("Company", "Weaviate"), of("Company", "Weavate"))
    (0.93, 'spelled alike')
    >>> _likeness(of("Product", "GPT-3"), of("Product", "GPT-4"))
    (0.0, '')
    """
    if one.host and one.host == two.host:
        return _SAME_PAGE, f"same home page, {one.host}"
    if one.digits != two.digits:  # versions: GPT-3 is not GPT-4
        return 0.0, ""
    alike = round(fuzz.ratio(one.folded, two.folded) / 100, 2)
    length = min(len(one.folded), len(two.folded))
    if alike >= MINIMUM and length >= 5:
        return alike, "spelled alike"
    is_inside = (one.words < two.words or two.words < one.words) and length >= 4
    return (_INSIDE, "one name inside the other") if is_inside else (0.0, "")


def domain(address: str) -> str:
    """Return the host that an address of a home page names, without "www"; nothing for a shared one.

    >>> domain("https://www.weaviate.io/"), domain("https://github.com/x/y"), domain("")
    ('weaviate.io', '', '')
    """
    try:
        host = (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    return "" if host in _SHARED_HOSTS else host


def _keys(one: _Spelling) -> Iterator[str]:
    """Yield what two entities must share to be compared at all: blocking keeps this linear."""
    yield f"{one.label} start:{one.folded[:4]}"
    yield f"{one.label} end:{one.folded[-4:]}"
    yield from (f"{one.label} word:{word}" for word in one.words if len(word) >= 4)
    if one.host:
        yield f"{one.label} host:{one.host}"
