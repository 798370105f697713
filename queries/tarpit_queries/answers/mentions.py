"""What a question names: companies, products, segments and features of the graph, and days."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from tarpit_graph.database.session import Database
from tarpit_graph.identity import normalize_name
from tarpit_graph.ontology import COMPANY, FEATURE, PRODUCT, WORKLOAD

from tarpit_queries.entity_names import Entity, with_names

LABELS = (COMPANY, PRODUCT, WORKLOAD, FEATURE)
#: Words of one name at most, and words of a question that are looked at.
_LONGEST, _MOST_WORDS = 5, 60
_WORD = re.compile(r"[\w&+][\w&+.-]*")
_POSSESSIVE = re.compile(r"(?<=\w)['’]s?\b|(?<=s)['’]")
_MONTHS = "january february march april may june july august september october november december"
_DAY = re.compile(
    r"\b(\d{4})-(\d\d)(?:-(\d\d))?\b|\b("
    + "|".join(_MONTHS.split())
    + r")\s+(\d{4})\b|\b(20\d\d)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class NamedThing:
    """A stretch of a question that names something.

    Attributes:
        start, end: Its characters.
        entities: What bears this name, one of each label at most.
    """

    start: int
    end: int
    text: str
    entities: tuple[Entity, ...]

    def of(self, label: str) -> Entity | None:
        """Return what it names of a label."""
        return next((e for e in self.entities if e.label == label), None)


def plain(text: str) -> str:
    """Return a question without possessives and in one line.

    >>> plain("Who are Pinecone's  rivals?")
    'Who are Pinecone rivals?'
    """
    return " ".join(_POSSESSIVE.sub("", text).split())


def find(database: Database, text: str) -> list[NamedThing]:
    """Return what a question names, the longest name where several lie on each other, in their order."""
    words = [(m.start(), m.end()) for m in _WORD.finditer(text)][:_MOST_WORDS]
    stretches = {
        (words[i][0], words[j][1]): text[words[i][0] : words[j][1]].rstrip(".-")
        for i in range(len(words))
        for j in range(i, min(i + _LONGEST, len(words)))
    }
    known: dict[str, list[Entity]] = defaultdict(list)
    for entity, spelling in with_names(database, sorted(set(stretches.values())), LABELS):
        known[spelling].append(entity)
    taken: list[NamedThing] = []
    for start, end in sorted(stretches, key=lambda place: (place[0] - place[1], place[0])):
        spelled = stretches[start, end]
        found = _one_each(_named(spelled, known))
        if found and all(end <= t.start or start >= t.end for t in taken):
            taken.append(NamedThing(start, end, spelled, found))
    return sorted(taken, key=lambda thing: thing.start)


def _named(spelled: str, known: dict[str, list[Entity]]) -> Iterator[Entity]:
    """Yield what bears a name, also where the question has it in the plural or the singular."""
    folded = normalize_name(spelled)
    yield from known.get(folded, ())
    for label_only in (folded.removesuffix("s"), f"{folded}s"):
        yield from (e for e in known.get(label_only, ()) if e.label in (WORKLOAD, FEATURE))


def _one_each(entities: Iterator[Entity]) -> tuple[Entity, ...]:
    by_label: dict[str, Entity] = {}
    for entity in entities:
        by_label.setdefault(entity.label, entity)
    return tuple(by_label[label] for label in LABELS if label in by_label)


def days(text: str) -> list[tuple[int, int, date]]:
    """Return the days in a question, each as the first that it may be, with its characters.

    >>> [str(day) for *_, day in days("since March 2025, or 2024-06-30, or 2023")]
    ['2025-03-01', '2024-06-30', '2023-01-01']
    """
    found = []
    for match in _DAY.finditer(text):
        year, month, day, named, of_year, alone = match.groups()
        number = _MONTHS.split().index(named.lower()) + 1 if named else int(month or 1)
        try:
            when = date(int(year or of_year or alone), number, int(day or 1))
        except ValueError:
            continue
        found.append((match.start(), match.end(), when))
    return found


def without(text: str, places: Sequence[tuple[int, int]]) -> str:
    """Return a text without some stretches of it."""
    kept, last = [], 0
    for start, end in sorted(places):
        kept.append(text[last:start])
        last = end
    return " ".join("".join((*kept, text[last:])).split())
