"""From the arguments of `tarpit load` to documents: built-in data first, then files in order."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from tarpit_graph.errors import InputError
from tarpit_graph.identity import bytes_digest
from tarpit_graph.records import HISTORY

from tarpit_loaders import sources
from tarpit_loaders.documents import files
from tarpit_loaders.documents.files import MAX_BYTES, File, SourceHints
from tarpit_loaders.documents.items import Follow, Reading, Refused, Skipped
from tarpit_loaders.load import claim_files

if TYPE_CHECKING:
    from tarpit_loaders.web.client import Web

STDIN = "-"
_UNKNOWN = SourceHints()


@dataclass(frozen=True, slots=True)
class Clone:
    """A Git repository on this machine whose history is read."""

    path: Path
    hints: SourceHints


#: What is read as a whole: a file, a repository's history, or an address.
Part: TypeAlias = File | Clone | SourceHints
#: Yields the documents of parts in their order. It may hand some to the function that reads them here.
Engine: TypeAlias = Callable[
    [Sequence[Part], Callable[[Part], Iterator[Reading | Refused | Skipped]]],
    Iterator[Reading | Refused | Skipped],
]


def readings(
    paths: Iterable[str],
    hints: SourceHints = _UNKNOWN,
    *,
    with_builtin: bool = False,
    with_evidence: bool = False,
    within: bool = False,
    by_commit: bool = False,
    web: Callable[[], Web] | None = None,
    engine: Engine | None = None,
) -> Iterator[Reading | Refused | Skipped]:
    """Return the documents that paths and addresses stand for, the built-in layers first.

    The paths are looked up at once, so that a wrong one is an error before anything is stored.

    Args:
        paths: Files, folders, globs, addresses, and `-` for standard input.
        hints: What is known of all of them.
        with_builtin: Add the built-in companies and products.
        with_evidence: Add the dated facts that come with the package.
        within: See `files.find`.
        by_commit: Date files by their last commit; see `git_days`.
        web: Opens the way to the web, where addresses may be fetched.
        engine: Reads the parts elsewhere; by default they are read here, one after the other.

    Raises:
        InputError: a path does not exist, or nothing below it can be read.
    """
    parts = _once([part for path in paths for part in _looked_up(path, hints, within, by_commit)])

    def here(part: Part) -> Iterator[Reading | Refused | Skipped]:
        return read(part, web)

    all_of = engine(parts, here) if engine else (item for part in parts for item in here(part))
    return chain(_builtin(with_builtin, with_evidence), all_of)


def documents(
    paths: Iterable[str], hints: SourceHints, *, within: bool = True
) -> Iterator[Reading | Refused]:
    """Return the documents of paths alone, by default named within each; see `readings`.

    Raises:
        InputError: a path does not exist, or is an address.
    """
    found: list[File] = []
    for path in paths:
        if is_address(path):
            raise InputError(f"{path}: addresses are not fetched here; `tarpit load` fetches them")
        found += [f for f in _looked_up(path, hints, within=within) if isinstance(f, File)]
    items = (item for file in found for item in local(file))
    return (item for item in items if not isinstance(item, Skipped))


def is_address(path: str) -> bool:
    """Tell an address from a path."""
    return path.startswith(("http://", "https://"))


def _looked_up(
    path: str, hints: SourceHints, within: bool, by_commit: bool = False
) -> Sequence[Part]:
    if hints.kind:
        sources.load().named(hints.kind)
    if is_address(path):
        return [replace(hints, url=path)]
    if path == STDIN:
        return [_stdin(hints)]
    if hints.kind in ("", HISTORY) and not by_commit and _is_history(Path(path)):
        return [Clone(Path(path), hints)]
    suffixes = [*sources.load().suffixes, claim_files.ENDING]
    found = files.find([path], suffixes, within=within)
    known = [replace(file, hints=hints) for file in found]
    if not by_commit:
        return known
    from tarpit_loaders.documents import git_dates  # dulwich takes a tenth of a second

    return git_dates.dated(known)


def _is_history(path: Path) -> bool:
    """Tell whether a path is a repository whose history is a source."""
    from tarpit_loaders.crawl import git_history  # dulwich takes a tenth of a second
    from tarpit_loaders.histories import repository

    return path.is_dir() and repository.is_repository(path) and git_history.is_source(path)


def _stdin(hints: SourceHints) -> File:
    """Return what comes from standard input as a file that its content names."""
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    known = hints if hints.ending else replace(hints, ending=files.guessed_ending(data))
    return File(Path(STDIN), f"stdin:{bytes_digest(data)[:16]}", known, data)


def _builtin(landscape: bool, evidence: bool) -> Iterator[Reading]:
    from tarpit_loaders.load import builtin  # brings YAML's nodes along

    yield builtin.layers()
    if landscape:
        yield from builtin.landscape()
    if evidence:
        from tarpit_loaders import evidence as dated  # brings the forms of histories along

        yield from dated.readings()


def _once(parts: Sequence[Part]) -> list[Part]:
    """Leave out files that were named before."""
    met: set[Path] = set()
    kept = []
    for part in parts:
        if isinstance(part, File) and part.data is None:
            if (path := part.path.resolve()) in met:
                continue
            met.add(path)
        kept.append(part)
    return kept


def read(part: Part, web: Callable[[], Web] | None = None) -> Iterator[Reading | Refused | Skipped]:
    """Yield the documents of one part of the input."""
    if isinstance(part, SourceHints):
        yield from _from_web(part, web)
    elif isinstance(part, Clone):
        yield from _from_history(part)
    else:
        yield from local(part)


def _from_web(
    hints: SourceHints, web: Callable[[], Web] | None
) -> Iterator[Reading | Refused | Skipped]:
    from tarpit_loaders.crawl.crawler import Crawler  # httpx takes a tenth of a second

    if web is None:
        raise InputError(f"{hints.url}: addresses are not fetched here")
    with web() as opened:
        yield from Crawler(opened).address(hints)


def _from_history(clone: Clone) -> Iterator[Reading | Refused | Skipped]:
    from tarpit_loaders.crawl import git_history

    yield from git_history.readings(clone.path, clone.hints)


def local(file: File) -> Iterator[Reading | Refused | Skipped]:
    """Yield the documents of a file; pages that it lists are not fetched."""
    if file.ending == claim_files.ENDING:
        yield from claim_files.read(file.path, file.name)
        return
    for item in sources.read(file):
        if not isinstance(item, Follow):
            yield item
        elif item.otherwise is not None:
            yield item.otherwise
        else:
            yield Skipped(item.hints.url, "is a page on the web; `tarpit load ADDRESS` fetches")
