"""A company starts to serve a workload: it enters the segment."""

from __future__ import annotations

from collections.abc import Iterator

from tarpit_graph.ontology import COMPANY, ENTERED, WORKLOAD

from tarpit_loaders.extraction.masked_sentence import JOB, RelationMatch, Sentence, phrase
from tarpit_loaders.extraction.patterns import Pattern

_EXPAND = (
    r"(?:expand|mov|push|ventur|branch|extend|jump)(?:s|es|ed|e|ing)?(?: (?:out|beyond|further))?"
)
_ENTRY = r"(?:entry|expansion|move|push|foray|entrance)"
_LAUNCH = r"(?:launch|introduc|buil[dt]|releas|unveil)(?:e?s|e?d|ing|e)?"
#: Each with the confidence that it gives.
_SAID = (
    (phrase(r"{who:N+} ~venter(?:s|ed|ing)? (?:into )?(?:the |an? )?~1{what:W}"), 0.9),
    (
        phrase(
            rf"{{who:N+}} ~v{_EXPAND} (?:from (?:«[WB]\d+»|~3)\s?)?(?:into|to) (?:the )?~1{{what:W}}"
        ),
        0.85,
    ),
    (phrase(rf"{{who:N}}['’]s? ~1{_ENTRY} (?:into|in) (?:the )?~1{{what:W}}"), 0.85),
    (
        phrase(
            rf"{{who:N+}}(?:, [^«»,]{{0,60}},)? ~v{_LAUNCH} (?:its|their) (?:very )?(?:own|first) ~2{{what:W}}"
        ),
        0.8,
    ),
    (
        phrase(
            r"{who:N+} ~vadd(?:s|ed|ing)? {what:W}"
            r"(?=\.|,|;|\Z| (?:in|to|last|this|with|as|and|on)\b)"
        ),
        0.7,
    ),
)


def find(sentence: Sentence) -> Iterator[RelationMatch]:
    """Yield who enters which segment."""
    if not sentence.has(JOB):
        return
    for said, sure in _SAID:
        for hit in sentence.find(said):
            (job,) = hit["what"]
            for company in hit["who"]:
                if COMPANY in company.types:
                    span = company.end, job.start
                    yield RelationMatch(ENTERED, company, COMPANY, job, WORKLOAD, span, sure)


PATTERN = Pattern(
    predicate=ENTERED,
    version=2,
    matches=(
        (
            "Databricks entered the vector database market.",
            (("Databricks", "Vector databases", "completed"),),
        ),
        (
            "Datadog is expanding into LLM observability.",
            (("Datadog", "LLM observability", "announced"),),
        ),
        ("Snowflake moved into vector search.", (("Snowflake", "Vector databases", "completed"),)),
        (
            "Cloudflare launched its own vector database.",
            (("Cloudflare", "Vector databases", "completed"),),
        ),
        (
            "OctoML, known for its compiler, launched its own managed inference service.",
            (("OctoAI", "Managed inference", "completed"),),
        ),
        (
            "Weights & Biases expanded from experiment tracking to LLM observability.",
            (("Weights & Biases", "LLM observability", "completed"),),
        ),
        ("MongoDB added vector search in 2022.", (("MongoDB", "Vector databases", "completed"),)),
        (
            "NVIDIA plans to enter the model gateway market.",
            (("NVIDIA", "Model gateways", "planned"),),
        ),
        (
            "MongoDB's push into vector search surprised nobody.",
            (("MongoDB", "Vector databases", "completed"),),
        ),
    ),
    misses=(
        "Pinecone is a vector database.",
        "Google moved to a new office.",
        "OpenAI added election guardrails to ChatGPT.",
        "Users enter a prompt into the AI chatbot of Google.",
        "Notion uses a vector database.",
    ),
    find=find,
)
