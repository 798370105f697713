"""From paths to files, in a deterministic order."""

from __future__ import annotations

import glob
import io
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

from charset_normalizer import from_bytes
from tarpit_graph.errors import InputError

from tarpit_loaders.documents.dates import Published

#: Maximum size of a document.
MAX_BYTES = 20_000_000


#: With a byte order mark, or without.
UTF_8 = "utf-8-sig"
#: How much of a file tells its kind, and how much of a large one its encoding; in bytes.
_SAMPLE = 1_000_000
_HEAD = 64_000
#: Of so many letters so large a share of zeros tells UTF-16 without a mark.
_LETTERS, _MOSTLY = 8, 0.7
#: Fewer odd characters than this tell no encoding.
_TELLING = 30
_MAGIC = {
    b"%PDF": ".pdf",
    b"PK\x03\x04": ".docx",
    b"\x1f\x8b": ".warc.gz",
    b"WARC/": ".warc",
    b"From ": ".mbox",
    b"Received:": ".eml",
    b"Return-Path:": ".eml",
}
#: Folders of code that others wrote.
_FOREIGN = frozenset(("node_modules", "site-packages", "__pycache__", "venv"))


@dataclass(frozen=True, slots=True)
class SourceHints:
    """What is known of a file beside its bytes.

    Attributes:
        kind: The source kind that reads it; by default its ending and first lines tell.
        ending: The suffix to go by, where its name has none.
        encoding: How its text is encoded, as who sent it says.
        url: Where it was published.
        published: Dates what states no day itself.
        settings: What the kind wants to know, such as which column is the text.
        trust: How far its claims count, from 0 to 1.
        workloads: The jobs that its products do, where it does not say.
    """

    kind: str = ""
    ending: str = ""
    encoding: str = ""
    url: str = ""
    published: Published | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    trust: float = 1.0
    workloads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class File:
    """A file to read, and the name by which the graph knows it on every machine.

    Attributes:
        data: Its bytes, where they are at hand.
        is_scanned: It was met in a folder, not named: what no source knows is passed over.
    """

    path: Path
    name: str
    hints: SourceHints = field(default_factory=SourceHints)
    data: bytes | None = None
    is_scanned: bool = False

    @property
    def ending(self) -> str:
        """Its suffix in lower case, with the dot."""
        return self.hints.ending or ending(self.name)


def ending(name: str) -> str:
    """Return the suffix of a name in lower case; of what is packed, with what was packed.

    >>> ending("a/b.MD"), ending("crawl.warc.gz"), ending("README")
    ('.md', '.warc.gz', '')
    """
    suffixes = [suffix.lower() for suffix in PurePosixPath(name).suffixes]
    packed = len(suffixes) > 1 and suffixes[-1] == ".gz"
    return "".join(suffixes[-2:]) if packed else "".join(suffixes[-1:])


def guessed_ending(raw: bytes) -> str:
    r"""Return the suffix that fits the first bytes of a file without a name.

    >>> (
    ...     guessed_ending(b'{"id": 1}\n{"id": 2}'),
    ...     guessed_ending(b"<html>"),
    ...     guessed_ending(b"# Notes"),
    ... )
    ('.jsonl', '.html', '.md')
    """
    head = raw[:1_000].lstrip()
    for start, suffix in _MAGIC.items():
        if head.startswith(start):
            return suffix
    if head.startswith((b"{", b"[")):
        return ".jsonl" if b"}\n{" in raw[:_HEAD].replace(b"\r", b"") else ".json"
    if head.startswith(b"<"):
        return ".html" if b"<html" in head.lower() else ".xml"
    return ".md"


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
    for input_ in inputs:
        for file in _expand(input_, readable, within):
            found.setdefault(file.path.resolve(), file)
    return list(found.values())


def _expand(input_: str, readable: frozenset[str], within: bool) -> Iterator[File]:
    path = Path(input_)
    if path.is_dir():
        yield from _folder(path, readable, within)
    elif path.exists():
        yield _single(path, within)
    else:
        matches = sorted(glob.glob(input_, recursive=True)) if glob.has_magic(input_) else []
        files = [Path(m) for m in matches if Path(m).is_file() and ending(m) in readable]
        if not files:
            raise InputError(f"{input_}: there is no such file or folder")
        yield from (_single(file, within) for file in files)


def _folder(folder: Path, readable: frozenset[str], within: bool) -> Iterator[File]:
    base = folder if within else folder.resolve().parent
    found = sorted(_walk(folder, readable), key=lambda p: p.relative_to(folder).as_posix())
    if not found:
        raise InputError(f"{folder}: no document in it; tarpit reads {' '.join(sorted(readable))}")
    for file in found:
        origin = file if within else file.resolve()
        yield File(file, _relative(origin, base), is_scanned=True)


def _walk(folder: Path, readable: frozenset[str]) -> Iterator[Path]:
    """Yield the readable files below a folder.

    A hidden folder (.git, .venv) holds what people do not write for readers.
    """
    for at, folders, names in os.walk(folder):
        folders[:] = [f for f in folders if f[0] != "." and f not in _FOREIGN]
        for name in names:
            file = Path(at, name)
            if name[0] != "." and ending(name) in readable and file.is_file():
                yield file


def _relative(file: Path, base: Path) -> str:
    """A link may lead out of the folder; its target is then known by its own name alone."""
    return file.relative_to(base).as_posix() if file.is_relative_to(base) else file.name


