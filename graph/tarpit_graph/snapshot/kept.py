"""Keep what was read of a large graph in a file: reading that takes a tenth of asking Neo4j again.

A file is of one state of one database: Neo4j's bookmark, which every transaction moves, the database's id and age, and
how much it holds; and of one version of this code. A file that cannot be read, or is of another state, is no error:
Neo4j is asked. Files hold plain values and days alone; anything else in one is refused before it is made.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from tarpit_graph.database.session import Database
from tarpit_graph.errors import InputError
from tarpit_graph.files.atomic import atomic_write
from tarpit_graph.settings import Settings
from tarpit_graph.snapshot.facts import Edge, FactColumns, FactSet
from tarpit_graph.snapshot.voice import Voice

#: What takes less to read, in seconds, is not worth a file; what has more facts would take gigabytes.
_SECONDS, _MOST = 2.0, 5_000_000
#: How many files stay: of two databases in turn, or of a graph and its copy.
_FILES = 2
#: Packages whose code decides what is read.
_CODE = ("tarpit_graph.snapshot", "tarpit_graph.ontology")


class Stored(NamedTuple):
    """What a database holds: entities, facts, what is only said, what became of rumours, and who is named when."""

    entities: Mapping[str, dict[str, Any]]
    facts: FactSet
    unconfirmed: tuple[Edge, ...]
    former_rumours: Mapping[str, str]
    voice: Voice


def read(database: Database, ask: Callable[[], Stored]) -> Stored:
    """Return what a database holds: from the file of this very state, else from the database.

    Args:
        database: Which.
        ask: Reads it from there. What it returns is kept if it took long and nothing was stored meanwhile.
    """
    before = _state(database)
    path = Settings().snapshots_folder / f"{before}.pickle"
    if (found := _load(path)) is not None:
        return found
    began = time.monotonic()
    found = ask()
    is_large = time.monotonic() - began > _SECONDS and len(found.facts) <= _MOST
    if is_large and _state(database) == before:
        _keep(path, found)
    return found


def _state(database: Database) -> str:
    """Return a digest of which database this is, what was stored in it last, and by which code it is read."""
    told, bookmark = database.state()
    known = (*_code(), *map(str, told), *sorted(bookmark))
    return hashlib.blake2b("\0".join(known).encode(), digest_size=16).hexdigest()


@cache
def _code() -> tuple[str, ...]:
    return tuple(
        item.read_text()
        for package in _CODE
        for item in sorted(files(package).iterdir(), key=lambda item: item.name)
        if item.name.endswith(".py")
    )


class _Unpickler(pickle.Unpickler):
    """Makes plain values and days, and nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("datetime", "date"):
            return date
        raise pickle.UnpicklingError(f"{module}.{name} has no place in a snapshot")


def _load(path: Path) -> Stored | None:
    try:
        with path.open("rb") as file:
            held = _Unpickler(file).load()
        columns = {relation: FactColumns(*of) for relation, of in held.pop("facts").items()}
        return Stored(facts=FactSet(columns), **held)
    except FileNotFoundError:
        return None
    except Exception:
        # A damaged file fails in any way: Neo4j has all of it.
        with suppress(OSError):
            path.unlink(missing_ok=True)
        return None


def _keep(path: Path, found: Stored) -> None:
    columns = {relation: tuple(of) for relation, of in found.facts.columns.items()}
    held = found._asdict() | {"facts": columns}
    with suppress(OSError, InputError):  # a full disk costs time and nothing else
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with atomic_write(path) as partial:
            handle = os.open(partial, os.O_WRONLY | os.O_CREAT, 0o600)
            with os.fdopen(handle, "wb") as file:
                pickle.dump(held, file, protocol=5)
        cut_short = path.parent.glob(".*.partial")
        for old in (*sorted(path.parent.glob("*.pickle"), key=_age)[_FILES:], *cut_short):
            old.unlink(missing_ok=True)


def _age(path: Path) -> float:
    return -path.stat().st_mtime
