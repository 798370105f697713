"""A product is an open-source alternative to another."""

from __future__ import annotations

from collections.abc import Iterator

from tarpit_graph.ontology import CLONE_OF, PRODUCT

from tarpit_loaders.extraction.masked_sentence import RelationMatch, Sentence, phrase
from tarpit_loaders.extraction.patterns import Pattern

#: A double only where the sentence says that its source is open.
_OPEN = r"(?:open[- ]?sourced?|oss|self[- ]host(?:ed|able))"
_DOUBLES = (
    r"(?:alternatives?|versions?|replacement|equivalent|answer|reimplementation|re-implementation|"
    r"implementation|competitor|rival|port)"
)
_CLONES = r"(?:clones?|replica|fork)"
_IS = r"(?:,|:| ?[-–—]| ~v(?:is|was|are|be|become|becomes|(?:began |started )?as|called)) ~4"
_SAID = (
    phrase(rf"{{who:N+}}{_IS}{_CLONES} (?:to|of|for) {{what:N+}}(?!['’])"),
    phrase(
        rf"{{who:N+}}{_IS}{_OPEN},? ~3{_DOUBLES} (?:to|of|for) (?:«N\d+»['’]s? )?{{what:N+}}(?!['’])"
    ),
)


def find(sentence: Sentence) -> Iterator[RelationMatch]:
    """Yield which product is a double of which."""
    for said in _SAID:
        for hit in sentence.find(said):
            for double in hit["who"]:
                for original in hit["what"]:
                    if PRODUCT in double.types and PRODUCT in original.types:
                        span = double.end, original.start
                        yield RelationMatch(CLONE_OF, double, PRODUCT, original, PRODUCT, span, 0.9)


PATTERN = Pattern(
    predicate=CLONE_OF,
    version=2,
    matches=(
        (
            "Langfuse is an open-source alternative to LangSmith.",
            (("Langfuse", "LangSmith", "completed"),),
        ),
        ("Dify, an open source clone of Zapier, is popular.", (("Dify", "Zapier", "completed"),)),
        (
            "Together AI released OpenChatKit, an open-source version of ChatGPT.",
            (("OpenChatKit", "ChatGPT", "completed"),),
        ),
        (
            "Tabby: a self-hosted alternative to GitHub Copilot",
            (("Tabby", "GitHub Copilot", "completed"),),
        ),
        (
            "Neon began as an open-source alternative to Amazon's Aurora database.",
            (("Neon", "Aurora", "completed"),),
        ),
        ("Qdrant is not an open-source clone of Pinecone.", (("Qdrant", "Pinecone", "denied"),)),
    ),
    misses=(
        "Claude is an alternative to ChatGPT.",
        "Meta open-sourced Llama.",
        "Weaviate is open source, an answer to Pinecone's prices is not.",
        "ElevenLabs offers a voice clone of you.",
    ),
    find=find,
)
