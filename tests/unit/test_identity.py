"""Which spellings of a name are one, and which stay two."""

import pytest
from tarpit_graph.identity import entity_id, normalize_name
from tarpit_graph.identity.ids import claim_id, is_anaphor


@pytest.mark.parametrize(
    ("spelling", "plain"),
    [
        ("Acme S.A.", "Acme"),
        ("Acme SA", "Acme"),
        ("Preferred Networks K.K.", "Preferred Networks"),
        ("Siemens GmbH & Co. KG", "Siemens"),
        ("Delta A/S", "Delta"),
        ("Silo AI Oyj", "Silo AI"),
        ("Nomagic Sp. z o.o.", "Nomagic"),
        ("Reply S.p.A.", "Reply"),
        ("Rossum s.r.o.", "Rossum"),
        ("Mistral AI SAS", "Mistral AI"),
        ("Adyen N.V.", "Adyen"),
        ("Weights & Biases, Inc.", "weights and biases"),
        ("Databricks L.L.C.", "Databricks"),
        ("Acme Co., Ltd.", "ACME"),
        ("Acme Pvt. Ltd.", "Acme"),
        ("Acme Sdn Bhd", "Acme"),
        ("Acme S.A. de C.V.", "Acme"),
        ("Acme, PBC", "Acme"),
        ("Acme LLP", "Acme"),
        ("Acme UAB", "Acme"),
        ("Acme Kft.", "Acme"),
        ("The Acme Company", "Acme"),
        ("Léa Café", "Lea Cafe"),
        ("OpenAI", "Open AI"),
    ],
)
def test_one_company_however_it_is_spelled(spelling: str, plain: str) -> None:
    assert normalize_name(spelling) == normalize_name(plain)
    assert entity_id("Company", spelling) == entity_id("Company", plain)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Cohere", "Cohere.io"),
        ("H2O", "H2O.ai"),
        ("Scale AI", "Scale"),
        ("Hugging Face Labs", "Hugging Face"),
        ("C", "C++"),
        ("Model S", "Model"),
        ("GPT-4", "GPT-4o"),
        ("Plan A", "Plan B"),
        ("Zilliz Cloud", "Cloud"),
    ],
)
def test_names_that_differ_stay_two(one: str, other: str) -> None:
    assert normalize_name(one) != normalize_name(other)


@pytest.mark.parametrize("name", ["Inc", "S.A.", "KK", "Co", "The", "AG", "SAS"])
def test_a_legal_form_alone_is_a_name(name: str) -> None:
    assert normalize_name(name)


@pytest.mark.parametrize(
    ("text", "stands_for_a_name"),
    [("It", True), ("the company", True), ("The Company Store", False), ("Databricks", False)],
)
def test_words_that_only_stand_for_a_name(text: str, stands_for_a_name: bool) -> None:
    assert is_anaphor(text) is stands_for_a_name


def test_a_name_without_a_letter_has_an_id_of_its_own() -> None:
    assert normalize_name("★") == ""
    assert entity_id("Company", "★") != entity_id("Company", "☆")


def test_an_id_is_never_long_and_still_tells_long_names_apart() -> None:
    assert entity_id("Company", "Acme") == "company:acme"
    assert entity_id("Company", "a" * 80) == "company:" + "a" * 80
    one, other = (entity_id("Company", "a" * 80 + end) for end in "bc")
    assert one != other
    assert one.startswith("company:" + "a" * 60 + "-")
    assert len(one) == len("company:") + 60 + len("-") + 20


@pytest.mark.parametrize(
    "other",
    [
        claim_id("document:b", "ACQUIRED", "Databricks", "Tabular", 10, 42, ""),
        claim_id("document:a", "MAKES", "Databricks", "Tabular", 10, 42, ""),
        claim_id("document:a", "ACQUIRED", "Snowflake", "Tabular", 10, 42, ""),
        claim_id("document:a", "ACQUIRED", "Databricks", "Arcion", 10, 42, ""),
        claim_id("document:a", "ACQUIRED", "Databricks", "Tabular", 11, 42, ""),
        claim_id("document:a", "ACQUIRED", "Databricks", "Tabular", 10, 43, ""),
        claim_id("document:a", "ACQUIRED", "Databricks", "Tabular", 10, 42, "denied"),
    ],
    ids=["document", "relation", "subject", "object", "start", "end", "detail"],
)
def test_a_claim_is_one_stretch_of_one_document(other: str) -> None:
    said = claim_id("document:a", "ACQUIRED", "Databricks", "Tabular", 10, 42, "")
    assert said.startswith("claim:")
    assert said != other
