"""A company raises money in a round."""

from __future__ import annotations

from collections.abc import Iterator

from tarpit_graph.ontology import COMPANY, FUNDING_ROUND, RAISED

from tarpit_loaders.extraction import funding
from tarpit_loaders.extraction.sentence import Found, Sentence

PREDICATE = RAISED
VERSION = 1
TRIGGERS = funding.TRIGGERS

MATCHES = (
    ("Pinecone raised $100 million.", (("Pinecone", "Pinecone $100M", "completed"),)),
    (
        "Pinecone raised $100 million in Series B funding led by Andreessen Horowitz.",
        (("Pinecone", "Pinecone Series B", "completed"),),
    ),
    ("Imbue raises $200M to build AI systems", (("Imbue", "Imbue $200M", "completed"),)),
    (
        "Weaviate closed a $50 million Series B round at a $200 million valuation.",
        (("Weaviate", "Weaviate Series B", "completed"),),
    ),
    (
        "Anthropic is in talks to raise $2 billion from Google.",
        (("Anthropic", "Anthropic $2B", "rumoured"),),
    ),
    ("Mistral AI plans to raise €400 million.", (("Mistral AI", "Mistral AI €400M", "planned"),)),
    ("OpenAI denied that it raised $10 billion.", (("OpenAI", "OpenAI $10B", "denied"),)),
    (
        "LangChain's $25 million Series A closed.",
        (("LangChain", "LangChain Series A", "completed"),),
    ),
    (
        "Mistral AI raised a seed round of $113 million at a valuation of $260 million.",
        (("Mistral AI", "Mistral AI Seed", "completed"),),
    ),
    (
        "Mistral AI closed a round of $415 million, six months after its seed round.",
        (("Mistral AI", "Mistral AI $415M", "completed"),),
    ),
    ("xAI was reported to have raised $500 million.", (("xAI", "xAI $500M", "rumoured"),)),
    ("Qdrant secures $28 million in a Series A.", (("Qdrant", "Qdrant Series A", "completed"),)),
)
MISSES = (
    "Adobe raised its prices.",
    "Databricks acquired MosaicML for $1.3 billion.",
    "OpenAI raised concerns about regulation.",
    "Salesforce raised a $500 million fund for AI startups.",
    "Snowflake closed its $800 million acquisition of Streamlit.",
    "Anthropic raised the price of Claude from $2 to $3 per million tokens.",
    "Weaviate charges $25 per month.",
)


def find(sentence: Sentence) -> Iterator[Found]:
    """Yield who raises which round."""
    for round_ in funding.rounds(sentence):
        yield Found(
            PREDICATE,
            round_.company,
            COMPANY,
            round_.money,
            FUNDING_ROUND,
            round_.trigger,
            0.9,
            round_.attributes,
        )
