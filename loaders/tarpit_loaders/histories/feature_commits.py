"""Which commit brought a feature, and how sure that is.

The first commit whose subject names it, leaving aside documents, tests, repairs, renamings and steps of many
("[1/n]", "WIP"). It is confirmed where it adds, by its verb or by a hundred lines, and the names of the files
that commits of the feature changed agree: none is named after it, or one of this commit's month is. Measured on
the dated features of `docs/measurements.md`.

What a fork had inherited is none of its own: where the README says that it is one, what came before the
README bore its name is left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tarpit_loaders.histories import phrases
from tarpit_loaders.histories.phrases import Finder
from tarpit_loaders.histories.repository import Commit, Repository, utc_day

_NOISE = re.compile(
    r"^\W*(?:docs?|tests?|ci|chore|build|style|bump|revert|fix|bugfix|hotfix|refactor|perf|typo|lint|misc)\b|"
    r"\b(?:bump|revert|typo|readme|docs?|documentation|changelog|unit tests?|tests? for|fix(?:e[sd]|ing)?|"
    r"bug ?fix|hotfix|bugs?|examples?|notebooks?|cookbook|tutorial|refactor\w*|remov(?:e[sd]?|ing)|delete[sd]?|"
    r"deprecat\w*|clean-?up|clean up|rename[ds]?|lint|benchmark\w*|release notes|ci)\b",
    re.IGNORECASE,
)
_PART = re.compile(r"\[?\b\d+/[\dnN]+\b\]?|\bwip\b|\(only pb\)|\bpart \d|\bpoc\b", re.IGNORECASE)
_VERB = re.compile(
    r"\b(?:add\w*|support\w*|implement\w*|introduc\w+|enabl\w+|feat\w*|initial|integrat\w+|new|launch\w*|"
    r"expos\w+|allow\w*|creat\w+|merge|port|enh\w*|experimental|init)\b",
    re.IGNORECASE,
)
#: Files that a feature is not made of.
_NO_CODE = re.compile(
    r"(?:^|/)(?:docs?|tests?|examples?|\.github|website|benchmarks?|notebooks?|cookbook)/|"
    r"\.(?:md|mdx|rst|ipynb|txt|lock|json|svg|png)$|test_|_test\.|\.spec\.",
    re.IGNORECASE,
)
_LINES, _NEAR, _AGAIN = 100, 31, 60
#: So many commits of a feature are looked into.
_LOOKED_INTO = 12
#: Markets of which enough features are known to tell a product's by them.
_HOMES = ("Agent frameworks", "LLM observability", "Serving engines", "Vector databases")
_MIN_OF_MARKET = 20
_FORKED = re.compile(r"\bfork(?:ed)?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shipped:
    """A feature and the commit that brought it.

    Attributes:
        day: When its author wrote it.
        is_confirmed: See the module.
        others: How many further commits name the feature within 60 days.
        lines: How many lines the code grew by.
    """

    feature: str
    commit: Commit
    day: date
    is_confirmed: bool
    others: int
    lines: int


def shipped(repository: Repository, finder: Finder) -> list[Shipped]:
    """Return what each feature's first commit is, in the order of their days."""
    hits: dict[str, list[Commit]] = {}
    start = _own_start(repository)
    for commit in sorted(repository.all_commits(), key=lambda c: (c.authored, c.id)):
        if commit.authored >= start:
            for name in finder.find(commit.subject):
                hits.setdefault(name, []).append(commit)
    looked = _Looked(repository, finder)
    found = [_first(name, commits, looked) for name, commits in hits.items()]
    return sorted(filter(None, found), key=lambda s: (s.day, s.feature))


def of_market(found: Sequence[Shipped], workload: str = "") -> tuple[str, list[Shipped]]:
    """Return a product's market and the features by which a product of one market is compared with its rivals."""
    market = market_of((f.feature for f in found if f.is_confirmed), workload)
    return market, [f for f in found if market in phrases.known()[f.feature].segments]


def market_of(confirmed: Iterable[str], workload: str = "") -> str:
    """Return the market in which a product's features are compared.

    A data base that mentions "tools" has no tool calling. The market is that of the product where it is one for
    which features are known, else the one with the largest share of its features confirmed.

    Args:
        confirmed: Names of its features that are sure.
        workload: What the product is known to do.
    """
    features = phrases.known()
    sizes = Counter(segment for feature in features.values() for segment in feature.segments)
    if sizes[workload] < _MIN_OF_MARKET:
        votes = Counter(segment for name in confirmed for segment in features[name].segments)
        markets = [s for s in _HOMES if votes[s]]
        workload = max(markets, key=lambda s: (votes[s] / sizes[s], s), default="")
    return workload


