"""Features by the subjects of a product's commits: see `feature_commits`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tarpit_graph.ontology import PRODUCT

from tarpit_loaders.histories import phrases, records
from tarpit_loaders.histories.feature_commits import Shipped, of_market, releases, shipped
from tarpit_loaders.histories.forms import Form, awesome, best_of, landscape, top_pypi
from tarpit_loaders.histories.products import product_of
from tarpit_loaders.histories.records import HistoryFile
from tarpit_loaders.histories.repository import Repository
from tarpit_loaders.names import catalog

#: What stands for the file: the subjects are in none.
_PATH = "(commits)"


def paths(repository: Repository) -> list[str]:
    """Return one name for all commits of a product that releases versions; none for a list of products."""
    return [_PATH] if repository.tags() and not lists_products(repository) else []


def lists_products(repository: Repository) -> bool:
    """Tell whether a repository is a list of products and none itself."""
    return any(form.paths(repository) for form in (landscape, awesome, best_of, top_pypi))


def read(repository: Repository, source: HistoryFile) -> Iterator[dict[str, Any]]:
    """Yield the commits that brought a feature, each with all that it brought."""
    product, home = product_of(repository)
    released = releases(repository)
    by_commit: dict[str, list[Shipped]] = defaultdict(list)
    entry = catalog.load().find(PRODUCT, product)
    every = shipped(repository, phrases.Finder(phrases.known().values()))
    market, compared = of_market(every, entry.workload if entry else "")
    whose = {"product": product, "repository": home, "segment": market}
    for found in compared:
        by_commit[found.commit.id].append(found)
    for several in by_commit.values():
        commit = replace(several[0].commit, time=several[0].commit.authored)
        release, day = released.get(commit.id, ("", None))
        yield records.record(
            source,
            commit,
            ({**_event(found, release, str(day or "")), **whose} for found in several),
        )


def _event(found: Shipped, release: str, day: str) -> dict[str, Any]:
    return {
        "event": "feature",
        "feature": found.feature,
        "triggered": phrases.known()[found.feature].is_triggered,
        "status": "completed" if found.is_confirmed else "candidate",
        "again": found.others,
        "lines": found.lines,
        "release": release,
        "release_day": day,
        "line": found.commit.subject[:300],
    }


FORM = Form(
    name="feature commits",
    paths=paths,
    read=read,
)
