"""Two are after the same customers: headlines and lists, which have too few words for the network."""

from __future__ import annotations

from collections.abc import Iterator

from tarpit_graph.ontology import COMPANY, COMPETES_WITH, PRODUCT

from tarpit_loaders.extraction.masked_sentence import RelationMatch, Sentence, Term, between, phrase
from tarpit_loaders.extraction.patterns import Pattern

_OTHERS = r"(?:alternatives?|competitors?|rivals?)"
_SAID = (
    phrase(
        rf"{{one:N}}(?:, (?:an?|the|its|another) | ~v(?:is|are|was|remains) )~4{_OTHERS} (?:to|of) {{other:N+}}"
    ),
    phrase(r"{one:N} (?:vs\.?|versus) {other:N}"),
    phrase(rf"{{one:N}} {_OTHERS}: {{other:N+}}"),
    phrase(rf"{_OTHERS} (?:to|of) {{one:N}}: {{other:N+}}"),
    phrase(
        r"{one:N+} ~v(?:competes?|competing|competed) (?:directly )?(?:with|against) {other:N+}"
        r"(?! compete)"  # "… with B and C competes with D": C is of the next clause
    ),
)


def find(sentence: Sentence) -> Iterator[RelationMatch]:
    """Yield who competes with whom; both ends of one kind, and no company with its own product."""
    for said in _SAID:
        for hit in sentence.find(said):
            for one in hit["one"]:
                for other in hit["other"]:
                    if (type_ := _common(one, other)) and not _is_own(one, other):
                        span = between(one, other)
                        yield RelationMatch(COMPETES_WITH, one, type_, other, type_, span, 0.85)


def _common(one: Term, other: Term) -> str:
    shared = one.types & other.types
    return next((t for t in (COMPANY, PRODUCT) if t in shared), "")


def _is_own(one: Term, other: Term) -> bool:
    """Tell whether one of the two makes the other."""
    return any(
        entry.maker and entry.maker in {e.name for e in maker.entries}
        for made, maker in ((one, other), (other, one))
        for entry in made.entries
        if entry.type == PRODUCT
    )


PATTERN = Pattern(
    predicate=COMPETES_WITH,
    version=2,
    matches=(
        ("Qdrant vs Pinecone", (("Qdrant", "Pinecone", "completed"),)),
        ("Qdrant vs. Weaviate: which is faster?", (("Qdrant", "Weaviate", "completed"),)),
        ("Pinecone alternatives: Qdrant and Weaviate", (("Pinecone", "Qdrant", "completed"),)),
        ("Alternatives to Pinecone: Qdrant, Milvus", (("Pinecone", "Milvus", "completed"),)),
        ("Qdrant is an alternative to Pinecone.", (("Qdrant", "Pinecone", "completed"),)),
        ("Qdrant competes with Pinecone.", (("Qdrant", "Pinecone", "completed"),)),
        (
            "Pinecone competes with Qdrant and Milvus competes with Weaviate.",
            (("Pinecone", "Qdrant", "completed"), ("Milvus", "Weaviate", "completed")),
        ),
        ("Databricks does not compete with Neon.", (("Databricks", "Neon", "denied"),)),
    ),
    misses=(
        "Google held a coding competition for Kaggle users.",
        "Anthropic has an alternative plan for AWS.",
        "OpenAI's ChatGPT is free.",
        "Snowflake and Databricks released notes.",
    ),
    find=find,
)
