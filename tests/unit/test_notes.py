"""What release notes say was added, and when, in each form in which products keep them."""

from pathlib import Path

import pytest
from tarpit_loaders.histories.forms import notes
from tarpit_loaders.histories.records import HistoryFile
from tarpit_loaders.histories.repository import Repository

from tests.repos import Made

HEADED = """# Release Notes
## v2.4.0

Release Date: March 20, 2024

### Hybrid Search

- Supports sparse vectors
- Fixed an error in range search

### Bug fixes

- Added a missing test of multi-tenancy
"""
RENO = """---
features:
  - |
    Add hybrid search to the retriever.
fixes:
  - |
    Add sparse vectors again.
"""


def said(path: Path) -> dict[str, tuple[str, str]]:
    with Repository(path) as repository:
        return {
            event["feature"]: (event["noted"], event["status"])
            for place in notes.paths(repository)
            for record in notes.read(repository, HistoryFile("vectordb", "", place))
            for event in record["events"]
        }


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            {"CHANGELOG.md": HEADED},
            {
                "Hybrid search": ("2024-03-20", "completed"),
                "Sparse vectors": ("2024-03-20", "candidate"),
            },
        ),
        (
            {"changelog.md": "## Week of March 18, 2024\n\n### Hybrid search\n"},
            {"Hybrid search": ("2024-03-18", "completed")},
        ),
        (
            {
                "docs/changelog/2024-03-18-hybrid.mdx": "---\ntitle: Hybrid search\n---\n# Sparse vectors\n",
                "docs/changelog/2024-04-01-logo.mdx": "---\ntitle: A new logo\n---\n",
                "docs/changelog/2024-04-02-sso.mdx": "---\ntitle: Hybrid search, faster\n---\n",
            },
            {"Hybrid search": ("2024-03-18", "completed")},
        ),
        (
            {
                f"docs/release-notes/{name}.mdx": text
                for name, text in (
                    ("04-2024/04-18-2024-a", "# 04.18.2024: Range search"),
                    ("03-2024/03-18-2024-b", "# 03.18.2024: Hybrid search"),
                    ("03-2024/03-19-2024-c", "# 03.19.2024: Speed"),
                )
            },
            {
                "Hybrid search": ("2024-03-18", "completed"),
                "Range search": ("2024-04-18", "completed"),
            },
        ),
        (
            {f"releasenotes/notes/{n}.yaml": RENO for n in "abc"},
            {"Hybrid search": ("2024-05-02", "candidate")},
        ),
    ],
    ids=["version and day", "week", "one file a note", "MDX", "reno"],
)
def test_each_form_dates_what_it_says_was_added(
    tmp_path: Path, files: dict[str, str], expected: dict[str, tuple[str, str]]
) -> None:
    made = Made(tmp_path / "vectordb")
    made.commit("2024-05-02", files)
    found = said(made.path)
    assert {name: found[name] for name in expected} == expected
    assert set(found) <= set(expected)


@pytest.mark.parametrize(
    "text",
    [
        "## 1.2.0\n\n- Added hybrid search\n",  # no day
        "## 1.2.0 (2031-01-01)\n\n### Hybrid search\n",  # a day to come
        "## 1.2.0 (2024-01-02)\n\n### Deprecated\n\n- Added hybrid search\n",
        "## 1.2.0 (2024-01-02)\n\n- Add hybrid search ([#1](u)) ([3aab7c1](u))\n",  # a commit's
    ],
)
def test_what_states_no_day_or_no_addition_dates_nothing(tmp_path: Path, text: str) -> None:
    made = Made(tmp_path / "vectordb")
    made.commit("2024-05-02", {"CHANGELOG.md": text})
    assert said(made.path) == {}


def test_other_peoples_and_translated_logs_are_not_read(tmp_path: Path) -> None:
    made = Made(tmp_path / "vectordb")
    places = ("node_modules/x/CHANGELOG.md", "docs/ja/changelog.md", "tests/CHANGELOG.md")
    made.commit("2024-05-02", dict.fromkeys(places, HEADED))
    with Repository(made.path) as repository:
        assert notes.paths(repository) == []
