"""One product can be, or was, swapped for another."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tarpit_graph.ontology import PRODUCT, REPLACEABLE_BY

from tarpit_loaders.extraction.masked_sentence import RelationMatch, Sentence, phrase
from tarpit_loaders.extraction.patterns import Pattern

_MOVED = r"(?:switch(?:es|ed|ing)?|migrat(?:es?|ed|ing|ion)|mov(?:es?|ed|ing)|port(?:ed|ing)?)"
_REPLACED = r"(?:replac(?:es?|ed|ing)|swap(?:s|ped|ping)?)"
#: Without one of these words no phrase below matches: looked for first, since a phrase takes long to fail.
_TRIGGER = re.compile(r"switch|migrat|mov(?:e|ing)|port|replac|swap|substitut", re.IGNORECASE)
_SAID = (
    phrase(
        r"{new:N+},? (?:is|was|are|as|makes) ~4(?:replacements?|substitutes?) (?:for|of|to) (?:the )?{old:N+}"
    ),
    phrase(rf"~v{_MOVED} (?:away |over )?from {{old:N}},? to {{new:N+}}"),
    phrase(rf"~v{_REPLACED} {{old:N}} (?:with|for|by) {{new:N}}"),
    phrase(r"{old:N} ~2(?:was|were|is|been|be) replaced (?:with|by) {new:N}"),
    phrase(
        r"{new:N} (?:has |will |can |could )?(?:replaced|replaces|replace) {old:N}(?! (?:with|by|for))"
    ),
)


def find(sentence: Sentence) -> Iterator[RelationMatch]:
    """Yield what is swapped for what; people move between companies, so both are known products."""
    if not _TRIGGER.search(sentence.text):
        return
    for said in _SAID:
        for hit in sentence.find(said):
            for old in hit["old"]:
                for new in hit["new"]:
                    if all(t.is_known and PRODUCT in t.types for t in (old, new)):
                        span = hit.start, max(old.start, new.start)
                        yield RelationMatch(REPLACEABLE_BY, old, PRODUCT, new, PRODUCT, span, 0.85)


PATTERN = Pattern(
    predicate=REPLACEABLE_BY,
    version=2,
    matches=(
        (
            "Qdrant is a drop-in replacement for Pinecone.",
            (("Pinecone", "Qdrant", "completed"),),
        ),
        ("We switched from Pinecone to Weaviate.", (("Pinecone", "Weaviate", "completed"),)),
        ("Notion replaced Elasticsearch with Qdrant.", (("Elasticsearch", "Qdrant", "completed"),)),
        ("Teams swapped LangChain for LlamaIndex.", (("LangChain", "LlamaIndex", "completed"),)),
        (
            "Shopify plans to migrate from Pinecone to Milvus.",
            (("Pinecone", "Milvus", "planned"),),
        ),
        (
            "Their migration from Pinecone to Chroma took a day.",
            (("Pinecone", "Chroma", "completed"),),
        ),
        ("Nobody can replace Pinecone with Chroma.", (("Pinecone", "Chroma", "denied"),)),
    ),
    misses=(
        "The engineers moved from Google to Meta.",
        "AI will not replace lawyers.",
        "Microsoft replaced its head of research.",
        "OpenAI moved fast with ChatGPT.",
    ),
    find=find,
)
