"""How far "the deal fell apart" reaches back to the deal that it speaks of."""

import pytest
from tarpit_loaders.documents.items import from_blocks
from tarpit_loaders.extraction import pipeline
from tarpit_loaders.markup import composed

DEAL = "Databricks agreed to acquire Tabular for $1 billion."
OTHER = "Kubernetes schedules containers."


@pytest.mark.parametrize(
    ("between", "is_called_off"), [(0, True), (1, True), (2, False), (10, False)]
)
def test_a_deal_is_called_off_by_what_follows_it_soon(between: int, is_called_off: bool) -> None:
    lines = [DEAL, *[OTHER] * between, "The deal fell apart."]
    reading = from_blocks("note", "note", map(composed.line, lines), "text")
    deals = [c for c in pipeline.extract(reading).claims if c.predicate == "ACQUIRED"]
    assert ("cancelled" in {c.status.value for c in deals}) is is_called_off
