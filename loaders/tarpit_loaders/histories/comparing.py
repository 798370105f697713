"""A list as of a day or commit, and what became of its products by a later one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from tarpit_graph.errors import InputError

from tarpit_loaders.documents import dates
from tarpit_loaders.histories.forms import Parser, lists
from tarpit_loaders.histories.listing import Clock, Place
from tarpit_loaders.histories.repository import Repository


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a product between two moments.

    Attributes:
        fate: `renamed`, `moved`, `left`, `entered` or `returned`.
        before, after: Its places; None where it was not listed.
        day, reason: When it left, and why as far as the commit says.
    """

    fate: str
    before: Place | None
    after: Place | None
    day: date | None = None
    reason: str = ""


def listed(repository: Repository, at: str) -> dict[Place, int]:
    """Return the number of the product at each place of a repository's lists, as of a day or commit.

    Raises:
        InputError: the repository holds no list, or no such commit on its main line.
    """
    return {
        place: product
        for parser, path in lists(repository)
        for place, product in _clock(repository, parser, path, at).products.items()
    }


def fates(repository: Repository, start: str, end: str) -> list[Fate]:
    """Return what became of the products of a repository's lists between two days or commits.

    Raises:
        InputError: as `listed`.
    """
    found: list[Fate] = []
    for parser, path in lists(repository):
        before = dict(_clock(repository, parser, path, start).products)
        found += _fates(before, _clock(repository, parser, path, end))
    return sorted(found, key=lambda fate: (fate.fate, fate.before or fate.after or ("", "", "")))


def _clock(repository: Repository, parser: Parser, path: str, at: str) -> Clock:
    commits = repository.commits()
    order = {commit.id: n for n, commit in enumerate(commits)}
    last = _position(repository, at)
    clock, state = Clock(), parser()
    for revision in repository.revisions(path):
        if order[revision.commit.id] > last:
            break
        clock.advance(revision.commit, state(revision.data or b""))
    clock.finish()
    return clock


def _position(repository: Repository, at: str) -> int:
    """Return how many commits come before the one meant, by its hash or as the last one of a day."""
    commits = repository.commits()
    if (day := dates.day(at)) is not None and len(at) <= len("2024-12-31"):
        until = [n for n, commit in enumerate(commits) if commit.day <= day]
        if not until:
            raise InputError(f"{repository.name} begins on {commits[0].day}, after {at}")
        return until[-1]
    found = [n for n, commit in enumerate(commits) if commit.id.startswith(at.lower())]
    if len(found) != 1:
        raise InputError(
            f"{at} is neither a day such as 2024-12-31 nor one commit of {repository.name}'s main line"
        )
    return found[0]


def _fates(before: Mapping[Place, int], clock: Clock) -> Iterator[Fate]:
    places: dict[int, list[Place]] = defaultdict(list)
    for place, product in sorted(clock.products.items()):
        if place not in before or before[place] != product:
            places[product].append(place)
    left = {
        event.product: (change.commit.day, event.reason)
        for change in clock.changes
        for event in change.events
        if event.kind == "left" and not event.elsewhere
    }
    listed_now = set(clock.products.values())
    for place, product in sorted(before.items()):
        if clock.products.get(place) == product:
            continue
        if places[product]:
            after = min(places[product], key=lambda new: (new[:2] != place[:2], new))
            places[product].remove(after)
            yield Fate("renamed" if after[:2] == place[:2] else "moved", place, after)
        elif product in listed_now:
            yield Fate("moved", place, _elsewhere(clock, product))
        else:
            yield Fate("left", place, None, *left.get(product, (None, "")))
    known = set(before.values())
    for product, new in sorted(places.items()):
        for place in new:
            if product not in known:
                yield Fate("returned" if product in left else "entered", None, place)


def _elsewhere(clock: Clock, product: int) -> Place:
    return min(place for place, other in clock.products.items() if other == product)
