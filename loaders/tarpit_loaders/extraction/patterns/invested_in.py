"""Who backs a company, in brackets or between commas: "LangChain (backed by Benchmark and Sequoia)"."""

from __future__ import annotations

from collections.abc import Iterator

from tarpit_graph.ontology import COMPANY, INVESTED_IN

from tarpit_loaders.extraction.masked_sentence import RelationMatch, Sentence, phrase
from tarpit_loaders.extraction.patterns import Pattern

_SAID = phrase(
    r"{what:N}(?: \(|, )(?:which is |an? \w+ )?(?:backed|funded) by {who:N+}(?=[,.;)]| and )"
)


def find(sentence: Sentence) -> Iterator[RelationMatch]:
    """Yield who backs whom."""
    for hit in sentence.find(_SAID):
        (backed,) = hit["what"]
        for investor in hit["who"]:
            if COMPANY in investor.types and COMPANY in backed.types:
                span = backed.end, investor.start
                yield RelationMatch(INVESTED_IN, investor, COMPANY, backed, COMPANY, span, 0.9)


PATTERN = Pattern(
    predicate=INVESTED_IN,
    version=2,
    matches=(
        (
            "LangChain (backed by Benchmark and Sequoia Capital) raised $25 million.",
            (
                ("Benchmark", "LangChain", "completed"),
                ("Sequoia Capital", "LangChain", "completed"),
            ),
        ),
        ("Neeva, backed by Greylock, competes with Google.", (("Greylock", "Neeva", "completed"),)),
        (
            "Pinecone (a startup backed by Menlo Ventures) grew.",
            (("Menlo Ventures", "Pinecone", "completed"),),
        ),
        ("Cohere (funded by Index Ventures) hires.", (("Index Ventures", "Cohere", "completed"),)),
        ("Modal, which is backed by Benchmark, hires.", (("Benchmark", "Modal", "completed"),)),
    ),
    misses=(
        "Databricks backed the bill.",
        "Pinecone, hosted on AWS, competes with Qdrant.",
        "The claim is backed by data.",
        "Cohere, owned by its founders, hires.",
    ),
    find=find,
)
