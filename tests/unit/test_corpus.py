"""Real lists, changelogs, price lists and docs made by others, where they are at hand."""

from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest
from tarpit_loaders import sources
from tarpit_loaders.documents.files import File
from tarpit_loaders.documents.items import Reading
from tarpit_loaders.extraction import pipeline

from tests.conftest import SHARED, shared

#: Workloads and products that each list must name at least: measured, less a margin for mending.
LISTS = {
    "lfai-landscape.yml": (30, 350),
    "cncf-landscape.yml": (65, 1_350),
    "awesome-llmops.md": (26, 310),
    "awesome-production-machine-learning.md": (22, 520),
}
VENDORS = sorted(path.name for path in (SHARED / "corpus" / "llm-prices").glob("*.json"))


def read(name: str) -> Reading:
    path: Path = shared(f"corpus/{name}")
    (item,) = sources.read(File(path, path.name))
    assert isinstance(item, Reading)
    return item


def served(name: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for claim in read(name).claims:
        if claim.predicate == "SERVES" and claim.object:
            found.setdefault(claim.object.name, set()).add(claim.subject.id)
    return found


@pytest.mark.parametrize("name", LISTS)
def test_a_list_names_workloads_and_their_products(name: str) -> None:
    found = served(name)
    workloads, products = LISTS[name]
    assert len(found) >= workloads
    assert len(set().union(*found.values())) >= products


def test_the_lists_agree_on_names() -> None:
    products = [set[str]().union(*served(name).values()) for name in LISTS]
    assert all(len(left & right) >= 40 for left, right in combinations(products, 2))
    times = Counter(product for listed in products for product in listed)
    assert sum(n == 4 for n in times.values()) >= 12


@pytest.mark.parametrize(
    ("name", "product", "least"),
    [
        ("changelogs/phoenix.md", "Phoenix", 200),
        ("changelogs/wandb.md", "Weights & Biases", 180),
        ("docs/milvus-release_notes.md", "Milvus", 30),
    ],
)
def test_a_changelog_dates_features(name: str, product: str, least: int) -> None:
    features = [claim for claim in read(name).claims if claim.predicate == "HAS_FEATURE"]
    assert len(features) >= least
    assert {claim.subject.name for claim in features} == {product}
    assert all(claim.precision == "day" and claim.date for claim in features)


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_price_list_has_the_history_of_a_vendor(vendor: str) -> None:
    claims = read(f"llm-prices/{vendor}").claims
    prices = [claim for claim in claims if claim.predicate == "PRICED_AT"]
    makers = {claim.subject.name for claim in claims if claim.predicate == "MAKES"}
    assert prices
    assert len(makers) == 1
    assert all(isinstance(claim.attributes["price_usd"], float) for claim in prices)


def test_a_comparison_in_the_docs() -> None:
    claims = pipeline.extract(read("docs/milvus-comparison.md")).claims
    said = {
        (c.subject.name, c.predicate, c.object.name if c.object else "", c.status.value)
        for c in claims
    }
    assert {
        ("Pinecone", "COMPETES_WITH", "Milvus", "completed"),
        ("Milvus", "HAS_FEATURE", "GPU Acceleration", "completed"),
        ("Pinecone", "HAS_FEATURE", "GPU Acceleration", "denied"),
        ("Milvus", "HAS_FEATURE", "Hybrid search", "completed"),
    } <= said
