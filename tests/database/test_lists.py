"""Questions on what only price lists, tables and changelogs say."""

import pytest
from tarpit_graph.database.session import Database
from tarpit_loaders.load import inputs, pipeline
from tarpit_queries import questions

from tests.conftest import REPOSITORY

pytestmark = pytest.mark.database


def test_prices_and_features_of_lists_and_changelogs(database: Database) -> None:
    examples = REPOSITORY / "tests" / "golden" / "sources"
    paths = [str(examples / name) for name in ("prices.csv", "changelog.md", "table.csv")]
    pipeline.load(database, inputs.readings(paths))
    prices = questions.load("prices").ask(database, company="acme").rows
    assert [(row["price_usd"], str(row["since"]), str(row["until"])) for row in prices] == [
        (2.5, "2024-05-13", "2024-08-06"),
        (1.25, "2024-08-06", "None"),
    ]
    found = questions.load("features").ask(database, feature="Hybrid search").rows
    assert [(row["product"], str(row["since"])) for row in found] == [("Qdrant", "2024-04-18")]
