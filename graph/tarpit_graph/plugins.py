"""Plug-in discovery: each module of a folder declares one record; other packages register theirs as entry points.

A folder of plug-ins names the class of its records, say `Report`. Each module in it, and each entry point of its
group, declares one as `REPORT = Report(…)`.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from importlib.metadata import EntryPoint
from typing import Any, TypeVar

from tarpit_graph.errors import InputError

R = TypeVar("R")
_TYPES = {"str": str, "int": int, "bool": bool}


def names(package: str, group: str) -> list[str]:
    """Return the name of every plug-in, sorted, without importing any.

    Args:
        package: The full name of the folder.
        group: The group of entry points by which other packages add to it.
    """
    return sorted({*_modules(package), *(point.name for point in entry_points(group))})


def load(package: str, kind: type[R], group: str) -> list[R]:
    """Return the record of every plug-in: the folder's in the order of their names, then others'.

    Raises:
        InputError: an entry point cannot be imported, or declares no such record.
    """
    own = [_own(package, name, kind) for name in _modules(package)]
    return own + [_of_entry_point(point, kind) for point in entry_points(group)]


def load_one(package: str, name: str, kind: type[R], group: str) -> R:
    """Return the record of one plug-in, without importing the others.

    Raises:
        InputError: there is none of this name, or its entry point is broken.
    """
    if name in _modules(package):
        return _own(package, name, kind)
    for point in entry_points(group):
        if point.name == name:
            return _of_entry_point(point, kind)
    known = ", ".join(names(package, group))
    raise InputError(f"there is no {kind.__name__.lower()} {name!r}; there are {known}")


def entry_points(group: str) -> Iterator[EntryPoint]:
    """Yield what other packages register in a group, in the order of their names."""
    found = _installed(tuple(sys.path)).select(group=group)
    yield from sorted(found, key=lambda point: point.name)


@cache
def _installed(path: tuple[str, ...]) -> Any:
    """Return all entry points of what is installed along a path: to look through it takes long."""
    del path
    from importlib import metadata  # slow, and most commands need no plug-in

    return metadata.entry_points()


def imported(point: EntryPoint) -> Any:
    """Return what an entry point names.

    Raises:
        InputError: it cannot be imported.
    """
    try:
        return point.load()
    except Exception as error:  # whatever another package does while it is imported
        owner = point.dist.name if point.dist else "another package"
        problem = f"{type(error).__name__}: {error}"
        raise InputError(
            f"plug-in {point.name!r} of {owner} cannot be imported ({problem}); mend or uninstall it"
        ) from error


def check(record: R, where: str) -> R:
    """Return a record whose fields have the types that its class declares.

    Raises:
        InputError: one has not. A lone text in place of a tuple is the usual slip.
    """
    for field in fields(record):  # type: ignore[arg-type]  # every kind of record is a dataclass
        value, declared = getattr(record, field.name), str(field.type)
        if not _fits(value, declared):
            raise InputError(f"{where}: `{field.name}` must be {declared}, not {value!r}")
    return record


def _modules(package: str) -> list[str]:
    return sorted(m.name for m in pkgutil.iter_modules(importlib.import_module(package).__path__))


def _own(package: str, name: str, kind: type[R]) -> R:
    return _record(importlib.import_module(f"{package}.{name}"), kind, f"{package}.{name}")


def _of_entry_point(point: EntryPoint, kind: type[R]) -> R:
    return _record(imported(point), kind, f"plug-in {point.name!r} ({point.value})")


def _record(found: object, kind: type[R], where: str) -> R:
    """Return the record that a module declares; an entry point may also name the record itself."""
    name = kind.__name__.upper()
    record = getattr(found, name, found)
    if not isinstance(record, kind):
        raise InputError(f"{where} declares no `{name} = {kind.__name__}(…)`")
    return check(record, where)


def _fits(value: object, declared: str) -> bool:
    """Tell whether a value has a type, as far as its outermost name says.

    >>> _fits((".md",), "tuple[str, ...]"), _fits(".md", "tuple[str, ...]"), _fits("", "str")
    (True, False, True)
    """
    if value is None:
        return declared.endswith("| None")
    if declared.startswith("tuple"):
        return isinstance(value, tuple)
    return isinstance(value, _TYPES[declared]) if declared in _TYPES else callable(value)
