"""Nodes and relationships as typed CSV files, in the form that `neo4j-admin database import` reads."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import IO, Any, Self

from tarpit_graph.errors import InputError

Row = Mapping[str, Any]
#: Between the values of a list: a control character that no text has a use for.
_BETWEEN = "\x1f"
_TYPES: dict[type, str] = {
    str: "string",
    int: "long",
    float: "double",
    bool: "boolean",
    date: "date",
    list: "string[]",
}
#: More files are never open at once.
_MAX_OPEN = 200
#: A node as its label and its id.
End = tuple[str, str]


@dataclass(slots=True)
class TableFile:
    """Rows that have the same columns of the same types: the import knows no missing value but an empty one."""

    path: Path
    option: str
    has_lists: bool
    lines: int = 1

    def is_multiline(self) -> bool:
        """Tell whether a value holds a line break: then there are more of them than rows."""
        with open(self.path, "rb") as file:
            blocks = iter(lambda: file.read(1 << 20), b"")
            found = [(block.count(b"\n"), b"\r" in block) for block in blocks]
        return any(odd for _, odd in found) or sum(count for count, _ in found) != self.lines


@dataclass
class Tables:
    """Writes rows to the file of their shape. Use as a context manager; the files stay until the folder goes."""

    folder: Path
    _files: dict[tuple[Any, ...], TableFile] = field(default_factory=dict)
    _adopted: list[TableFile] = field(default_factory=list)
    _writers: dict[tuple[Any, ...], Any] = field(default_factory=dict)
    _open: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def node(self, label: str, row: Row) -> None:
        """Add a node; its row has an `id`, and no value is None.

        Raises:
            InputError: a value cannot be written.
        """
        values = tuple(row.values())
        shape = (label, tuple(row), tuple(map(type, values)))
        if shape not in self._files:
            head = [
                f"id:ID({label})" if name == "id" else f"{name}:{_TYPES[kind]}"
                for name, kind in zip(*shape[1:], strict=True)
            ]
            self._add(shape, f"--nodes={label}", head, shape[2])
        self._write(shape, values)

    def relationship(self, type_: str, start: End, end: End, row: Row = {}) -> None:  # noqa: B006
        """Add a relationship between two nodes that are added too.

        Raises:
            InputError: a value cannot be written.
        """
        values = tuple(row.values())
        shape = (type_, start[0], end[0], tuple(row), tuple(map(type, values)))
        if shape not in self._files:
            head = [f":START_ID({start[0]})", f":END_ID({end[0]})"]
            head += [f"{name}:{_TYPES[kind]}" for name, kind in zip(*shape[3:], strict=True)]
            self._add(shape, f"--relationships={type_}", head, shape[4])
        self._write(shape, (start[1], end[1], *values))

    def files(self) -> list[TableFile]:
        """Close the files and return them."""
        self._close()
        return [*self._files.values(), *self._adopted]

    def adopt(self, files: Iterable[TableFile]) -> None:
        """Import files that were written elsewhere as well."""
        self._adopted += files

    def arguments(self) -> Iterator[str]:
        """Close the files and yield what tells the import of them."""
        files = self.files()
        for file in files:
            yield f"{file.option}={file.path}"
        yield f"--array-delimiter=U+{ord(_BETWEEN):04X}"
        if several := [str(file.path) for file in files if file.is_multiline()]:
            yield "--multiline-fields-format=v2"
            yield f"--multiline-fields={','.join(several)}"

    def _add(
        self, shape: tuple[Any, ...], option: str, header: list[str], types: tuple[type, ...]
    ) -> None:
        path = self.folder / f"{len(self._files):04}.csv"
        self._files[shape] = TableFile(path, option, list in types or bool in types)
        with open(path, "w", encoding="utf-8", newline="") as file:
            _writer(file).writerow(header)

    def _write(self, shape: tuple[Any, ...], values: tuple[Any, ...]) -> None:
        writer = self._writers.get(shape)
        if writer is None:
            if len(self._writers) >= _MAX_OPEN:
                self._close()
            opened = open(self._files[shape].path, "a", encoding="utf-8", newline="")  # noqa: SIM115
            writer = self._writers[shape] = _writer(self._open.enter_context(opened))
        file = self._files[shape]
        file.lines += 1
        if file.has_lists:
            values = tuple(_told(v) if type(v) in (list, bool) else v for v in values)
        writer.writerow(values)

    def _close(self) -> None:
        self._open.close()
        self._writers.clear()


def _writer(file: IO[str]) -> Any:
    # Text is quoted and numbers are not, so that an empty text is not taken for a missing value.
    return csv.writer(file, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")


def _told(value: list[str] | bool) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if any(_BETWEEN in item for item in value):
        raise InputError("a list holds the control character U+001F; load it without --bulk")
    return _BETWEEN.join(value)
