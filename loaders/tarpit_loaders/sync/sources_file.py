"""`tarpit.yml`: the sources that `tarpit sync` keeps up to date, each with what is known of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from tarpit_graph.errors import InputError
from tarpit_graph.files import atomic

from tarpit_loaders import sources
from tarpit_loaders.documents import dates
from tarpit_loaders.documents.files import SourceHints

#: Its usual name, in the folder in which one works.
NAME = "tarpit.yml"
_PERIOD = re.compile(r"(\d+)\s*(m|h|d|w)")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_MAX_BYTES = 1_000_000


class SourceEntry(BaseModel):
    """One source of the file; keys that are none of these are settings of its kind."""

    model_config = ConfigDict(extra="allow", frozen=True)

    name: str = Field(min_length=1, max_length=100)
    kind: str = ""
    url: str = ""
    path: str = ""
    workloads: tuple[str, ...] = ()
    trust: float = Field(default=1.0, gt=0, le=1)
    every: str = "1d"
    published: date | None = None
    dates: Literal["", "git"] = ""

    @field_validator("every")
    @classmethod
    def _is_period(cls, written: str) -> str:
        if not _PERIOD.fullmatch(written.strip()):
            raise ValueError('write a number and m, h, d or w, such as "6h"')
        return written

    @property
    def settings(self) -> Mapping[str, Any]:
        """What the kind wants to know."""
        return dict(self.model_extra or {})

    @property
    def period(self) -> timedelta:
        """How long what was read stays fresh."""
        number, unit = _PERIOD.fullmatch(self.every.strip()).groups()  # type: ignore[union-attr]
        return timedelta(**{_UNITS[unit]: int(number)})

    @property
    def address(self) -> str:
        """Where it is, in a few words."""
        return self.url or self.path or " ".join(f"{k}={v}" for k, v in self.settings.items())

    @property
    def hints(self) -> SourceHints:
        """What is known of its files."""
        return SourceHints(
            kind=self.kind,
            published=dates.first(given=self.published),
            settings=self.settings,
            trust=self.trust,
            workloads=self.workloads,
        )

    def addresses(self) -> Iterator[str]:
        """Yield what to fetch; nothing of a source that is a path.

        Raises:
            InputError: the kind lacks something.
        """
        if self.url:
            yield self.url
        elif not self.path:
            asked = sources.load().named(self.kind).addresses
            if asked is None:
                raise InputError(f"source {self.name!r} has neither `url` nor `path`")
            try:
                yield from asked(self.settings)
            except InputError as error:
                raise InputError(f"source {self.name!r} {error}") from error


@dataclass(frozen=True, slots=True)
class SourcesFile:
    """A sources file as it was read.

    Attributes:
        contact: Address at which a site's owner reaches whoever runs this.
        pause: Seconds between two requests to one host.
    """

    path: Path
    entries: tuple[SourceEntry, ...] = ()
    contact: str = ""
    pause: float = 1.0

    def named(self, names: Sequence[str]) -> tuple[SourceEntry, ...]:
        """Return the sources of these names, all of them for none.

        Raises:
            InputError: there is no such source.
        """
        known = {entry.name: entry for entry in self.entries}
        for name in names:
            if name not in known:
                listed = ", ".join(known) or "none"
                raise InputError(f"{self.path} has no source {name!r}; it has {listed}")
        return tuple(known[name] for name in names) if names else self.entries


def read(path: Path) -> SourcesFile:
    """Read a sources file.

    Raises:
        InputError: it is not there, not YAML, or says something that nothing understands.
    """
    if not path.is_file():
        raise InputError(f"{path} is not there; `tarpit init` writes one to start from")
    if path.stat().st_size > _MAX_BYTES:
        raise InputError(f"{path} is larger than {_MAX_BYTES // 10**6} MB")
    try:
        said = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader) or {}
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"{path} is not YAML: {' '.join(str(error).split())}") from error
    if not isinstance(said, dict) or not isinstance(said.get("sources", []), list):
        raise InputError(f"{path} needs a list under `sources`")
    entries = tuple(_entry(path, row, n) for n, row in enumerate(said.get("sources") or [], 1))
    names = [entry.name for entry in entries]
    for name in names:
        if names.count(name) > 1:
            raise InputError(f"{path} has two sources that are called {name!r}")
    pause = said.get("pause", 1.0)
    if not isinstance(pause, int | float) or not 0 <= pause <= 3600:
        raise InputError(f"{path}: `pause` is a number of seconds")
    return SourcesFile(path, entries, str(said.get("contact") or ""), float(pause))


def _entry(path: Path, row: object, number: int) -> SourceEntry:
    if not isinstance(row, dict):
        raise InputError(f"{path}: source {number} is no mapping of `name`, `url` and so on")
    where = f"{path}: source {row.get('name') or number!r}"
    try:
        entry = SourceEntry.model_validate({str(key): value for key, value in row.items()})
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"]))
        raise InputError(f"{where}: `{field}`: {first['msg']}") from error
    if entry.kind:
        known = sources.load().named(entry.kind).settings
        for key in entry.settings:
            if key not in known:
                raise InputError(
                    f"{where}: {entry.kind} has no setting `{key}`; it has {', '.join(known) or 'none'}"
                )
    elif not entry.url and not entry.path:
        raise InputError(f"{where} needs a `url`, a `path`, or a `kind` that knows its address")
    return entry


def add(path: Path, entry: Mapping[str, object]) -> None:
    """Add a source to a file; what stands there stays, comments too.

    Raises:
        InputError: the file cannot be read or written, or has a source of this name.
    """
    known = {e.name for e in read(path).entries} if path.exists() else set()
    if entry["name"] in known:
        raise InputError(f"{path} has a source {entry['name']!r} already")
    _entry(path, dict(entry), len(known) + 1)
    document = _round_trip(path)
    if not document.get("sources"):
        document["sources"] = []
    document["sources"].append(dict(entry))
    _write(path, document)


def remove(path: Path, name: str) -> None:
    """Take a source out of a file; all else stays.

    Raises:
        InputError: the file has no such source.
    """
    read(path).named([name])
    document = _round_trip(path)
    at = next(i for i, row in enumerate(document["sources"]) if row.get("name") == name)
    del document["sources"][at]
    _write(path, document)


def _editor() -> YAML:
    editor = YAML()
    editor.indent(mapping=2, sequence=4, offset=2)
    editor.width = 4096
    return editor


def _round_trip(path: Path) -> Any:
    try:
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        return _editor().load(text) or {}
    except (YAMLError, OSError) as error:
        raise InputError(f"{path} cannot be read: {' '.join(str(error).split())}") from error


def _write(path: Path, document: Any) -> None:
    text = StringIO()
    _editor().dump(document, text)
    with atomic.atomic_write(path) as partial:
        partial.write_text(text.getvalue(), encoding="utf-8")
