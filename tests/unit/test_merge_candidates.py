"""Which entities may be one, among many that share a word."""

from collections.abc import Set
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tarpit_graph.identity import merge_candidates
from tarpit_graph.identity.name_rules import EntityName, are_one


def company(name: str) -> EntityName:
    return EntityName(f"company:{name.lower().replace(' ', '')}", "Company", name)


def found(*names: str) -> set[frozenset[str]]:
    made = merge_candidates.candidate_pairs(map(company, names), lambda one, two: False)
    return {frozenset((pair.first.name, pair.second.name)) for pair in made}


def crowd(size: int) -> list[str]:
    """Return names that share a word and are nothing like each other."""
    return [f"Cloud {chr(97 + n // 26) * 6}{chr(97 + n % 26) * 6}" for n in range(size)]


def test_names_spelled_alike_are_candidates() -> None:
    assert frozenset(("Weaviate", "Weavate")) in found("Weaviate", "Weavate", "Pinecone")
    assert found("Weaviate", "Pinecone", "Qdrant") == set()


def test_a_word_that_many_share_hides_no_pair() -> None:
    alike = "Cloud Kaleidoscope", "Cloud Kaleidoscop"
    assert frozenset(alike) in found(*alike, *crowd(50))


def at(name: str, homepage: str = "", support: int = 0, label: str = "Company") -> EntityName:
    return EntityName(f"x:{name}:{homepage}", label, name, homepage, support)


@pytest.mark.parametrize(
    ("one", "two", "score", "reason"),
    [
        (at("Weaviate"), at("Weavate"), 0.93, "spelled alike"),
        (at("Zilliz"), at("Milvus Cloud"), None, ""),
        (
            at("Acme", "https://www.acme.io/a"),
            at("Zeta", "http://acme.io"),
            0.99,
            "same home page, acme.io",
        ),
        (at("Acme", "https://github.com/acme"), at("Zeta", "https://github.com/zeta"), None, ""),
        (at("Acme", "https://[bad"), at("Zeta", "https://[bad"), None, ""),
        (at("GPT-3 Turbo"), at("GPT-4 Turbo"), None, ""),
        (at("Falcon 7"), at("Falcon 7"), 1.0, "spelled alike"),
        (at("Kestrel"), at("Kestrel Labs"), 0.86, "one name inside the other"),
        (at("Kestrel Labs"), at("Kestrel"), 0.86, "one name inside the other"),
        (at("Ray"), at("Ray Robotics"), None, ""),  # three letters are in too many names
        (at("Kestrel Labs"), at("Kestrel Works"), None, ""),
        (at("Neon"), at("Noon"), None, ""),  # of four letters one is a quarter
        (at("Kestrel Labs"), at("Labs Kestrel"), None, ""),
    ],
    ids=lambda value: value.name if isinstance(value, EntityName) else None,
)
def test_how_alike_two_names_are(
    one: EntityName, two: EntityName, score: float | None, reason: str
) -> None:
    pairs = (
        merge_candidates.candidate_pairs((one, two), lambda a, b: False) if one.id != two.id else []
    )
    if score is None:
        assert pairs == []
    elif one.id != two.id:
        assert [(pair.score, pair.reason) for pair in pairs] == [(score, reason)]


def test_the_better_known_comes_first_and_the_likeliest_pair_too() -> None:
    entities = [
        at("Kestrel Labs", support=9),
        at("Kestrel", support=2),
        at("Weavate", support=5),
        at("Weaviate", support=5),
    ]
    pairs = merge_candidates.candidate_pairs(entities, lambda a, b: False)
    assert [(pair.first.name, pair.second.name) for pair in pairs] == [
        ("Weavate", "Weaviate"),  # as well known: by id
        ("Kestrel Labs", "Kestrel"),
    ]
    assert merge_candidates.candidate_pairs(reversed(entities), lambda a, b: False) == pairs


