"""Get: from the paths that a person names to files, in an order that is the same everywhere."""

from __future__ import annotations

import glob
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tarpit_graph.errors import InputError

#: A document larger than this is not something that a person wrote to be read.
MAX_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class File:
    """A file to read, and the name by which the graph knows it on every machine."""

    path: Path
    name: str


def find(inputs: Iterable[str], suffixes: Iterable[str], *, within: bool = False) -> list[File]:
    """Return the files that paths, folders and globs stand for, sorted by name within each.

    A file named outright is taken whatever its suffix; of a folder those that a source can read.

    Args:
        inputs: What was typed.
        suffixes: Endings that a source reads, such as `.md`.
        within: Name files relative to the folder given rather than to the folder above it.

    Raises:
        InputError: a path does not exist, or nothing below it can be read.
    """
    readable = frozenset(suffixes)
    found: dict[Path, File] = {}
    for given in inputs:
        for file in _expand(given, readable, within):
            found.setdefault(file.path.resolve(), file)
    return list(found.values())


def _expand(given: str, readable: frozenset[str], within: bool) -> Iterator[File]:
    path = Path(given)
    if path.is_dir():
        yield from _folder(path, readable, within)
    elif path.exists():
        yield _single(path, within)
    else:
        matches = sorted(glob.glob(given, recursive=True)) if glob.has_magic(given) else []
        files = [Path(m) for m in matches if Path(m).is_file() and Path(m).suffix in readable]
        if not files:
            raise InputError(f"{given}: there is no such file or folder")
        yield from (_single(file, within) for file in files)


def _folder(folder: Path, readable: frozenset[str], within: bool) -> Iterator[File]:
    base = folder if within else folder.resolve().parent
    files = sorted(
        (p for p in folder.rglob("*") if p.suffix.lower() in readable and p.is_file()),
        key=lambda p: p.relative_to(folder).as_posix(),
    )
    # A hidden folder (.git, .venv) holds what people do not write for readers.
    seen = [p for p in files if not any(part[0] == "." for part in p.relative_to(folder).parts)]
    if not seen:
        raise InputError(f"{folder}: no document in it; tarpit reads {' '.join(sorted(readable))}")
    for file in seen:
        origin = file if within else file.resolve()
        yield File(file, _relative(origin, base))


def _relative(file: Path, base: Path) -> str:
    """A link may lead out of the folder; its target is then known by its own name alone."""
    return file.relative_to(base).as_posix() if file.is_relative_to(base) else file.name


def _single(file: Path, within: bool) -> File:
    return File(file, file.name if within else f"{file.resolve().parent.name}/{file.name}")


def text(file: Path) -> str:
    """Read a whole file as text.

    Raises:
        InputError: it is empty, too large, not text, or cannot be opened. The message has no path.
    """
    try:
        size = file.stat().st_size
        if size > MAX_BYTES:
            raise InputError(
                f"{size / 1e6:.0f} MB is more than the {MAX_BYTES // 10**6} MB that one document "
                "may have; cut it up, or give it as JSONL, which is read line by line"
            )
        raw = file.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be opened: {error.strerror}") from error
    return decode(raw)


def decode(raw: bytes) -> str:
    """Decode the bytes of a document.

    >>> decode("naïve".encode())
    'naïve'
    >>> decode(b"PK\\x03\\x04\\x00\\x00")
    Traceback (most recent call last):
    ...
    tarpit_graph.errors.InputError: is binary data, not text
    """
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    elif b"\0" in raw:
        raise InputError("is binary data, not text")
    else:
        encoding = "utf-8-sig"
    try:
        decoded = raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(
            f"is not UTF-8 text (byte {error.start} is 0x{raw[error.start]:02x}); "
            "convert it, for example with `iconv -f latin1 -t utf-8`"
        ) from error
    if not decoded.strip():
        raise InputError("is empty")
    return decoded
