"""When each source was last checked, on this machine.

That is a matter of the clock, so it has no place in the graph, which must not depend on one.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime

from tarpit_graph.files import atomic
from tarpit_graph.settings import Settings

from tarpit_loaders.sync.sources_file import SourceEntry

_FILE = "schedule.json"


def is_due(entry: SourceEntry) -> bool:
    """Tell whether a source's time has come: never looked at, or longer ago than its `every`."""
    try:
        before = datetime.fromisoformat(_read()[entry.name])
    except (KeyError, TypeError, ValueError):  # never, or what the file holds is no time
        return True
    return datetime.now(UTC) - before >= entry.period


def last(name: str) -> str:
    """Return when a source was looked at last, as a time of ISO 8601; nothing if never."""
    return _read().get(name, "")


def note(name: str) -> None:
    """Note that a source was looked at now."""
    path = Settings().home / _FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    times = _read() | {name: datetime.now(UTC).isoformat(timespec="seconds")}
    with atomic.atomic_write(path) as partial:
        partial.write_text(json.dumps(times, indent=1, sort_keys=True), encoding="utf-8")


def _read() -> dict[str, str]:
    path = Settings().home / _FILE
    try:
        times = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return times if isinstance(times, dict) else {}
