"""A Git repository as a sequence of dated commits, read with dulwich, which runs no program.

The order is that of first parents, which leaves out what was done in branches before it was taken in, and
with it the past of repositories that were adopted. The day is the committer's, in UTC; where history was
rewritten, so that many commits bear one committer's day, the author's.
"""

from __future__ import annotations

import stat
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path

from dulwich import objects
from dulwich.diff_tree import CHANGE_DELETE, tree_changes
from dulwich.errors import NotGitRepository, ObjectFormatException
from dulwich.objects import Blob, ObjectID, Tag, Tree
from dulwich.refs import Ref
from dulwich.repo import Repo
from tarpit_graph.errors import InputError

from tarpit_loaders.documents.files import MAX_BYTES

#: Commits of one repository; what is older is cut off.
MAX_COMMITS = 200_000
#: So many commits in a row with one committer's day, whose authors' days span more than this, were rewritten.
_REWRITTEN, _SPAN_SECONDS = 50, 30 * 86_400
_DAY_SECONDS = 86_400
#: Files of one commit that are looked at.
_MAX_FILES = 2_000
#: Folders of one commit that are listed.
_MAX_FOLDERS = 20_000


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit of the main line.

    Attributes:
        id: Its hash.
        committed, authored: Seconds since 1970.
        time: The one of them that dates it.
        subject: The first line of its message.
        tree: The hash of its root folder.
        parents: The hashes of the commits that it follows.
    """

    id: str
    committed: int
    authored: int
    time: int
    subject: str
    tree: ObjectID
    parents: tuple[str, ...] = ()

    @property
    def day(self) -> date:
        """The day in UTC."""
        return utc_day(self.time)


def utc_day(seconds: int) -> date:
    """Return the day in UTC of a time that Git tells."""
    return datetime.fromtimestamp(seconds, UTC).date()


@dataclass(frozen=True, slots=True)
class Revision:
    """One state of a file: the commit that made it, and its bytes; None where the file was taken away."""

    commit: Commit
    data: bytes | None


class Repository:
    """A repository that is open for reading; use it in a `with`."""

    def __init__(self, path: Path, host: str = "") -> None:
        self._host = host
        try:
            self._repo = Repo(str(path))
        except NotGitRepository as error:
            raise InputError(f"{path} is no Git repository") from error
        self.path = path
        self._objects = self._repo.object_store
        self.is_shallow = bool(self._repo.get_shallow())
        self._commits: list[Commit] | None = None
        self._all: list[Commit] | None = None

    def __enter__(self) -> Repository:
        return self

    def __exit__(self, *error: object) -> None:
        self._repo.close()

    @property
    def address(self) -> str:
        """Where it was cloned from, as a web address; empty where nothing says so."""
        with suppress(KeyError, OSError, ValueError):
            url = self._repo.get_config().get((b"remote", b"origin"), b"url").decode()
            return web_address(url)
        return f"{self._host}/{self._folder}" if self._host else ""

    @property
    def name(self) -> str:
        """Its owner and name where its address tells, else the name of its folder."""
        if self.address:
            return "/".join(self.address.split("/")[-2:])
        return self._folder

    @property
    def _folder(self) -> str:
        """The name of the folder that it lies in; an owner may stand before a plus sign."""
        folder = self.path.resolve()
        named = folder.parent if folder.name in (".git", "repo") else folder
        return named.name.removesuffix(".git").replace("+", "/")

    def commits(self) -> list[Commit]:
        """Return the commits of the main line, oldest first."""
        if self._commits is None:
            self._commits = _dated(list(self._main_line())[::-1])
        return self._commits

    def _main_line(self) -> Iterator[Commit]:
        try:
            next_: ObjectID | None = self._repo.head()
        except KeyError:
            return
        shallow = self._repo.get_shallow()
        for _ in range(MAX_COMMITS):
            if next_ is None:
                return
            commit = self._objects[next_]
            if not isinstance(commit, objects.Commit):
                return
            yield _commit(commit)
            next_ = commit.parents[0] if commit.parents and next_ not in shallow else None

    def all_commits(self) -> list[Commit]:
        """Return every commit that the newest one contains, branches included, in no order."""
        if self._all is None:
            found: dict[str, Commit] = {}
            waiting = [ObjectID(commit.id.encode()) for commit in self.commits()[-1:]]
            while waiting and len(found) < MAX_COMMITS:
                id_ = waiting.pop()
                if id_.decode() in found:
                    continue
                with suppress(KeyError):  # beyond the edge of a shallow clone
                    commit = self._objects[id_]
                    if isinstance(commit, objects.Commit):
                        found[id_.decode()] = _commit(commit)
                        waiting += commit.parents
            self._all = list(found.values())
        return self._all

    def grown(self, commit: Commit) -> Iterator[tuple[str, int]]:
        """Yield the files that a commit changed, each with the lines that it grew by, against its first parent."""
        before: ObjectID | None = None
        with suppress(KeyError):
            if commit.parents:
                parent = self._objects[ObjectID(commit.parents[0].encode())]
                before = parent.tree if isinstance(parent, objects.Commit) else None
        for change in islice(tree_changes(self._objects, before, commit.tree), _MAX_FILES):
            new, old = change.new, change.old
            path = (new and new.path) or (old and old.path) or b""
            lines = self._lines(new.sha if new else None) - self._lines(old.sha if old else None)
            yield path.decode(errors="replace"), max(lines, 0)

    def _lines(self, id_: ObjectID | None) -> int:
        data = self.blob(id_) if id_ else None
        return data.count(b"\n") if data else 0

    def revisions(self, path: str) -> Iterator[Revision]:
        """Yield each state that a file of the main line was in, oldest first."""
        last: ObjectID | None = None
        for commit in self.commits():
            found = self._find(commit.tree, path)
            if found != last:
                last = found
                yield Revision(commit, self.blob(found) if found else None)

    def newest(self, path: str) -> bytes | None:
        """Return a file as the newest commit has it."""
        commits = self.commits()
        return self.at(commits[-1], path) if commits else None

    def at(self, commit: Commit, path: str) -> bytes | None:
        """Return a file as a commit has it."""
        found = self._find(commit.tree, path)
        return self.blob(found) if found else None

    def _find(self, tree: ObjectID, path: str) -> ObjectID | None:
        """Return the hash of a file in a root folder."""
        *folders, name = path.encode().split(b"/")
        for part in folders:
            entry = self._entry(tree, part)
            if entry is None:
                return None
            tree = entry
        return self._entry(tree, name)

    def _entry(self, tree: ObjectID, name: bytes) -> ObjectID | None:
        with suppress(KeyError, ObjectFormatException):
            folder = self._objects[tree]
            if isinstance(folder, Tree) and name in folder:
                return folder[name][1]
        return None

    def blob(self, id_: ObjectID) -> bytes | None:
        """Return the bytes of a file by its hash; None where they are too many, or not there."""
        with suppress(KeyError):
            found = self._objects[id_]
            if isinstance(found, Blob) and found.raw_length() <= MAX_BYTES:
                return bytes(found.data)
        return None

    def names(self, folder: str = "") -> list[str]:
        """Return the files and folders of the newest commit in a folder, sorted."""
        commits = self.commits()
        if not commits:
            return []
        tree: ObjectID | None = commits[-1].tree
        for part in filter(None, folder.split("/")):
            tree = self._entry(tree, part.encode()) if tree else None
        found = self._objects[tree] if tree else None
        if not isinstance(found, Tree):
            return []
        return sorted(name.decode(errors="replace") for name in found)

    def files(self) -> Iterator[str]:
        """Yield the paths of all files of the newest commit, the shallowest first."""
        commits = self.commits()
        waiting = deque([("", commits[-1].tree)] if commits else ())
        for _ in range(_MAX_FOLDERS):
            if not waiting:
                return
            place, id_ = waiting.popleft()
            for name, mode, entry in self._entries(id_):
                path = f"{place}{name.decode(errors='replace')}"
                if stat.S_ISDIR(mode):
                    waiting.append((f"{path}/", entry))
                elif stat.S_ISREG(mode):
                    yield path

    def _entries(self, id_: ObjectID) -> list[tuple[bytes, int, ObjectID]]:
        with suppress(KeyError, ObjectFormatException):
            tree = self._objects[id_]
            if isinstance(tree, Tree):
                return [(e.path, e.mode, e.sha) for e in tree.items()]
        return []

    def arrivals(self, folder: str) -> Iterator[tuple[Commit, str, bytes]]:
        """Yield each file below a folder when it first came, with its path there and its bytes."""
        seen: set[str] = set()
        last: ObjectID | None = None
        for commit in self.commits():
            found = self._find(commit.tree, folder)
            if found == last or found is None:
                continue
            before, last = last, found
            for change in tree_changes(self._objects, before, found):
                new = change.new
                if change.type == CHANGE_DELETE or new is None or new.path is None:
                    continue
                name = new.path.decode(errors="replace")
                if name not in seen and new.sha is not None:
                    seen.add(name)
                    yield commit, name, self.blob(new.sha) or b""

    def tags(self) -> dict[str, str]:
        """Return the hash of the commit that each tag names."""
        found: dict[str, str] = {}
        for ref, id_ in self._repo.refs.as_dict(Ref(b"refs/tags")).items():
            with suppress(KeyError):
                target = self._objects[id_]
                while isinstance(target, Tag):
                    target = self._objects[target.object[1]]
                if isinstance(target, objects.Commit):
                    found[ref.decode(errors="replace")] = target.id.decode()
        return found


def is_repository(path: Path) -> bool:
    """Tell whether a folder is the root of a repository, plain or bare."""
    if (path / ".git").exists():
        return True
    return (path / "HEAD").is_file() and (path / "objects").is_dir() and (path / "refs").is_dir()


def web_address(url: str) -> str:
    """Return the address of a repository's page.

    >>> web_address("git@github.com:cncf/landscape.git")
    'https://github.com/cncf/landscape'
    >>> web_address("/srv/mirror/landscape")
    ''
    """
    if url.startswith("git@") and ":" in url:
        host, _, path = url.removeprefix("git@").partition(":")
        url = f"https://{host}/{path}"
    url = url.removeprefix("ssh://git@").removesuffix("/").removesuffix(".git")
    if url.startswith("http://"):
        url = "https://" + url.removeprefix("http://")
    return url if url.startswith("https://") else ""


def _commit(commit: objects.Commit) -> Commit:
    lines = commit.message.decode(errors="replace").strip().splitlines()
    return Commit(
        commit.id.decode(),
        commit.commit_time,
        commit.author_time,
        commit.commit_time,
        lines[0] if lines else "",
        commit.tree,
        tuple(parent.decode() for parent in commit.parents),
    )


def _dated(commits: list[Commit]) -> list[Commit]:
    """Date by their author dates the commits that were rewritten in one go."""
    start = 0
    while start < len(commits):
        end = start + 1
        while (
            end < len(commits) and commits[end].committed - commits[start].committed < _DAY_SECONDS
        ):
            end += 1
        run = commits[start:end]
        authored = [commit.authored for commit in run]
        if len(run) >= _REWRITTEN and max(authored) - min(authored) > _SPAN_SECONDS:
            commits[start:end] = [replace(commit, time=commit.authored) for commit in run]
        start = end
    return commits