def _single(file: Path, within: bool) -> File:
    return File(file, file.name if within else f"{file.resolve().parent.name}/{file.name}")


def opened(file: File) -> IO[bytes]:
    """Open a file for reading from its start.

    Raises:
        InputError: it cannot be opened. The message has no path.
    """
    if file.data is not None:
        return io.BytesIO(file.data)
    try:
        return open(file.path, "rb")
    except OSError as error:
        raise InputError(f"cannot be opened: {error.strerror}") from error


def content(file: File) -> bytes:
    """Read a whole file.

    Raises:
        InputError: it is too large for one document, or cannot be opened.
    """
    if file.data is not None:
        return _bounded(file.data, len(file.data))
    try:
        with opened(file) as stream:
            return _bounded(stream.read(MAX_BYTES + 1), file.path.stat().st_size)
    except OSError as error:
        raise InputError(f"cannot be opened: {error.strerror}") from error


def _bounded(raw: bytes, size: int) -> bytes:
    if len(raw) > MAX_BYTES:
        raise InputError(
            f"{size / 1e6:.0f} MB is more than the {MAX_BYTES // 10**6} MB that one document "
            "may have; cut it up, or give it as JSONL, which is read line by line"
        )
    return raw


def head(file: File) -> str:
    """Return the first lines of a file, enough to tell its kind; nothing of one without text."""
    try:
        with opened(file) as stream:
            raw = stream.read(_HEAD)
    except (InputError, OSError):
        return ""
    return raw.decode(unicode_of(raw), errors="replace")


def encoding_of(file: File) -> str:
    """Return the encoding of a text file of any size, by its start: see `decode`."""
    with opened(file) as stream:
        raw = stream.read(_SAMPLE)
    encoding = unicode_of(raw)
    whole = raw[: raw.rfind(b"\n") + 1] or raw
    try:
        whole.decode(encoding)
    except UnicodeDecodeError as error:
        if not _damaged(whole):
            return _guess(whole, error.start) or encoding
    return encoding


def text(file: File) -> str:
    """Read a whole file as text.

    Raises:
        InputError: it is empty, too large, not text, or cannot be opened. The message has no path.
    """
    return decode(content(file), file.hints.encoding)


def decode(raw: bytes, declared: str = "") -> str:
    r"""Decode the bytes of a document: UTF-8, else as declared, else as its characters tell.

    >>> decode("naïve".encode()), decode("Müller führt die Geschäfte in Zürich".encode("latin1"))
    ('naïve', 'Müller führt die Geschäfte in Zürich')
    >>> decode(b"PK\x03\x04\x00\x00")
    Traceback (most recent call last):
    ...
    tarpit_graph.errors.InputError: is binary data, not text
    """
    encoding = unicode_of(raw)
    if encoding == UTF_8 and b"\0" in raw:
        raise InputError("is binary data, not text")
    try:
        decoded = raw.decode(encoding)
    except UnicodeDecodeError as error:
        decoded = _damaged(raw) or _declared(raw, declared) or _guessed(raw, error.start)
    if not decoded.strip():
        raise InputError("is empty")
    return decoded


def unicode_of(raw: bytes) -> str:
    """Return the encoding of Unicode text by its first bytes: a mark, or every other byte of UTF-16 being zero."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    even, odd = raw[:_HEAD:2], raw[1:_HEAD:2]
    if b"\0" in raw[:_HEAD] and len(odd) >= _LETTERS:
        if odd.count(0) > _MOSTLY * len(odd) and not even.count(0):
            return "utf-16-le"
        if even.count(0) > _MOSTLY * len(even) and not odd.count(0):
            return "utf-16-be"
    return UTF_8


def _damaged(raw: bytes) -> str:
    r"""Return UTF-8 with a few bad bytes, each replaced; nothing where another encoding is likelier.

    Text in another encoding hardly ever holds what UTF-8 takes for a letter.

    >>> _damaged("Zürich, Café und Genève ".encode() + b"\xff"), _damaged("Zürich".encode("latin1"))
    ('Zürich, Café und Genève �', '')
    """
    decoded = raw.decode(errors="replace")
    bad = decoded.count("\N{REPLACEMENT CHARACTER}")
    letters = sum(character > "\x7f" for character in decoded) - bad
    return decoded if letters > bad else ""


def _declared(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding) if encoding else ""
    except (UnicodeDecodeError, LookupError):
        return ""


def _guess(raw: bytes, start: int) -> str:
    """Return the likeliest encoding of text that is not UTF-8 from byte `start` on."""
    # Around the first odd byte: what precedes it is ASCII in any encoding that people still use.
    near = raw[max(0, start - 10_000) : start + 10_000]
    # A few accents fit dozens of encodings; where nothing else is said, the web's default holds.
    few = sum(byte > 127 for byte in near) < _TELLING
    guess = None if few else from_bytes(near).best()
    return guess.encoding if guess else "cp1252"


def _guessed(raw: bytes, start: int) -> str:
    try:
        return raw.decode(_guess(raw, start))
    except UnicodeDecodeError:
        pass
    raise InputError(
        f"is not UTF-8 text (byte {start} is 0x{raw[start]:02x}) nor in an encoding that its "
        "characters tell; convert it, for example with `iconv -f latin1 -t utf-8`"
    )
