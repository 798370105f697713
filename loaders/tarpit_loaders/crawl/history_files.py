"""Write what histories say as a file of records, one line a commit, which `load` reads without the repositories."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tarpit_graph.files import atomic

from tarpit_loaders.crawl import git_history
from tarpit_loaders.histories.records import kept, line
from tarpit_loaders.histories.repository import Repository


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the records is written.

    Attributes:
        facts: No words of commits and files: names, days and numbers alone.
        path: A pattern that the file's name must hold; "(commits)" and "(mentions)" stand for files.
        heading: A pattern; of lists only what is under such headings.
        host: Where clones without a remote come from.
    """

    facts: bool = False
    path: str = ""
    heading: str = ""
    host: str = ""


def write(
    clones: Sequence[Path], file: Path, wanted: Wanted, progress: Callable[[str], None]
) -> None:
    """Write every record of some clones; the file appears when it is whole, packed where its name ends in .gz.

    Args:
        clones: Repositories, plain or bare.
        file: Where to.
        wanted: What of it.
        progress: Is told the name of each repository.
    """
    with atomic.atomic_write(file) as partial, partial.open("wb") as raw:
        if file.suffix == ".gz":
            with gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as packed:
                packed.writelines(_lines(clones, wanted, progress))
        else:
            raw.writelines(_lines(clones, wanted, progress))


def _lines(
    clones: Sequence[Path], wanted: Wanted, progress: Callable[[str], None]
) -> Iterator[bytes]:
    met: set[tuple[str, str]] = set()  # a fork has its parent's commits
    for clone in clones:
        with Repository(clone, wanted.host) as repository:
            progress(repository.name)
            for record in git_history.read(repository, paths=wanted.path):
                place = (record["commit"], record["path"])
                some = kept(record, facts=wanted.facts, heading=wanted.heading)
                if some is not None and place not in met:
                    met.add(place)
                    yield (line(some) + "\n").encode()
