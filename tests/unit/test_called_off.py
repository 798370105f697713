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


def outcomes(*lines: str) -> list[tuple[str, str, float, str]]:
    """Return status, target, confidence and sentence of each claim of a deal."""
    reading = from_blocks("note", "note", map(composed.line, lines), "text")
    found = pipeline.extract(reading).claims
    return [
        (c.status.value, c.object.name, c.confidence, c.sentence)
        for c in found
        if c.predicate == "ACQUIRED" and c.object
    ]


def test_a_completed_deal_that_is_called_off_was_only_announced() -> None:
    (announced, cancelled) = outcomes("Databricks acquired Tabular.", "The deal fell apart.")
    assert announced[:2] == ("announced", "Tabular")
    assert cancelled[:2] == ("cancelled", "Tabular")
    assert cancelled[2] == round(announced[2] * 0.9, 4)
    assert (announced[3], cancelled[3]) == ("Databricks acquired Tabular.", "The deal fell apart.")


def test_only_the_last_deal_is_called_off_and_a_denied_one_not_again() -> None:
    found = outcomes(
        "Databricks acquired Tabular.", "Snowflake acquired Neeva.", "The deal fell apart."
    )
    assert {(status, target) for status, target, *_ in found} == {
        ("completed", "Tabular"),
        ("announced", "Neeva"),
        ("cancelled", "Neeva"),
    }
    denied = outcomes("Databricks did not acquire Tabular.", "The deal fell apart.")
    assert [status for status, *_ in denied] == ["denied"]


def test_both_deals_of_one_sentence_are_called_off() -> None:
    found = outcomes("Snowflake agreed to buy TruEra and Neeva.", "The deals fell apart.")
    assert {target for status, target, *_ in found if status == "cancelled"} <= {"TruEra", "Neeva"}
    assert [status for status, *_ in outcomes("The deal fell apart.")] == []
