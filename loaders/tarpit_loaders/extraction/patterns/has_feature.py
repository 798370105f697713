"""A product can do something: it has, adds or supports a feature."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tarpit_graph.ontology import FEATURE, HAS_FEATURE, PRODUCT

from tarpit_loaders.extraction.masked_sentence import (
    TERM,
    PhraseMatch,
    RelationMatch,
    Sentence,
    Term,
    phrase,
)
from tarpit_loaders.extraction.patterns import Pattern

_HAVE = (
    r"(?:support(?:s|ed|ing)?|offer(?:s|ed|ing)?|provid(?:es?|ed|ing)|ha[sd]|have|gain(?:s|ed|ing)?|"
    r"includ(?:es?|ed|ing)|featur(?:es|ed|ing)|add(?:s|ed|ing)?|introduc(?:es?|ed|ing)|launch(?:es|ed|ing)?|"
    r"ship(?:s|ped|ping)?|releas(?:es?|ed|ing)|enabl(?:es?|ed|ing)|gets?|got|deliver(?:s|ed|ing)?|unveil(?:s|ed)?|"
    r"implements|lack(?:s|ed|ing)?|comes? with|came with)"
)
_TO = r"(?: (?:to|in|into) (?:its |the |their )?{to:N+})?"
_SAID = (
    phrase(rf"{{who:N+}},? ~v{_HAVE} (?:support for )?~3{{what:F+}}" + _TO),
    phrase(
        r"{what:F+} ~1(?:(?:is|are) ~2available|comes?|came|arrived?s?|landed|lands) (?:to|in|on|for) {who:N+}"
    ),
    phrase(r"{who:N}['’]s? ~2{what:F}"),
)
#: A feature that no file knows, of a product that one does: "Qdrant supports payload indexing".
_UNKNOWN = phrase(
    r"{who:N} (?:now |also )?(?:supports|(?:added|adds|has|offers) support for) "
    r"(?P<what>(?:[a-z][a-z-]+ ){1,3}[a-z][a-z-]+)(?=\.|,|;|:|\Z| and )"
)
_PLAIN = re.compile(
    r"\b(?:the|an?|its|their|our|your|his|her|this|that|these|those|all|any|more|many|most|some|and|or|of|"
    r"for|with|to|in|on|by|from|when|if|local|new|other|people|users|customers|developers|teams|communit\w+)\b"
)


def find(sentence: Sentence) -> Iterator[RelationMatch]:
    """Yield which product has which feature."""
    if sentence.has(TERM):
        for said in _SAID:
            for hit in sentence.find(said):
                yield from _each(hit)
    if "support" in sentence.text:
        yield from _unknown(sentence)


def _each(hit: PhraseMatch) -> Iterator[RelationMatch]:
    gets = [t for t in hit.slots.get("to", ()) if t.is_known and PRODUCT in t.types]
    for product in gets or hit["who"]:
        if PRODUCT in product.types:
            for feature in hit["what"]:
                said = (
                    min(hit["who"][-1].end, feature.start),
                    max(hit["who"][0].start, feature.start),
                )
                yield RelationMatch(HAS_FEATURE, product, PRODUCT, feature, FEATURE, said, 0.9)


def _unknown(sentence: Sentence) -> Iterator[RelationMatch]:
    for match in sentence.find(_UNKNOWN):
        (product,), words = match["who"], match.words["what"]
        if product.is_known and PRODUCT in product.types and not _PLAIN.search(words):
            start = sentence.text.find(words, product.end)
            feature = Term(start, start + len(words), TERM, frozenset((FEATURE,)))
            yield RelationMatch(
                HAS_FEATURE, product, PRODUCT, feature, FEATURE, (product.end, start), 0.8
            )


PATTERN = Pattern(
    predicate=HAS_FEATURE,
    version=2,
    matches=(
        ("Pinecone now supports hybrid search.", (("Pinecone", "Hybrid search", "completed"),)),
        (
            "Weaviate added multi-tenancy and role-based access control.",
            (
                ("Weaviate", "Multi-tenancy", "completed"),
                ("Weaviate", "Role-based access control", "completed"),
            ),
        ),
        ("OpenAI added function calling to GPT-4.", (("GPT-4", "Function calling", "completed"),)),
        (
            "Qdrant added support for binary quantization.",
            (("Qdrant", "Binary quantization", "completed"),),
        ),
        (
            "Pinecone announced that it will support hybrid search.",
            (("Pinecone", "Hybrid search", "announced"),),
        ),
        ("Chroma does not support hybrid search.", (("Chroma", "Hybrid search", "denied"),)),
        ("Chroma lacks hybrid search.", (("Chroma", "Hybrid search", "denied"),)),
        (
            "Langfuse comes with prompt management.",
            (("Langfuse", "Prompt management", "completed"),),
        ),
        (
            "Milvus supports sparse vectors, GPU indexing and RBAC.",
            (("Milvus", "GPU index", "completed"),),
        ),
        ("Helicone supports tracing.", (("Helicone", "Tracing", "completed"),)),
        ("Qdrant supports payload indexing.", (("Qdrant", "payload indexing", "completed"),)),
    ),
    misses=(
        "Pinecone supports the open web foundation.",
        "Jesse from Anthropic added some clarification.",
        "Microsoft supports Ukraine.",
        "Databricks added 500 customers.",
        "Hybrid search is hard, says Pinecone.",
    ),
    find=find,
)
