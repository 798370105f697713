"""The facts of a snapshot, relation by relation.

They are held by column: a million facts are read and kept that way in a third of the time. The properties of a fact
are put together when its relation is asked for, which most reports do of a few.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import date
from itertools import chain
from typing import Any, NamedTuple, TypeAlias

#: Subject, object and properties of a fact.
Edge: TypeAlias = tuple[str, str, dict[str, Any]]


class FactColumns(NamedTuple):
    """The facts of one relation, in order of id.

    Attributes:
        subjects, objects: Ids of their ends.
        values: The properties that every relation has, by name; None where a fact has none.
        others: What else the claims of a fact say, by the fact's id.
    """

    subjects: list[str]
    objects: list[str]
    values: dict[str, list[Any]]
    others: dict[str, dict[str, Any]]

    def in_order(self) -> FactColumns:
        """Return the same facts in order of id."""
        ids = self.values["id"]
        return self.at(sorted(range(len(ids)), key=ids.__getitem__))

    def without(self, gone: Set[str]) -> FactColumns:
        """Return the same facts without some, by their ids."""
        ids = self.values["id"]
        return (
            self
            if gone.isdisjoint(ids)
            else self.at([at for at, id_ in enumerate(ids) if id_ not in gone])
        )

    def at(self, places: Sequence[int]) -> FactColumns:
        """Return the facts at some places."""
        subjects, objects, *values = (
            [column[at] for at in places]
            for column in (self.subjects, self.objects, *self.values.values())
        )
        named = dict(zip(self.values, values, strict=True))
        return FactColumns(subjects, objects, named, self.others)

    def edges(self) -> list[Edge]:
        """Put the facts together."""
        facts: list[dict[str, Any]] = [{} for _ in self.subjects]
        for name, column in self.values.items():
            for fact, value in zip(facts, column, strict=True):
                if value is not None:
                    fact[name] = value
        if self.others:
            for fact in facts:
                fact.update(self.others.get(fact["id"], {}))
        return list(zip(self.subjects, self.objects, facts, strict=True))


class FactSet:
    """Facts by relation; nothing changes them.

    Iterating yields all of them, one relation after the other.

    Attributes:
        columns: The facts of relations that were read by column.
    """

    def __init__(
        self, columns: Mapping[str, FactColumns], edges: Mapping[str, list[Edge]] | None = None
    ) -> None:
        """Hold facts: those of a relation either by column, or put together and in order of id."""
        self.columns = columns
        self._edges = dict(edges or {})

    @classmethod
    def of_edges(cls, edges: Iterable[Edge]) -> FactSet:
        """Hold facts that are put together and in order of id."""
        found: dict[str, list[Edge]] = defaultdict(list)
        for edge in edges:
            found[edge[2]["predicate"]].append(edge)
        return cls({}, found)

    def of(self, predicate: str) -> list[Edge]:
        """Return the facts of a relation in order of id; no one may change them."""
        if predicate not in self._edges:
            held = self.columns.get(predicate)
            self._edges[predicate] = held.edges() if held else []
        return self._edges[predicate]

    def ends(self, predicate: str) -> Iterator[tuple[str, str, str]]:
        """Yield subject, object and id of each fact of a relation in order of id; none is put together for it."""
        if held := self._unread().get(predicate):
            return zip(held.subjects, held.objects, held.values["id"], strict=True)
        return ((subject, object_, fact["id"]) for subject, object_, fact in self.of(predicate))

    def supports(self, predicate: str) -> Sequence[int]:
        """Return of how many documents each fact of a relation is, in order of id; none is put together for it."""
        if held := self._unread().get(predicate):
            return held.values["support"]
        return [fact["support"] for *_, fact in self.of(predicate)]

    def touched(self) -> set[str]:
        """Return the ids of all that is subject or object of a fact; none is put together for it."""
        ends = chain.from_iterable(map(self.ends, self.relations()))
        return {end for subject, object_, _ in ends for end in (subject, object_)}

    def at(self, places: Mapping[str, Sequence[int]]) -> FactSet:
        """Return the facts at some places of their relations, which count in order of id."""
        unread = self._unread()
        return FactSet(
            {name: of.at(places[name]) for name, of in unread.items() if name in places},
            {n: [self._edges[n][i] for i in at] for n, at in places.items() if n in self._edges},
        )

    def updated(self, gone: Set[str], edges: Iterable[Edge]) -> FactSet:
        """Return facts without some, by their ids, and with others in their place."""
        left = {name: of.without(gone) for name, of in self._unread().items()}
        kept = {name: [e for e in of if e[2]["id"] not in gone] for name, of in self._edges.items()}
        for name, some in FactSet.of_edges(edges)._edges.items():
            held = kept[name] if name in kept else left[name].edges() if name in left else []
            kept[name] = in_order((*held, *some))
        return FactSet(left, kept)

    def replaced(self, edges: Mapping[str, list[Edge]]) -> FactSet:
        """Return facts with others, in order of id, for those of some relations."""
        return FactSet(self.columns, {**self._edges, **edges})

    def newest(self) -> date | None:
        """Return the last day on which one of them was published."""
        days = chain(
            *(columns.values["last_asserted"] for columns in self._unread().values()),
            (fact.get("last_asserted") for edges in self._edges.values() for *_, fact in edges),
        )
        return max(filter(None, days), default=None)

    def __iter__(self) -> Iterator[Edge]:
        return chain.from_iterable(map(self.of, self.relations()))

    def __len__(self) -> int:
        read = sum(map(len, self._edges.values()))
        return read + sum(len(columns.subjects) for columns in self._unread().values())

    def relations(self) -> list[str]:
        """Return the relations that have facts."""
        return sorted({*self.columns, *self._edges})

    def _unread(self) -> dict[str, FactColumns]:
        """Return the relations that are not put together yet."""
        return {name: of for name, of in self.columns.items() if name not in self._edges}


def _id(edge: Edge) -> str:
    return str(edge[2]["id"])


def in_order(facts: Iterable[Edge]) -> list[Edge]:
    """Return facts of any relations in order of id."""
    return sorted(facts, key=_id)
