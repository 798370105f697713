"""When a source's time has come."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tarpit_loaders.sync import last_checked
from tarpit_loaders.sync.sources_file import SourceEntry


class Clock(datetime):
    """A clock that stands still."""

    NOW = datetime(2026, 1, 8, 12, tzinfo=UTC)

    @classmethod
    def now(cls, tz: object = None) -> "Clock":
        return cls.fromisoformat(cls.NOW.isoformat())


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TARPIT_HOME", str(tmp_path))
    monkeypatch.setattr(last_checked, "datetime", Clock)
    return tmp_path


def entry(every: str) -> SourceEntry:
    return SourceEntry(name="news", path="news.md", every=every)


@pytest.mark.parametrize(
    ("ago", "every", "is_due"),
    [
        (timedelta(hours=23), "1d", False),
        (timedelta(days=1), "1d", True),
        (timedelta(days=6), "1w", False),
        (timedelta(days=8), "1w", True),
        (timedelta(minutes=31), "30m", True),
    ],
)
def test_a_source_is_due_once_its_period_has_passed(
    home: Path, ago: timedelta, every: str, is_due: bool
) -> None:
    (home / "schedule.json").write_text(json.dumps({"news": (Clock.NOW - ago).isoformat()}))
    assert last_checked.is_due(entry(every)) is is_due


@pytest.mark.parametrize(
    "held", [None, "{}", "no json", "[1]", '{"news": "yesterday"}', '{"news": 7}']
)
def test_what_was_never_looked_at_or_cannot_be_read_is_due(home: Path, held: str | None) -> None:
    if held is not None:
        (home / "schedule.json").write_text(held)
    assert last_checked.is_due(entry("7d"))


def test_a_look_is_noted_and_others_stay(home: Path) -> None:
    (home / "schedule.json").write_text('{"other": "2026-01-01T00:00:00+00:00"}')
    last_checked.note("news")
    assert last_checked.last("news") == "2026-01-08T12:00:00+00:00"
    assert last_checked.last("other") == "2026-01-01T00:00:00+00:00"
    assert not last_checked.is_due(entry("1h"))
