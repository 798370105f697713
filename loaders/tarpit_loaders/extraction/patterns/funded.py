"""An investor takes part in a round of funding."""

from __future__ import annotations

from collections.abc import Iterator

from tarpit_graph.ontology import COMPANY, FUNDED, FUNDING_ROUND

from tarpit_loaders.extraction import funding
from tarpit_loaders.extraction.sentence import Found, Sentence

PREDICATE = FUNDED
VERSION = 1
TRIGGERS = funding.TRIGGERS

MATCHES = (
    (
        "Pinecone raised $100 million in Series B funding led by Andreessen Horowitz.",
        (("Andreessen Horowitz", "Pinecone Series B", "completed"),),
    ),
    (
        "Mistral AI raised $415 million from NVIDIA and Salesforce.",
        (
            ("NVIDIA", "Mistral AI $415M", "completed"),
            ("Salesforce", "Mistral AI $415M", "completed"),
        ),
    ),
    (
        "Weaviate raised $50 million with participation from Index Ventures.",
        (("Index Ventures", "Weaviate $50M", "completed"),),
    ),
    (
        "Sequoia led LangChain's $25 million Series A round.",
        (("Sequoia Capital", "LangChain Series A", "completed"),),
    ),
    (
        "Anthropic is in talks to raise $2 billion from Google.",
        (("Google", "Anthropic $2B", "rumoured"),),
    ),
)
MISSES = (
    "Pinecone raised $100 million.",
    "Sequoia led the talks on safety, says Google.",
    "Microsoft is led by Satya Nadella.",
    "Databricks bought MosaicML from its investors.",
)


def find(sentence: Sentence) -> Iterator[Found]:
    """Yield who funds which round."""
    for round_ in funding.rounds(sentence):
        for investor, leads in round_.investors:
            yield Found(
                PREDICATE,
                investor,
                COMPANY,
                round_.money,
                FUNDING_ROUND,
                round_.trigger,
                0.85,
                {**round_.attributes, **({"lead": True} if leads else {})},
            )
