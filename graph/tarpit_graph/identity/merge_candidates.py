"""Entities that may be one: spelled alike, one name inside the other, or with the same home page.

What is surely one, or surely two, needs no person: see `name_rules`. Of the rest a person decides: see `decisions`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from urllib.parse import urlsplit

from rapidfuzz import fuzz

from tarpit_graph.identity import normalize_name
from tarpit_graph.identity.name_rules import EntityName, are_one, are_two

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


@dataclass(frozen=True, slots=True)
class CandidatePair:
    """Two entities that may be one; the first has the more support, then the lower id."""

    first: EntityName
    second: EntityName
    score: float
    reason: str


def candidate_pairs(
    entities: Iterable[EntityName], is_settled: Callable[[EntityName, EntityName], bool]
) -> list[CandidatePair]:
    """Return the candidates, the likeliest first; see `name_rules` for what is none. The order of `entities` does not matter.

    Args:
        entities: All that may be compared.
        is_settled: Tells which pairs are decided.
    """
    blocks: dict[tuple[str, str], list[EntityName]] = defaultdict(list)
    for entity in _with_own_pages(sorted(entities, key=lambda e: e.id)):
        for key in _keys(entity):
            blocks[entity.label, key].append(entity)
    found: dict[tuple[str, str], CandidatePair] = {}
    for block in blocks.values():
        if len(block) > _MAX_IN_BLOCK:
            continue
        for one, two in combinations(block, 2):
            pair = _pair(one, two)
            if pair is not None and not is_settled(one, two):
                found[pair.first.id, pair.second.id] = pair
    kept = _in_doubt(found.values())
    return sorted(kept, key=lambda p: (-p.score, p.first.id, p.second.id))


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
    return short.id if set(_words(short.name)) < set(_words(long.name)) else ""


def _pair(one: EntityName, two: EntityName) -> CandidatePair | None:
    score, reason = _likeness(one, two)
    if score < MINIMUM:
        return None
    first, second = sorted((one, two), key=lambda e: (-e.support, e.id))
    return CandidatePair(first, second, score, reason)


def _likeness(one: EntityName, two: EntityName) -> tuple[float, str]:
    """Return how alike two entities are, from 0 to 1, and why.

    >>> _likeness(EntityName("a", "Company", "Weaviate"), EntityName("b", "Company", "Weavate"))
    (0.93, 'spelled alike')
    >>> _likeness(EntityName("a", "Product", "GPT-3"), EntityName("b", "Product", "GPT-4"))
    (0.0, '')
    """
    home = domain(one.homepage)
    if home and home == domain(two.homepage):
        return _SAME_PAGE, f"same home page, {home}"
    a, b = normalize_name(one.name), normalize_name(two.name)
    if _digits(a) != _digits(b):  # versions: GPT-3 is not GPT-4
        return 0.0, ""
    alike = round(fuzz.ratio(a, b) / 100, 2)
    words = [set(_words(one.name)), set(_words(two.name))]
    inside = (words[0] < words[1] or words[1] < words[0]) and min(len(a), len(b)) >= 4
    if alike >= MINIMUM and min(len(a), len(b)) >= 5:
        return alike, "spelled alike"
    return (_INSIDE, "one name inside the other") if inside else (0.0, "")


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


def _keys(entity: EntityName) -> Iterator[str]:
    """Yield what two entities must share to be compared at all: blocking keeps this linear."""
    folded = normalize_name(entity.name)
    yield f"start:{folded[:4]}"
    yield f"end:{folded[-4:]}"
    yield from (f"word:{word}" for word in set(_words(entity.name)) if len(word) >= 4)
    if host := domain(entity.homepage):
        yield f"host:{host}"


def _words(name: str) -> Sequence[str]:
    return [normalize_name(word) for word in name.split()]


def _digits(folded: str) -> str:
    return "".join(c for c in folded if c.isdigit())