def test_what_is_settled_or_of_another_kind_is_no_candidate() -> None:
    one, two = at("Weaviate"), at("Weavate")
    assert merge_candidates.candidate_pairs((one, two), lambda a, b: {a, b} == {one, two}) == []
    other = at("Weavate", label="Product")
    assert merge_candidates.candidate_pairs((one, other), lambda a, b: False) == []


@pytest.mark.parametrize(("size", "is_found"), [(58, True), (59, False)])
def test_a_word_that_sixty_others_share_joins_none(size: int, is_found: bool) -> None:
    """Only the shared word could bring these two together: start, end and home page differ."""
    alike = "Kaleidoscope", "Zyxwv Kaleidoscope Abcde"
    others = [
        f"{chr(97 + n // 26) * 5}{n} Kaleidoscope {chr(97 + n % 26) * 5}{n}" for n in range(size)
    ]
    pairs = {
        frozenset((p.first.name, p.second.name))
        for p in merge_candidates.candidate_pairs(map(at, (*alike, *others)), lambda a, b: False)
    }
    assert (frozenset(alike) in pairs) is is_found


def product(name: str, lists: tuple[str, ...] = (), homepage: str = "") -> EntityName:
    return EntityName(
        f"product:{name}", "Product", name, homepage, 1, frozenset(), frozenset(lists)
    )


def names(*entities: EntityName) -> list[tuple[str, str]]:
    pairs = merge_candidates.candidate_pairs(entities, lambda one, two: False)
    return [(pair.first.name, pair.second.name) for pair in pairs]


def test_two_entries_of_one_list_are_two() -> None:
    one, two = product("Keras", ("list",)), product("Keras Tuner", ("list", "other"))
    assert names(one, two) == []
    assert names(one, product("Keras Tuner", ("other",))) == [("Keras", "Keras Tuner")]


def test_a_home_page_that_many_share_is_a_companys() -> None:
    some = [product(name, homepage="https://acme.io") for name in ("Zeta", "Quux", "Murmur")]
    assert len(names(*some)) == 3
    assert names(*some, product("Parable", homepage="https://acme.io/parable")) == []


def test_a_name_inside_many_others_is_none_of_them() -> None:
    family = [product(f"{name} Copilot") for name in ("Pentest", "Visual", "Windows")]
    assert names(product("Copilot"), *family[:2]) != []
    assert names(product("Copilot"), *family) == []


@given(st.lists(st.sampled_from(crowd(12)), unique=True), st.data())
def test_candidates_about_some_are_those_of_all_that_name_one(
    words: list[str], data: st.DataObject
) -> None:
    entities = [
        at(name) for word in words for name in (word, f"{word} AI", word.replace("ud", "d"))
    ]
    ids = [entity.id for entity in entities]
    about = frozenset(data.draw(st.lists(st.sampled_from(ids)))) if ids else frozenset()
    every = merge_candidates.candidate_pairs(entities, lambda a, b: False)
    some = merge_candidates.candidate_pairs(entities, lambda a, b: False, about=about)
    sure = {
        (p.first.id, p.second.id)
        for p in every
        if {p.first.id, p.second.id} & about and are_one(p.first, p.second)
    }
    found = {(p.first.id, p.second.id) for p in some if are_one(p.first, p.second)}
    assert found == sure


def test_only_what_is_in_a_pair_is_described() -> None:
    """How often names are met decides which comes first."""
    asked: list[frozenset[str]] = []

    def described(ids: Set[str]) -> dict[str, EntityName]:
        asked.append(frozenset(ids))
        return {id_: replace(known[id_], support=9 * (id_ == seldom.id)) for id_ in ids}

    often, seldom, other = at("Weaviate"), at("Weavate"), at("Pinecone")
    known = {entity.id: entity for entity in (often, seldom, other)}
    (pair,) = merge_candidates.candidate_pairs(
        known.values(), lambda a, b: False, described=described
    )
    assert asked == [{often.id, seldom.id}]
    assert (pair.first.name, pair.first.support) == ("Weavate", 9)
