"""From a repository to records: every form is asked what it knows in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tarpit_graph.errors import InputError

from tarpit_loaders.documents.files import File, SourceHints
from tarpit_loaders.documents.items import Reading, Refused, Skipped, broke
from tarpit_loaders.histories import forms, records
from tarpit_loaders.histories.repository import Repository
from tarpit_loaders.sources import history


def is_source(path: Path) -> bool:
    """Tell whether the history of a repository holds anything that its files do not."""
    with Repository(path) as repository:
        return any(form.paths(repository) for form in forms.load() if not form.is_sideline)


def newest(path: Path) -> str:
    """Return the hash of a repository's newest commit; empty where it has none."""
    with Repository(path) as repository:
        commits = repository.commits()
        return commits[-1].id if commits else ""


def read(repository: Repository, name: str = "", paths: str = "") -> Iterator[dict[str, Any]]:
    """Yield what each commit changed in each file of a known form.

    Args:
        repository: The repository.
        name: What to call it, where its address does not tell.
        paths: A pattern; only files whose names hold it.
    """
    wanted = re.compile(paths)
    for form in forms.load():
        for path in filter(wanted.search, form.paths(repository)):
            source = records.HistoryFile(name or repository.name, repository.address, path)
            yield from form.read(repository, source)


def readings(path: Path, hints: SourceHints) -> Iterator[Reading | Refused | Skipped]:
    """Yield a document for each commit that changed a file of a known form."""
    with Repository(path) as repository:
        if repository.is_shallow:
            oldest = repository.commits()[0].day
            yield Skipped(
                repository.name,
                f"is a shallow clone: what came before {oldest} counts as there from the start",
            )
        name = str(hints.settings.get("repository") or repository.name)
        try:
            for record in read(repository, name):
                yield _reading(record, hints)
        except InputError as error:
            yield Refused(name, str(error))
        except Exception as error:  # one repository must never lose the others, whatever it holds
            yield Refused(name, broke(error))


def _reading(record: dict[str, Any], hints: SourceHints) -> Reading | Refused:
    line = records.line(record).encode()
    name = f"git:{record['commit']}:{record['path']}"
    file = File(Path(name), name, hints, line)
    from tarpit_loaders import sources

    return sources.finished(history.of_record(record, line, file), file, history.SOURCE.kind)
