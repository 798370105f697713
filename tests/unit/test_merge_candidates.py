"""Which entities may be one, among many that share a word."""

from tarpit_graph.identity import merge_candidates
from tarpit_graph.identity.merge_candidates import EntityName


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
