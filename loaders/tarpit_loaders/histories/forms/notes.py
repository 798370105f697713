"""Release notes of a product: changelogs by version and day, folders of notes, weeks; the day is the note's own.

A feature in the title or a heading of a note is what its maker announces, and needs no second source. One in a
bullet is a candidate, and only where the bullet or its section says that something was added: most bullets are
details of what was there before. Of a product's features only those of its market count, as for commits.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from tarpit_graph.ontology import PRODUCT

from tarpit_loaders.documents import dates
from tarpit_loaders.histories import phrases, records
from tarpit_loaders.histories.feature_commits import market_of
from tarpit_loaders.histories.forms import Form
from tarpit_loaders.histories.forms.commits import lists_products
from tarpit_loaders.histories.products import product_of
from tarpit_loaders.histories.records import HistoryFile
from tarpit_loaders.histories.repository import Commit, Repository
from tarpit_loaders.names import catalog
from tarpit_loaders.structured import release_notes

_FILE = re.compile(
    r"(?:^|/)(?:changelog|changes|history|releases?|release[-_]?notes)(?:\.mdx?|\.rst|)$",
    re.IGNORECASE,
)
_FOLDER = re.compile(
    r"^(?P<folder>(?:.*/)?(?:changelogs?(?:/changes)?|release[-_]?notes(?:/notes)?))/.+\.(?:mdx?|ya?ml)$",
    re.IGNORECASE,
)
#: Folders with notes on the work, not on the product.
_ELSEWHERE = re.compile(
    r"(?:^|/)(?:\.|(?:node_modules|vendor|third_party|tests?|i18n|locales?|examples?|versioned_docs|archive)/|"
    r"(?!en/)[a-z]{2}(?:[-_][A-Za-z]{2,4})?/(?=.*(?:changelog|release)))"
)
#: Changelogs and folders of notes that are read; the shallowest are the product's, others its packages'.
_MAXIMUM = 3
#: A folder of fewer notes is no log.
_FEW = 3
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+(.*)$")
_TITLE = re.compile(r"^title:\s*[\"']?(.*?)[\"']?\s*$", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[-*+]|\d+\.)\s+(.*)$")
_LABEL = re.compile(r"<Update\s+label=\"([^\"]+)\"")
_WEEK = re.compile(r"\bweek of\b", re.IGNORECASE)
#: A line of front matter, whose end looks like the line under a heading.
_KEY = re.compile(r"^\w+:")
_AMERICAN = re.compile(r"(?<!\d)(\d\d)[-.](\d\d)[-.](20\d\d)(?!\d)")
_UNDERLINE = re.compile(r"^(?:-{3,}|={3,})$")
#: Sections of what was no addition.
_NO_ADDITION = re.compile(
    r"\b(?:fix\w*|bugs?|depreca\w*|remov\w*|documentation|docs|chores?|upgrade notes|known issues|breaking|tests?|"
    r"performance|security|issues|other|refactor\w*|internal)\b",
    re.IGNORECASE,
)
#: A bullet that says that something was added, alone or after "feat:".
_ADDS = re.compile(
    r"^\W*(?:feat(?:ure)?(?:\([^)]*\))?:\s*)?(?:add(?:s|ed)?|support(?:s|ed)?|introduc(?:e|es|ed|ing)|new|"
    r"implement(?:s|ed)?|allow(?:s|ed)?)\b",
    re.IGNORECASE,
)
#: A bullet that was made from a commit, which is read as such.
_OF_A_COMMIT = re.compile(r"\(\[`?[0-9a-f]{7,40}`?\]\(")
_REPAIRS = re.compile(
    r"\b(?:fix\w*|bug|error|warning|test\w*|docs?|example|typo|missing)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Note:
    """One line that says what was added, on the day that its note states."""

    day: date
    version: str
    line: str
    is_title: bool = False


def paths(repository: Repository) -> list[str]:
    """Return the changelogs of the newest commit, and its folders of notes with a slash behind."""
    if lists_products(repository):
        return []
    files, folders = [], Counter[str]()
    for path in repository.files():
        if _ELSEWHERE.search(path):
            continue
        if match := _FOLDER.match(path):
            folders[match["folder"]] += 1
        elif _FILE.search(path):
            files.append(path)
    logs = [f"{folder}/" for folder, many in sorted(folders.items()) if many >= _FEW]
    return sorted((*files, *logs), key=lambda path: (path.rstrip("/").count("/"), path))[:_MAXIMUM]


def read(repository: Repository, source: HistoryFile) -> Iterator[dict[str, Any]]:
    """Yield the commits whose notes are the first to name a feature, each with all that it names."""
    product, home = product_of(repository)
    finder = phrases.Finder(phrases.known().values())
    first: dict[str, tuple[Note, Commit]] = {}
    for commit, note in _notes(repository, source.path):
        for name in finder.find(note.line):
            if name not in first or _rank(note) < _rank(first[name][0]):
                first[name] = note, commit
    entry = catalog.load().find(PRODUCT, product)
    announced = [name for name, (note, _) in first.items() if note.is_title]
    market = market_of(announced or first, entry.workload if entry else "")
    compared = [name for name in first if market in phrases.known()[name].segments]
    by_commit: dict[str, list[tuple[str, Note]]] = defaultdict(list)
    commits = {commit.id: commit for _, commit in first.values()}
    for name in compared:
        note, commit = first[name]
        by_commit[commit.id].append((name, note))
    whose = {"product": product, "repository": home, "segment": market}
    for id_, several in by_commit.items():
        events = ({**_event(name, note), **whose} for name, note in sorted(several, key=_order))
        yield records.record(source, commits[id_], events)


def _rank(note: Note) -> tuple[bool, date]:
    return not note.is_title, note.day


def _order(named: tuple[str, Note]) -> tuple[date, str]:
    return named[1].day, named[0]


def _event(name: str, note: Note) -> dict[str, Any]:
    return {
        "event": "feature",
        "feature": name,
        "triggered": phrases.known()[name].is_triggered,
        "status": "completed" if note.is_title else "candidate",
        "noted": note.day.isoformat(),
        "release": note.version,
        "line": note.line[:300],
    }


def _notes(repository: Repository, path: str) -> Iterator[tuple[Commit, Note]]:
    """Yield each note of a file or a folder once, with the commit that first had it."""
    seen: set[Note] = set()
    if not path.endswith("/"):
        for revision in repository.revisions(path):
            text = (revision.data or b"").decode(errors="replace")
            for note in notes(text):
                if note not in seen and note.day <= revision.commit.day:
                    seen.add(note)
                    yield revision.commit, note
        return
    for commit, name, data in repository.arrivals(path.removesuffix("/")):
        text = data.decode(errors="replace")
        if name.endswith((".yaml", ".yml")):
            found = _reno(text, commit.day)
        else:
            found = notes(text, _day_of(name, text), is_one=True)
        for note in found:
            if note.day <= commit.day:
                yield commit, note


def _day_of(name: str, text: str) -> date | None:
    """Return the day that a note's name, title or label states.

    >>> _day_of("07-03-2024-playground.mdx", ""), _day_of("20240912-datasets", "")
    (datetime.date(2024, 7, 3), datetime.date(2024, 9, 12))
    """
    if american := _AMERICAN.search(name + " " + _label(text)):
        month, day, year = map(int, american.groups())
        return dates.day(f"{year}-{month:02}-{day:02}")
    packed = re.search(r"(?<!\d)(20\d\d)(\d\d)(\d\d)(?!\d)", name)
    if packed:
        return dates.day("-".join(packed.groups()))
    return dates.day(name)


def _label(text: str) -> str:
    match = _LABEL.search(text)
    return match[1] if match else ""


def notes(text: str, day: date | None = None, *, is_one: bool = False) -> Iterator[Note]:
    """Yield what the notes of a text say was added, where a day is stated.

    Args:
        text: Markdown or MDX, with headings of versions, days or weeks.
        day: Of what stands before the first of them.
        is_one: It is one note: its title announces, its other headings and its bullets tell details.

    >>> list(notes("## 0.8.0 (2024-10-30)\\n\\n- Added sparse vectors\\n### Bug fixes\\n- Fix x"))
    [Note(day=datetime.date(2024, 10, 30), version='0.8.0', line='Added sparse vectors', is_title=False)]
    """
    version, adds, titled = "", True, False
    lines = text.splitlines()
    for number, line in enumerate(lines):
        words = _heading(lines, number)
        if words:
            stated = _stated(words)
            if stated or release_notes.is_version(words):
                # "Release Date: March 20, 2024" may follow a heading without a day.
                below = _released(lines[number + 1 : number + 4])
                day = stated or below or (day if is_one else None)
                version = "" if _AMERICAN.search(words) else release_notes.version_of(words)
                adds = True
            else:
                adds = not _NO_ADDITION.search(words)
            if day and adds and not (titled if is_one else stated):
                titled = True
                yield Note(day, version, words, is_title=True)
        elif day and adds and not is_one:
            bullet = _BULLET.match(line)
            if bullet and _is_addition(bullet[1]):
                yield Note(day, version, bullet[1].strip())


def _heading(lines: list[str], number: int) -> str:
    """Return the words of a heading or a title of front matter; empty where a line is none."""
    line = lines[number]
    if match := _HEADING.match(line) or _TITLE.match(line):
        return match[1].strip()
    below = lines[number + 1] if number + 1 < len(lines) else ""
    return line.strip() if _UNDERLINE.match(below) and not _KEY.match(line) else ""


def _is_addition(bullet: str) -> bool:
    return bool(
        _ADDS.match(bullet) and not _REPAIRS.search(bullet) and not _OF_A_COMMIT.search(bullet)
    )


def _stated(words: str) -> date | None:
    if _WEEK.search(words) or release_notes.is_version(words) or re.search(r"20\d\d", words):
        return release_notes.day(words)
    return None


def _released(lines: list[str]) -> date | None:
    return next(filter(None, map(release_notes.released_on, lines)), None)


def _reno(text: str, day: date) -> Iterator[Note]:
    """Yield the features of a note of the tool reno: YAML by section, dated by its commit.

    >>> list(_reno("features:\\n  - |\\n    Add hybrid search.\\nfixes:\\n  - x", date(2024, 1, 2)))
    [Note(day=datetime.date(2024, 1, 2), version='', line='Add hybrid search.', is_title=False)]
    """
    section, opens = "", False
    for line in text.splitlines():
        if line and not line[0].isspace() and line.rstrip().endswith(":"):
            section = line.rstrip()[:-1]
        elif section in ("features", "highlights", "prelude"):
            words = line.strip().removeprefix("-").strip(" |>")
            opens |= line.lstrip().startswith("-")
            if opens and words:
                opens = False
                if _is_addition(words):
                    yield Note(day, "", words)


FORM = Form(
    name="release notes",
    paths=paths,
    read=read,
)
