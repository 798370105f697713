"""Monthly tables of the most downloaded Python packages, one a tag, read for the products that are known.

The tables have no licence of their own: they are read at the user's place, and nothing of them is shipped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from tarpit_graph.ontology import PRODUCT

from tarpit_loaders.histories import records
from tarpit_loaders.histories.forms import Form
from tarpit_loaders.histories.records import HistoryFile
from tarpit_loaders.histories.repository import Repository
from tarpit_loaders.names import catalog

_FILES = ("top-pypi-packages.min.json", "top-pypi-packages.json", "top-pypi-packages-30-days.json")
_TAG = re.compile(r"^(\d{4})\.(\d\d)")


def paths(repository: Repository) -> list[str]:
    """Return the table of the newest commit."""
    names = repository.names()
    return [name for name in _FILES if name in names][:1]


def read(repository: Repository, source: HistoryFile) -> Iterator[dict[str, Any]]:
    """Yield a record for each tagged month."""
    commits = {commit.id: commit for commit in repository.all_commits()}
    for tag, id_ in sorted(repository.tags().items()):
        match, commit = _TAG.match(tag), commits.get(id_)
        if match is None or commit is None:
            continue
        data = next(filter(None, (repository.at(commit, name) for name in _FILES)), b"")
        events = list(_events(data, f"{match[1]}-{match[2]}"))
        if events:
            yield records.record(source, commit, events, tag=tag)


def _events(data: bytes, month: str) -> Iterator[dict[str, Any]]:
    try:
        rows = json.loads(data)["rows"]
    except (ValueError, KeyError, TypeError):
        return
    for row in rows:
        known = catalog.load().find(PRODUCT, str(row.get("project", "")).replace("-", " "))
        if known is not None:
            yield {
                "event": "adoption",
                "product": known.name,
                "measure": "downloads",
                "value": float(row.get("download_count", 0)),
                "period": month,
            }


FORM = Form(
    name="top PyPI packages",
    paths=paths,
    read=read,
)
