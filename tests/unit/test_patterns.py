"""Every sentence that stands beside a pattern as an example, run through the whole pipeline."""

import pytest
from tarpit_graph.ontology import RELATIONS
from tarpit_loaders.documents.items import Reading, document
from tarpit_loaders.extraction import patterns, pipeline
from tarpit_loaders.extraction.patterns import Example, Pattern
from tarpit_loaders.markup import plain

PATTERNS = patterns.load()


def found(text: str, predicate: str) -> set[tuple[str, str, str]]:
    reading = Reading("example", document("example", text, "text"), tuple(plain.blocks(text)))
    return {
        (claim.subject.name, claim.object.name, claim.status.value)
        for claim in pipeline.extract(reading).claims
        if claim.predicate == predicate and claim.object
    }


@pytest.mark.parametrize(
    ("pattern", "example"),
    [(p, example) for p in PATTERNS for example in p.matches],
    ids=lambda value: value[0] if isinstance(value, tuple) else value.predicate,
)
def test_a_pattern_finds_its_examples(pattern: Pattern, example: Example) -> None:
    text, expected = example
    triples = found(text, pattern.predicate)
    if RELATIONS[pattern.predicate].symmetric:
        triples |= {(b, a, status) for a, b, status in triples}
    assert set(expected) <= triples


@pytest.mark.parametrize(
    ("pattern", "text"),
    [(p, text) for p in PATTERNS for text in p.misses],
    ids=lambda value: value if isinstance(value, str) else value.predicate,
)
def test_a_pattern_finds_nothing_in_its_near_misses(pattern: Pattern, text: str) -> None:
    assert found(text, pattern.predicate) == set()
