"""The facts of a snapshot, relation by relation.

They are held by column: a million facts are read and kept that way in a third of the time. The properties of a fact
are put together when its relation is asked for, which most reports do of a few.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence, Set
from datetime import date
from itertools import chain, compress
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
        stay = [id_ not in gone for id_ in self.values["id"]]
        return self if all(stay) else self._taken(lambda column: list(compress(column, stay)))

    def joined(self, edges: Sequence[Edge]) -> FactColumns:
        """Return the same facts and others, in order of id."""
        others = dict(self.others)
        for *_, fact in edges:
            if said := {name: value for name, value in fact.items() if name not in self.values}:
                others[fact["id"]] = said
        values = {
            name: [*column, *(fact.get(name) for *_, fact in edges)]
            for name, column in self.values.items()
        }
        subjects, objects, _ = zip(*edges, strict=True)
        return FactColumns(
            [*self.subjects, *subjects], [*self.objects, *objects], values, others
        ).in_order()

    def at(self, places: Sequence[int]) -> FactColumns:
        """Return the facts at some places."""
        return self._taken(lambda column: list(map(column.__getitem__, places)))

    def _taken(self, take: Callable[[list[Any]], list[Any]]) -> FactColumns:
        """Return what is taken of each column."""
        values = {name: take(column) for name, column in self.values.items()}
        return FactColumns(take(self.subjects), take(self.objects), values, self.others)

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

    def values(self, predicate: str, name: str) -> Sequence[Any]:
        """Return what each fact of a relation has of a property that all relations have, None where it has nothing.

        They are in order of id, and none is put together for it.
        """
        if held := self._unread().get(predicate):
            return held.values[name]
        return [fact.get(name) for *_, fact in self.of(predicate)]

    def told(self, predicate: str, *names: str) -> Iterator[tuple[Any, ...]]:
        """Yield subject, object, id and some such properties of each fact of a relation; see `ends` and `values`."""
        columns = (self.values(predicate, name) for name in names)
        for ends, *values in zip(self.ends(predicate), *columns, strict=True):
            yield *ends, *values

    def ids(self) -> Iterator[str]:
        """Yield the id of each fact, one relation after the other; none is put together for it."""
        return chain.from_iterable(self.values(name, "id") for name in self.relations())

    def find(self, wanted: Set[str]) -> dict[str, Edge]:
        """Return those facts that have one of some ids, by id; no other is put together for it."""
        places = {
            name: [at for at, id_ in enumerate(self.values(name, "id")) if id_ in wanted]
            for name in self.relations()
        }
        return {edge[2]["id"]: edge for edge in self.at(places)}

    def touched(self, but: Container[str] = ()) -> set[str]:
        """Return the ids of all that is subject or object of a fact; none is put together for it.

        Args:
            but: Relations whose facts do not count.
        """
        unread = [of for name, of in self._unread().items() if name not in but]
        read = (edge for name, edges in self._edges.items() if name not in but for edge in edges)
        ends = chain.from_iterable(edge[:2] for edge in read)
        return set(ends).union(*(of.subjects for of in unread), *(of.objects for of in unread))

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
            if name in left:
                left[name] = left[name].joined(some)
            else:
                kept[name] = in_order((*kept.get(name, ()), *some))
        return FactSet(left, kept)

    def narrowed(self, places: Mapping[str, Sequence[int]]) -> FactSet:
        """Return facts with only those at some places, which count in order of id, for all of some relations."""
        some = self.at(places)
        return FactSet({**self.columns, **some.columns}, {**self._edges, **some._edges})

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
