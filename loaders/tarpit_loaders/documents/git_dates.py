"""The day on which each file of a Git checkout was last changed, by its history.

A file that states no day itself is dated by its last commit: a text in a repository is published when it
is committed. Read with dulwich, which runs no program.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from dulwich.diff_tree import TreeChange
from dulwich.errors import NotGitRepository
from dulwich.objects import Commit
from dulwich.repo import Repo
from dulwich.walk import WalkEntry
from tarpit_graph.errors import InputError

from tarpit_loaders.documents import dates
from tarpit_loaders.documents.files import File

#: A longer history is read up to here; older files then stay undated.
_MAX_COMMITS = 20_000


def dated(files: Sequence[File]) -> list[File]:
    """Return files dated by their last commit, where they are to be dated by nothing else.

    Raises:
        InputError: a file is in no Git checkout.
    """
    days = last_changed(file.path for file in files)
    return [
        replace(
            file,
            hints=replace(
                file.hints,
                published=file.hints.published or dates.first(commit=days.get(file.path.resolve())),
            ),
        )
        for file in files
    ]


def last_changed(paths: Iterable[Path]) -> dict[Path, date]:
    """Return the day of the last commit of each file that one had.

    Raises:
        InputError: a file is in no Git checkout.
    """
    wanted = {path.resolve() for path in paths}
    found: dict[Path, date] = {}
    while wanted:
        some = next(iter(sorted(wanted)))
        try:
            with Repo.discover(str(some.parent)) as repo:
                root = Path(repo.path).resolve()
                inside = {path for path in wanted if path.is_relative_to(root)} or {some}
                found |= _days(repo, root, inside)
        except NotGitRepository as error:
            raise InputError(
                f"{some} is in no Git checkout, whose commits could date it"
            ) from error
        wanted -= inside
    return found


def _days(repo: Repo, root: Path, wanted: set[Path]) -> dict[Path, date]:
    left = {path.relative_to(root).as_posix().encode(): path for path in wanted}
    found: dict[Path, date] = {}
    for entry in repo.get_walker(max_entries=_MAX_COMMITS):
        for change in _changes(entry):
            if change.new is not None and (path := left.pop(change.new.path or b"", None)):
                found[path] = _day(entry.commit)
        if not left:
            break
    return found


def _changes(entry: WalkEntry) -> Iterator[TreeChange]:
    for change in entry.changes():
        # A merge lists its changes against each of its parents.
        several = change if isinstance(change, list) else [change]
        yield from filter(None, several)


def _day(commit: Commit) -> date:
    zone = timedelta(seconds=commit.author_timezone)
    return (datetime.fromtimestamp(commit.author_time, UTC) + zone).date()
