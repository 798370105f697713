"""Forms of files whose histories are read, one a file, found by scan.

A form declares

- `NAME`, what it is called in messages;
- `paths(repository)`: the files of its newest commit that are of this form;
- `read(repository, source)`, which yields a record for each commit that changed one: see `histories.records`;
- `parser()`, where it is a list of products: see `ListForm`;
- `IS_SIDELINE`: every repository has it, so that it alone makes none a source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any, Protocol, cast

from tarpit_graph import plugins
from tarpit_graph.errors import InputError

from tarpit_loaders.histories.listing import State
from tarpit_loaders.histories.records import Source
from tarpit_loaders.histories.repository import Repository


class Form(Protocol):
    """What a form declares."""

    NAME: str
    IS_SIDELINE: bool

    def paths(self, repository: Repository) -> Sequence[str]:
        """Return the files of this form in the newest commit."""
        ...

    def read(self, repository: Repository, source: Source) -> Iterator[dict[str, Any]]:
        """Yield what each commit changed in a file of this form."""
        ...


class ListForm(Form, Protocol):
    """A form of lists of products, whose states are compared: see `listing`."""

    def parser(self) -> Callable[[bytes], State]:
        """Return what reads the revisions of one list, oldest first."""
        ...


def lists(repository: Repository) -> list[tuple[ListForm, str]]:
    """Return the lists that a repository holds, each with its form.

    Raises:
        InputError: it holds none.
    """
    found = [
        (cast(ListForm, form), path)
        for form in load()
        if hasattr(form, "parser")
        for path in form.paths(repository)
    ]
    if not found:
        raise InputError(f"{repository.name} holds no landscape and no awesome list")
    return found


@cache
def load() -> tuple[Form, ...]:
    """Import every form of this folder, in the order of their names."""
    return tuple(cast(list[Form], plugins.load(__name__)))
