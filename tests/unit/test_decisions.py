"""Decisions on names: a file of facts that can be shared and replayed."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tarpit_graph.errors import InputError
from tarpit_graph.identity import decisions, merge_candidates
from tarpit_graph.identity.decisions import Decision, Decisions
from tarpit_graph.identity.name_rules import EntityName
from tarpit_loaders.names import catalog

NAMES = st.sampled_from(["Acme", "Acme AI", "Acme Labs", "Brightwell", "Bright Well", "Havn"])
TAKEN = st.lists(
    st.builds(
        Decision, st.sampled_from(["same", "different", "split"]), st.just("Company"), NAMES, NAMES
    ),
    max_size=8,
)


def test_what_is_saved_is_read_again(tmp_path: Path) -> None:
    taken = Decisions(
        (
            Decision("same", "Company", "Acme AI", 'Acme: "Labs", Inc.'),
            Decision("different", "Product", "Cohere", "Cohere.io"),
            Decision("split", "Company", "Together", "Together (band)"),
            Decision("phrase", "Feature", "Hybrid search", "fused ranking"),
            Decision("no_phrase", "Feature", "Hybrid search", "fusion kernel"),
            Decision("has", "Feature", "Hybrid search", "Qdrant"),
            Decision("lacks", "Feature", "Hybrid search", "Kite"),
        )
    )
    taken.save(tmp_path / "deep" / "d.yml")
    assert decisions.read(tmp_path / "deep" / "d.yml").taken == taken.taken
    assert decisions.read(tmp_path / "none.yml").taken == ()


def test_of_two_decisions_on_a_feature_the_later_holds() -> None:
    def decided(*kinds: str) -> Decisions:
        held = Decisions()
        for kind in kinds:
            held = held.add(Decision(kind, "Feature", "Hybrid search", "Qdrant"))
        return held

    assert decided().has_feature("hybrid search", "qdrant") is None
    assert decided("has").has_feature("hybrid search", "qdrant") is True
    assert decided("has", "lacks").has_feature("Hybrid search", "Qdrant") is False
    assert decided("lacks", "has").has_feature("Hybrid search", "Qdrant") is True
    assert decided("phrase").phrases("Hybrid search") == ("Qdrant",)
    assert decided("phrase", "no_phrase").phrases("Hybrid search") == ()
    assert decided("phrase", "no_phrase").is_phrase("Hybrid search", "Qdrant") is False


@pytest.mark.parametrize(
    "text",
    [
        "same: Company",
        "- {same: Planet, names: [a, b]}",
        "- {same: Company, names: [a]}",
        "- {split: Company, name: a}",
        "- {has: Hybrid search}",
        "- {phrase: fused ranking, feature: ''}",
        "- {same: Company, names: [a, '']}",
        "- !!python/object/apply:os.system [ls]",
        "- [[[[",
    ],
)
def test_another_file_is_refused_with_what_to_write(tmp_path: Path, text: str) -> None:
    (tmp_path / "d.yml").write_text(text)
    with pytest.raises(InputError, match="decision"):
        decisions.read(tmp_path / "d.yml")


@given(TAKEN)
def test_following_decisions_ends_and_is_settled(taken: list[Decision]) -> None:
    held = Decisions(tuple(taken))
    for name in ("Acme", "Acme AI", "Acme Labs", "Brightwell", "Bright Well", "Havn"):
        final = held.name_of("Company", name)
        assert held.name_of("Company", final) == final
        assert held.name_of("Product", name) == name


def test_the_later_decision_holds() -> None:
    same = Decision("same", "Company", "Acme", "Acme AI")
    apart = Decision("different", "Company", "Acme AI", "Acme")
    assert Decisions((same, apart)).name_of("Company", "Acme AI") == "Acme AI"
    assert Decisions((apart, same)).name_of("Company", "Acme AI") == "Acme"
    assert Decisions((same, apart)).add(same).name_of("Company", "Acme AI") == "Acme"
    assert Decisions((apart,)).is_decided("Company", "Acme", "Acme AI")


def test_resolution_follows_decisions_and_known_names() -> None:
    entries = catalog.load().entries
    taken = Decisions(
        (
            Decision("same", "Company", "Amazon", "Annapurna Labs"),
            Decision("split", "Company", "AWS", "AWS Truepower"),
        )
    )
    resolve = catalog.Catalog(entries, taken).resolve
    assert resolve("Company", "Annapurna Labs") == ("company:amazon", "Amazon")
    assert resolve("Company", "Amazon", "AWS") == ("company:awstruepower", "AWS Truepower")
    assert resolve("Company", "Amazon", "Amazon") == ("company:amazon", "Amazon")


NAMED = [
    EntityName("company:weaviate", "Company", "Weaviate", "https://weaviate.io/", 9),
    EntityName("company:weavate", "Company", "Weavate", "", 1),
    EntityName("company:semi", "Company", "SeMI Technologies", "https://www.weaviate.io", 1),
    EntityName("company:gradient", "Company", "Gradient", "", 1),
    EntityName("company:gradientai", "Company", "Gradient AI", "", 2),
    EntityName("company:oakfieldfoods", "Company", "Oakfield Foods"),
    EntityName("product:weaviate", "Product", "Weaviate", "", 9),
    EntityName("product:gpt3", "Product", "GPT-3"),
    EntityName("product:gpt4", "Product", "GPT-4"),
    EntityName("company:a", "Company", "Havn", "https://github.com/havn"),
    EntityName("company:b", "Company", "Oakfield", "https://github.com/oak"),
]


@given(st.permutations(NAMED))
def test_candidates_do_not_depend_on_the_order(named: list[EntityName]) -> None:
    found = merge_candidates.candidate_pairs(named, lambda one, two: False)
    assert [(p.first.name, p.second.name, p.reason) for p in found] == [
        ("Weaviate", "SeMI Technologies", "same home page, weaviate.io"),
        ("Weaviate", "Weavate", "spelled alike"),
        ("Gradient AI", "Gradient", "spelled alike"),
        ("Oakfield", "Oakfield Foods", "one name inside the other"),
    ]


def test_what_is_settled_is_not_asked_again() -> None:
    assert merge_candidates.candidate_pairs(NAMED, lambda one, two: True) == []
