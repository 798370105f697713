"""Which question or report is asked: the nearest phrasing whose slots the question can fill."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import mean

import numpy as np
from numpy.typing import NDArray
from tarpit_graph.database.session import Database
from tarpit_graph.ontology import COMPANY, WORKLOAD

from tarpit_queries import reports
from tarpit_queries.answers import mentions, phrasings
from tarpit_queries.answers.mentions import NamedThing
from tarpit_queries.answers.phrasings import DAY_SLOTS, LABEL_OF_SLOT, Kind, Phrasing, share_before

#: Texts to vectors of length 1: see `tarpit_loaders.vectors`.
Encode = Callable[[Sequence[str]], NDArray[np.float32]]
#: What a name costs that the phrasing has no slot for: taken as a filter, and left over.
_AS_FILTER, _LEFT_OVER = 0.12, 0.25
#: What it costs where the name stands elsewhere: who bought Acme, and whom Acme bought, have the same words.
_ELSEWHERE = 0.4
#: Words that ask for what is no deal yet, or none any more; only one question tells of these.
_UNCONFIRMED = re.compile(
    r"\b(rumou?r|unconfirmed|not (?:been )?confirmed|cancel|called off|fell through|collapse|denied|talk of|in talks|"
    r"planned|abandoned|blocked|failed (?:deal|acquisition|takeover|merger))",
    re.IGNORECASE,
)
_OF_UNCONFIRMED, _NOT_SAID = "unconfirmed-deals", 0.3
#: Reports that answer for one company or one segment as a filter, by the filter's name.
_FILTERS = {COMPANY: "of_company", WORKLOAD: "of_segment"}
#: An answer is given from so near on, and where it is so much nearer than another.
LEAST, MARGIN = 0.5, 0.05
#: How near a question or report is, is half its nearest phrasing and half the mean of so many: one may be near by chance.
_FEW = 3
#: What is not even so near is not worth a suggestion.
_NEAR = 0.3


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the command line would ask it.

    Attributes:
        values: What its slots and filters hold, by name.
        score: How near its nearest phrasings are; 1 is the same words.
    """

    kind: Kind
    name: str
    values: Mapping[str, str | date]
    score: float

    @property
    def command(self) -> str:
        """Return the command that asks the same.

        >>> Asked("report", "acquirers", {"company": "Scale AI"}, 1).command
        'tarpit report acquirers "Scale AI"'
        """
        words = ["tarpit", self.kind, self.name]
        given = reports.load(self.name).arguments if self.kind == "report" else ()
        for name, value in self.values.items():
            text = str(value)
            option = f"--{name.removeprefix('of_').replace('_', '-')}"
            words += [*(() if name in given else (option,)), f'"{text}"' if " " in text else text]
        return " ".join(words)


def rank(database: Database, text: str, encode: Encode) -> list[Asked]:
    """Return what a question may ask for, the likeliest first, each question or report once."""
    text = mentions.plain(text)
    things = mentions.find(database, text)
    dated = mentions.days(text)
    filled = [
        (phrasing, filling)
        for phrasing in phrasings.load()
        for filling in _fillings(phrasing, text, things, dated)
    ]
    if not filled:
        return []
    rests = [mentions.without(text, filling.places) for _, filling in filled]
    distinct = sorted({*rests, *(phrasing.text for phrasing, _ in filled)})
    vectors = dict(zip(distinct, encode(distinct), strict=True))
    found: dict[tuple[Kind, str], list[tuple[float, int]]] = defaultdict(list)
    is_unconfirmed = bool(_UNCONFIRMED.search(text))
    for place, ((phrasing, filling), rest) in enumerate(zip(filled, rests, strict=True)):
        near = float(vectors[rest] @ vectors[phrasing.text]) - filling.cost
        if is_unconfirmed != (phrasing.name == _OF_UNCONFIRMED):
            near -= _NOT_SAID
        key = (phrasing.kind, phrasing.name if phrasing.kind != "none" else "")
        found[key].append((near, -place))
    ranked = []
    for key, nears in found.items():
        best, place = max(nears)
        few = sorted((near for near, _ in nears), reverse=True)[:_FEW]
        ranked.append(Asked(*key, filled[-place][1].values, round((best + mean(few)) / 2, 4)))
    return sorted(ranked, key=lambda asked: (-asked.score, asked.kind, asked.name))


