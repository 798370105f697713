"""How far a deal has come, sentence by sentence."""

import pytest

from tests.unit.test_patterns import found

DEAL = [
    ("completed", "Databricks has acquired Neon."),
    ("completed", "Databricks completed its acquisition of Neon."),
    ("completed", "Databricks not only acquired Neon but also hired a team."),
    ("completed", "Databricks, which acquired Neon, plans to hire."),
    ("completed", "Neon was bought by Databricks last year."),
    ("announced", "Databricks announced that it will acquire Neon."),
    ("announced", "Databricks to acquire Neon"),
    ("announced", "Databricks is acquiring Neon."),
    ("announced", "Databricks has signed an agreement to buy Neon."),
    ("planned", "Databricks plans to acquire Neon."),
    ("planned", "Databricks intends to buy Neon."),
    ("rumoured", "Databricks is reportedly close to buying Neon."),
    ("rumoured", "Databricks is considering a takeover of Neon."),
    ("rumoured", "Databricks is in talks to buy Neon, sources say."),
    ("rumoured", "Databricks is rumored to have bought Neon."),
    ("hypothetical", "Databricks could acquire Neon."),
    ("hypothetical", "If Databricks acquired Neon, prices would fall."),
    ("denied", "Databricks did not acquire Neon."),
    ("denied", "Databricks denied that it had acquired Neon."),
    ("denied", "Databricks has no plans to buy Neon."),
    ("denied", "Databricks never bought Neon."),
    ("denied", "Databricks declined to buy Neon."),
    ("cancelled", "Databricks walked away from its deal to buy Neon."),
    ("cancelled", "Regulators blocked Databricks' acquisition of Neon."),
    ("cancelled", "Databricks called off its acquisition of Neon."),
    ("cancelled", "Databricks' deal to buy Neon fell through."),
]


@pytest.mark.parametrize(("status", "sentence"), DEAL, ids=lambda value: value)
def test_the_status_of_a_deal(status: str, sentence: str) -> None:
    assert found(sentence, "ACQUIRED") == {("Databricks", "Neon", status)}


def test_an_outcome_told_later_undoes_a_deal() -> None:
    text = "Adobe agreed to buy Figma for $20 billion. Regulators stepped in. The deal fell apart."
    assert found(text, "ACQUIRED") == {
        ("Adobe", "Figma", "announced"),
        ("Adobe", "Figma", "cancelled"),
    }


def test_an_outcome_of_another_deal_undoes_nothing() -> None:
    text = "Databricks acquired MosaicML. Adobe called off its acquisition of Figma."
    assert found(text, "ACQUIRED") == {
        ("Databricks", "MosaicML", "completed"),
        ("Adobe", "Figma", "cancelled"),
    }
