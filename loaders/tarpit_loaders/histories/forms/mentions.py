"""Voice among builders: how many commits of a product's repository name another maker's product, by month.

Only subjects are read, and only names that are no everyday words. A product's own repository, and those of its
maker's other products, say nothing about its voice.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any

from tarpit_graph.identity import normalize_name
from tarpit_graph.ontology import PRODUCT

from tarpit_loaders.histories import phrases, records
from tarpit_loaders.histories.forms import Form, commits
from tarpit_loaders.histories.products import product_of
from tarpit_loaders.histories.records import HistoryFile
from tarpit_loaders.histories.repository import Commit, Repository
from tarpit_loaders.names import catalog

#: What stands for the file: the subjects are in none.
_PATH = "(mentions)"
#: A name of fewer letters, or of capitals alone, is too easily something else.
_MIN_LETTERS = 4
#: Machines write these, over and over.
_BUMP = re.compile(r"\bbump\b|dependabot|renovate", re.IGNORECASE)


def paths(repository: Repository) -> list[str]:
    """Return one name for all commits of a product; none for a list of products."""
    return [_PATH] if commits.paths(repository) else []


def read(repository: Repository, source: HistoryFile) -> Iterator[dict[str, Any]]:
    """Yield a record for each month, of its last commit that names another's product."""
    own, _ = product_of(repository)
    finder = _finder()
    months: dict[str, list[tuple[Commit, set[str]]]] = defaultdict(list)
    for commit in sorted(repository.all_commits(), key=lambda c: (c.time, c.id)):
        named = finder.find(commit.subject) - _of_one_maker(own)
        if named and not _BUMP.search(commit.subject):
            months[commit.day.isoformat()[:7]].append((commit, named))
    for month, naming in sorted(months.items()):
        last, _ = naming[-1]
        yield records.record(source, last, _events(month, naming))


def _events(month: str, naming: list[tuple[Commit, set[str]]]) -> Iterator[dict[str, Any]]:
    counted = Counter(product for _, named in naming for product in named)
    for product, times in sorted(counted.items()):
        subject = next(c.subject for c, named in naming[::-1] if product in named)
        yield {
            "event": "adoption",
            "product": product,
            "measure": "mentions",
            "value": times,
            "period": month,
            "line": subject[:300],
        }


@cache
def _finder() -> phrases.Finder:
    return phrases.Finder(
        phrases.FeaturePhrases(entry.name, (), "", surfaces)
        for entry in catalog.load().entries
        if entry.type == PRODUCT
        and entry.workload
        and not entry.family
        and not entry.ambiguous
        and (surfaces := tuple(filter(_is_telling, entry.surfaces)))
    )


def _is_telling(name: str) -> bool:
    return len(name) >= _MIN_LETTERS and not name.isupper()


@cache
def _of_one_maker(product: str) -> frozenset[str]:
    """Return the products whose maker is that of a product, itself included."""
    entries = [entry for entry in catalog.load().entries if entry.type == PRODUCT]
    own = next(
        (entry for entry in entries if normalize_name(entry.name) == normalize_name(product)), None
    )
    maker = own.maker if own is not None and own.maker else ""
    same = {entry.name for entry in entries if maker and entry.maker == maker}
    return frozenset(same | {product})


FORM = Form(
    name="mentions in commits",
    is_sideline=True,
    paths=paths,
    read=read,
)