def is_work_on_a_feature(subject: str) -> bool:
    """Tell whether a commit is neither about documents, tests or repairs nor one step of many."""
    return not _NOISE.search(subject) and not _PART.search(subject)


def _own_start(repository: Repository) -> int:
    """Return when a fork's README first bore its name, in seconds; 0 for what is no fork."""
    readme = next((n for n in repository.names() if n.lower() == "readme.md"), "")
    newest = repository.newest(readme) if readme else None
    if newest is None or not _FORKED.search(newest.decode(errors="replace")):
        return 0
    own = repository.name.rpartition("/")[2].lower().encode()
    for revision in repository.revisions(readme):
        if revision.data is not None and own in revision.data.lower():
            return revision.commit.authored
    return 0


class _Looked:
    """What commits changed, each looked into once."""

    def __init__(self, repository: Repository, finder: Finder) -> None:
        self._repository, self._finder = repository, finder
        self._seen: dict[str, tuple[int, frozenset[str]]] = {}

    def into(self, commit: Commit) -> tuple[int, frozenset[str]]:
        """Return how many lines of code a commit added, and the features its files are named after."""
        if commit.id not in self._seen:
            lines, named = 0, set[str]()
            for path, grown in self._repository.grown(commit):
                named |= self._finder.find(re.sub(r"\.\w+$", "", path.rpartition("/")[2]))
                lines += 0 if _NO_CODE.search(path) else grown
            self._seen[commit.id] = (lines, frozenset(named))
        return self._seen[commit.id]


def _first(name: str, commits: Sequence[Commit], looked: _Looked) -> Shipped | None:
    good = [commit for commit in commits if is_work_on_a_feature(commit.subject)]
    if not good:
        return None
    first = good[0]
    lines, _ = looked.into(first)
    others = sum(0 < c.authored - first.authored <= _AGAIN * 86_400 for c in commits)
    adds = _VERB.search(first.subject) is not None
    big = next((c for c in good[:_LOOKED_INTO] if looked.into(c)[0] >= _LINES), None)
    named = next((c for c in good[:_LOOKED_INTO] if name in looked.into(c)[1]), None)
    grows = big is not None and _near(first, big)
    agree = named is None or _near(first, named)
    return Shipped(name, first, utc_day(first.authored), (adds or grows) and agree, others, lines)


def _near(one: Commit, other: Commit) -> bool:
    return abs(one.authored - other.authored) <= _NEAR * 86_400


def releases(repository: Repository) -> Mapping[str, tuple[str, date]]:
    """Return for each commit the first release that contains it, and that release's day.

    A release counts only where another was made within 90 days before it: tags that were added late, or
    that leave a gap, say nothing about the day.
    """
    commits = {commit.id: commit for commit in repository.all_commits()}
    tags = sorted(
        (commits[id_].committed, tag, id_)
        for tag, id_ in repository.tags().items()
        if id_ in commits and _is_release(tag)
    )
    found: dict[str, tuple[str, date]] = {}
    before = 0
    for time, tag, id_ in tags:
        counts = time - before <= 90 * 86_400
        before = time
        for commit in _unreleased(id_, commits, found):
            found[commit] = (tag, utc_day(time)) if counts else ("", date.min)
    return {commit: release for commit, release in found.items() if release[0]}


_NO_RELEASE = re.compile(
    r"nightly|testing|client|js_release|sdk|helm|chart|docs?[-_/]|(?:^|[-_])rc", re.IGNORECASE
)


def _is_release(tag: str) -> bool:
    """Tell whether a tag is a release of the product itself."""
    return _NO_RELEASE.search(tag) is None and re.search(r"\d", tag) is not None


def _unreleased(
    start: str, commits: Mapping[str, Commit], released: Mapping[str, object]
) -> Iterable[str]:
    """Return the commits that a tag contains and no earlier tag did."""
    found, waiting = [], [start]
    seen = {start}
    while waiting:
        id_ = waiting.pop()
        if id_ in released or id_ not in commits:
            continue
        found.append(id_)
        for parent in commits[id_].parents:
            if parent not in seen:
                seen.add(parent)
                waiting.append(parent)
    return found
