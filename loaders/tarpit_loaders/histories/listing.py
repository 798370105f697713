"""What a list of products says over time: which came, moved, took another name, left, came back.

Two states of a list are matched product by product, in this order:

1. the same place, the same name elsewhere, the same normalised name;
2. the same repository, the same home page, nearly the same name;
3. the one that left and the one that came under one owner in one commit, or in a commit that says so.

Only what no rule matches has left or is new. A product may stand in several places; it leaves with the last of them.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeAlias

from rapidfuzz import fuzz
from tarpit_graph.identity import normalize_name

from tarpit_loaders.histories.repository import Commit, Repository

#: Category, subcategory and name.
Place: TypeAlias = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Item:
    """One row of a list.

    Attributes:
        name: As the list spells it.
        repository, homepage: Addresses; may be empty.
        owner: Slug of the organisation that the list names; may be empty.
        stage: How far along it is, as the list says.
        line: Its words in the list.
    """

    name: str
    repository: str = ""
    homepage: str = ""
    owner: str = ""
    stage: str = ""
    line: str = ""


State: TypeAlias = Mapping[Place, Item]


@dataclass(frozen=True, slots=True)
class Event:
    """What one commit did to one product of a list.

    Attributes:
        kind: `base stock`, `entered`, `returned`, `left`, `moved`, `renamed`, `owner` or `stage`.
        product: Which product it is, the same through all its names.
        place, item: Where it stands, and the row; of what left, where it stood.
        before: Where it stood before a move or under another name.
        was: The owner or stage before.
        reason: Why it left, as far as the commit says.
        elsewhere: It left this place and still stands in another.
    """

    kind: str
    product: int
    place: Place
    item: Item
    before: Place | None = None
    was: str = ""
    reason: str = ""
    elsewhere: bool = False


@dataclass(slots=True)
class Change:
    """What one commit did to a list.

    Attributes:
        is_cleanup: Five or more products left at once: the day is that of the clean-up.
        is_restructure: Ten or more moved at once.
    """

    commit: Commit
    events: list[Event] = field(default_factory=list)
    is_cleanup: bool = False
    is_restructure: bool = False


_CLEANUP, _RESTRUCTURE = 5, 10
#: A list that falls below half is held back so long, for the fault to be repaired.
_HELD = timedelta(days=30)
_MIN_TO_HOLD = 20
#: A list is filled for so many days before what comes is new.
_FILLED = timedelta(days=7)
#: Of a list that began again, fewer of the old products than this are left.
_KEPT = 0.2
_REASONS = (
    ("acquired", re.compile(r"\bacqui(?:red|sition)\b|\bmerged (?:into|with)\b|\bbought\b", re.I)),
    (
        "ended",
        re.compile(
            r"\barchiv|\bdeprecat|\bdiscontinu|\bdead\b|\binactive\b|\bunmaintained\b|"
            r"\bshut ?down\b|\bsunset|\bdefunct\b|\bno longer\b|\bstale\b|\bretire|\bend of life\b|\bnon-updated\b",
            re.I,
        ),
    ),
    (
        "restructured",
        re.compile(
            r"\bre-?struct|\breorgani|\bcategor|\bsplit|\bmerg(?:e|ing) (?!pull|branch)", re.I
        ),
    ),
    ("removed", re.compile(r"\bremov|\bdelet|\bdrop|\bclean", re.I)),
)


_RENAMED = re.compile(
    r"\brenam|\brebrand|\bnow (?:is|part of|known as|called)\b|\b(?:is|are) now\b|\bformerly\b",
    re.I,
)
#: Names of one list at least so alike, one gone and one come in one commit, are one product's.
_ALIKE = 88


class Clock:
    """Follows one list through its states, oldest first; `changes` are what it has seen."""

    def __init__(self) -> None:
        self.changes: list[Change] = []
        self.state: State = {}
        #: Which product stands at each place.
        self.products: dict[Place, int] = {}
        self._next = 0
        self._gone: dict[int, tuple[Place, Item]] = {}
        self._known: set[str] = set()
        self._started: date | None = None
        self._filling: Commit | None = None
        self._held: list[tuple[Commit, State]] = []

    def advance(self, commit: Commit, state: State) -> None:
        """Take in the next state of the list."""
        if self._falls(state):
            self._held.append((commit, state))
            if commit.day - self._held[0][0].day <= _HELD:
                return
            self._begin_anew()
            return
        self._held.clear()
        self._accept(commit, state)

    def _falls(self, state: State) -> bool:
        return len(self.state) >= _MIN_TO_HOLD and len(state) * 2 < len(self.state)

    def _begin_anew(self) -> None:
        """A fall that no later commit repaired: another list took the place, or a great part was given up."""
        held, self._held = self._held, []
        names = {normalize_name(item.name) for item in self.state.values()}
        left = sum(normalize_name(item.name) in names for item in held[-1][1].values())
        if left < _KEPT * len(self.state):
            self.changes.clear()
            self.state, self.products, self._gone = {}, {}, {}
            self._known, self._started, self._filling = set(), None, None
        for commit, state in held:
            self._accept(commit, state)

    def _accept(self, commit: Commit, state: State) -> None:
        if not state and not self.state:
            return
        if self._started is None:
            self._started = commit.day
        if commit.day - self._started < _FILLED:
            self.state, self._filling = state, commit
            return
        self.finish()
        self._record(commit, state)

    def finish(self) -> None:
        """Count what the list was first filled with as its base stock."""
        if self._filling is not None:
            commit, self._filling = self._filling, None
            filled, self.state = self.state, {}
            self._record(commit, filled)

    def _record(self, commit: Commit, state: State) -> None:
        change = Change(commit)
        change.events = sorted(self._events(commit, state), key=lambda e: (e.place, e.kind))
        kinds = Counter(event.kind for event in change.events if not event.elsewhere)
        change.is_cleanup = kinds["left"] >= _CLEANUP
        change.is_restructure = kinds["moved"] >= _RESTRUCTURE
        self.state = state
        self._known.update(place[0] for place in state)
        if change.events:
            self.changes.append(change)

    def _events(self, commit: Commit, state: State) -> Iterator[Event]:
        old, new = self.state, state
        gone = {place: old[place] for place in old if place not in new}
        come = {place: new[place] for place in new if place not in old}
        for place, item in new.items():
            before = old.get(place)
            if before is not None and before is not item:
                yield from self._altered(self.products[place], place, before, item)
        matched = dict(_matches(gone, come, commit.subject))
        for place, origin in sorted(matched.items()):
            product, item = self.products[origin], come[place]
            self.products[place] = product
            kind = "moved" if item.name == origin[2] else "renamed"
            yield Event(kind, product, place, item, origin)
            yield from self._altered(product, place, gone[origin], item)
        for place in matched.values():
            self.products.pop(place, None)
        here = {place[2]: self.products[place] for place in new if place in self.products}
        for place, item in come.items():
            if place not in matched:
                yield self._arrival(place, item, here)
        for place in gone.keys() - set(matched.values()):
            yield self._departure(commit, place, gone[place], here)

    def _altered(self, product: int, place: Place, before: Item, item: Item) -> Iterator[Event]:
        if normalize_name(before.owner) != normalize_name(item.owner):
            yield Event("owner", product, place, item, was=before.owner)
        if before.stage != item.stage:
            yield Event("stage", product, place, item, was=before.stage)

    def _arrival(self, place: Place, item: Item, here: dict[str, int]) -> Event:
        """A row that nothing of the last state matches: of a product listed elsewhere, once, or never."""
        product, kind = here.get(item.name), "entered"
        if product is None and (product := self._one_gone(item)) is not None:
            kind = "returned"
            del self._gone[product]
        if product is None:
            product, self._next = self._next, self._next + 1
        if kind == "entered" and place[0] not in self._known:
            kind = "base stock"  # what a category is first filled with was there before
        self.products[place] = here[item.name] = product
        return Event(kind, product, place, item)

    def _one_gone(self, item: Item) -> int | None:
        keys = set(_keys(item))
        for product, (_, before) in self._gone.items():
            if keys & set(_keys(before)):
                return product
        return None

    def _departure(self, commit: Commit, place: Place, item: Item, here: dict[str, int]) -> Event:
        product = self.products.pop(place)
        elsewhere = product in here.values()
        if not elsewhere:
            self._gone[product] = (place, item)
        reason = next((name for name, words in _REASONS if words.search(commit.subject)), "")
        return Event("left", product, place, item, reason=reason, elsewhere=elsewhere)


def follow(repository: Repository, path: str, state: Callable[[bytes], State]) -> list[Change]:
    """Return what each commit of a repository changed in a list."""
    clock = Clock()
    for revision in repository.revisions(path):
        clock.advance(revision.commit, state(revision.data or b""))
    clock.finish()
    return clock.changes


def _matches(
    gone: Mapping[Place, Item], come: Mapping[Place, Item], subject: str
) -> Iterator[tuple[Place, Place]]:
    """Yield which new place each lost one became, the surest sign first."""
    left, right = dict(sorted(gone.items())), dict(sorted(come.items()))
    for key in (_same_name, _same_folded, _same_repository, _same_homepage):
        waiting: dict[str, list[Place]] = defaultdict(list)
        for place, item in left.items():
            if value := key(item):
                waiting[value].append(place)
        for place, item in list(right.items()):
            if candidates := waiting.get(key(item)):
                # Of several, one of the same category: a heading was renamed, not all moved about.
                best = min(
                    candidates, key=lambda old: (old[0] != place[0], old[1] != place[1], old)
                )
                candidates.remove(best)
                del left[best], right[place]
                yield place, best
    for place, item in list(right.items()):
        alike = [old for old in left if _likeness(left[old], item) >= _ALIKE]
        if alike:
            closest = max(alike, key=lambda old: (_likeness(left[old], item), old))
            del left[closest], right[place]
            yield place, closest
    yield from _by_owner(left, right)
    if len(left) == len(right) == 1:
        (old,), (new,) = left, right
        if _says_so(subject, old[2], new[2]):
            yield new, old


def _says_so(subject: str, old: str, new: str) -> bool:
    """Tell whether a commit says, in words beside one of the names, that one became the other."""
    return any(
        _RENAMED.search(clause) and any(name.casefold() in clause.casefold() for name in (old, new))
        for clause in re.split(r"[;,.]\s", subject)
    )


def _likeness(old: Item, new: Item) -> float:
    """Return how alike two names are, from 0 to 100; all words of one in the other are alike enough."""
    words, others = (set(re.findall(r"[^\W_]+", item.name.casefold())) for item in (old, new))
    if words and others and (words <= others or others <= words):
        return 100
    return fuzz.ratio(old.name.casefold(), new.name.casefold())


def _by_owner(left: dict[Place, Item], right: dict[Place, Item]) -> Iterator[tuple[Place, Place]]:
    """One out, one in, under one owner in one commit: it took another name."""
    out, in_ = _by(left), _by(right)
    for owner, places in sorted(in_.items()):
        if owner and len(places) == 1 and len(out.get(owner, ())) == 1:
            del left[out[owner][0]], right[places[0]]
            yield places[0], out[owner][0]


def _by(rows: Mapping[Place, Item]) -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = defaultdict(list)
    for place, item in rows.items():
        found[item.owner].append(place)
    return found


def _keys(item: Item) -> Iterable[str]:
    pairs = (_same_folded(item), _same_repository(item), _same_homepage(item))
    return (f"{n}:{value}" for n, value in enumerate(pairs) if value)


def _same_name(item: Item) -> str:
    return item.name


def _same_folded(item: Item) -> str:
    return normalize_name(
        re.sub(r"^(?:apache|the)\s+|\s*\([^()]*\)", "", item.name, flags=re.IGNORECASE)
    )


def _same_repository(item: Item) -> str:
    return _address(item.repository)


def _same_homepage(item: Item) -> str:
    """Return the home page; a bare host of code says nothing about whose it is."""
    address = _address(item.homepage)
    return "" if address in ("github.com", "gitlab.com") else address


def _address(url: str) -> str:
    return re.sub(r"^https?://(?:www\.)?|\.git$|[/#?]+$", "", url.strip().lower())
