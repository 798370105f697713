"""Forms of files whose histories are read, one a file, found by scan; other packages add theirs by entry point.

A form file declares `FORM = Form(…)`. Comes in: a `Repository`. Goes out: a record for each commit that changed such a
file, see `histories.records`. May import: the rest of `histories`, `sources` and what lies below them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from tarpit_graph import plugins
from tarpit_graph.errors import InputError

from tarpit_loaders.histories.listing import State
from tarpit_loaders.histories.records import HistoryFile
from tarpit_loaders.histories.repository import Repository

#: Group of entry points by which other packages add theirs.
ENTRY_POINTS = "tarpit.history_forms"
#: Returns what reads the revisions of one list, oldest first.
Parser = Callable[[], Callable[[bytes], State]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One form of files.

    Attributes:
        name: What it is called in messages.
        paths: Returns the files of this form in the newest commit.
        read: Yields what each commit changed in a file of this form.
        parser: Where it is a list of products, whose states are compared: see `listing`.
        is_sideline: Every repository has it, so that it alone makes none a source.
    """

    name: str
    paths: Callable[[Repository], Sequence[str]]
    read: Callable[[Repository, HistoryFile], Iterator[dict[str, Any]]]
    parser: Parser | None = None
    is_sideline: bool = False


def lists(repository: Repository) -> list[tuple[Parser, str]]:
    """Return the lists that a repository holds, each with its parser.

    Raises:
        InputError: it holds none.
    """
    found = [
        (form.parser, path) for form in load() if form.parser for path in form.paths(repository)
    ]
    if not found:
        raise InputError(f"{repository.name} holds no landscape and no awesome list")
    return found


@cache
def load() -> tuple[Form, ...]:
    """Return every form: ours in the order of their names, then other packages'."""
    return tuple(plugins.load(__name__, Form, ENTRY_POINTS))