def is_sure(ranked: Sequence[Asked]) -> bool:
    """Tell whether the first is near enough to be the answer, and nearer than any other.

    A question and a report of one name, such as `deals`, answer the same: neither casts doubt on the other.
    """
    if not ranked or ranked[0].kind == "none" or ranked[0].score < LEAST:
        return False
    second = next((asked for asked in ranked if asked.name != ranked[0].name), None)
    return second is None or ranked[0].score - second.score >= MARGIN


@dataclass(frozen=True, slots=True)
class _Filling:
    """What fills the slots of a phrasing.

    Attributes:
        places: The stretches of the question that it takes.
        cost: For names that it has no slot for.
    """

    values: dict[str, str | date]
    places: tuple[tuple[int, int], ...]
    cost: float


def _fillings(
    phrasing: Phrasing,
    text: str,
    things: Sequence[NamedThing],
    dated: Sequence[tuple[int, int, date]],
) -> Iterator[_Filling]:
    """Yield the ways to fill a phrasing: without filters, and with what is left as filters."""
    if phrasing.kind == "none":
        yield _Filling({}, tuple((t.start, t.end) for t in things), 0.0)
        return
    values: dict[str, str | date] = {}
    used: list[NamedThing] = []
    places: list[tuple[int, int]] = []
    for slot in phrasing.slots:
        if slot in DAY_SLOTS:
            if not dated:
                return
            places.append(dated[0][:2])
            values[slot] = dated[0][2]
            continue
        label = LABEL_OF_SLOT[slot]
        thing = next((t for t in things if t not in used and t.of(label)), None)
        if thing is None or (entity := thing.of(label)) is None:
            return
        used.append(thing)
        values[f"of_{slot}" if slot in phrasing.filters else slot] = entity.name
    left = [thing for thing in things if thing not in used]
    taken = tuple(places + [(t.start, t.end) for t in used])
    cost = _elsewhere(phrasing, text, used)
    yield _Filling(values, taken, cost + _LEFT_OVER * sum(map(_is_name, left)))
    if phrasing.kind == "report" and left:
        yield from _filtered(values, taken, left, cost)


def _elsewhere(phrasing: Phrasing, text: str, used: Sequence[NamedThing]) -> float:
    if not used:
        return 0.0
    # A name is one word, however many it has.
    first = min(used, key=lambda thing: thing.start)
    short = f"{text[: first.start]}X{text[first.end :]}"
    return _ELSEWHERE * abs(share_before(short, first.start) - phrasing.place)


def _filtered(
    values: dict[str, str | date],
    taken: tuple[tuple[int, int], ...],
    left: Sequence[NamedThing],
    cost: float,
) -> Iterator[_Filling]:
    for label, filter_ in _FILTERS.items():
        for thing in left:
            if (entity := thing.of(label)) and not values.keys() & {
                filter_,
                filter_.removeprefix("of_"),
            }:
                others = [other for other in left if other is not thing]
                yield _Filling(
                    values | {filter_: entity.name},
                    (*taken, (thing.start, thing.end)),
                    cost + _AS_FILTER + _LEFT_OVER * sum(map(_is_name, others)),
                )


def _is_name(thing: NamedThing) -> bool:
    """Tell whether a stretch is surely meant as a name: "Data" is, "data" may be a word."""
    return any(c.isupper() for c in thing.text) or bool(thing.of(WORKLOAD))


def nearest(ranked: Iterable[Asked], most: int = 3) -> list[Asked]:
    """Return the few that are nearest, but for those that are far."""
    return [asked for asked in ranked if asked.kind != "none" and asked.score >= _NEAR][:most]
