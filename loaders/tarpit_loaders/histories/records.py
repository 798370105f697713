"""What one commit changed in one file, as a line of JSON: what `tarpit history` prints and `load` reads.

A record carries all that its claims rest on, so that facts read from a history can be kept, shared and loaded
without the repository.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from tarpit_loaders.histories.repository import Commit

#: What one event says: its `event`, and strings, numbers and flags by name.
Event: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class HistoryFile:
    """The file whose history it is.

    Attributes:
        repository: Owner and name.
        address: Its page; may be empty.
        path: The file in it.
    """

    repository: str
    address: str
    path: str


def record(
    source: HistoryFile, commit: Commit, events: Iterable[Event], **facts: object
) -> dict[str, Any]:
    """Return what one commit changed in one file."""
    said = [
        {key: value for key, value in event.items() if value not in ("", None, False)}
        for event in events
    ]
    return {
        "history": source.repository,
        "address": source.address,
        "path": source.path,
        "commit": commit.id,
        "day": commit.day.isoformat(),
        "subject": commit.subject[:300],
        **{key: value for key, value in facts.items() if value},
        "events": said,
    }


def kept(
    record: Mapping[str, Any], *, facts: bool = False, heading: str = ""
) -> dict[str, Any] | None:
    """Return what is wanted of a record; None where that is nothing.

    Args:
        record: What a commit changed.
        facts: Leave out the words of the commit and the file.
        heading: A pattern; of lists only what stands or stood under such headings.
    """
    wanted = re.compile(heading)
    events = [
        {k: v for k, v in event.items() if not (facts and k == "line")}
        for event in record["events"]
        if "category" not in event
        or any(wanted.search(str(event.get(k, ""))) for k in ("category", "from_category"))
    ]
    if not events:
        return None
    return {**record, **({"subject": ""} if facts else {}), "events": events}


def line(record: Mapping[str, Any]) -> str:
    """Return a record as one line, the same for the same record."""
    return json.dumps(record, ensure_ascii=False)


def lines(records: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Return records as lines."""
    return map(line, records)
