"""A company turns from one job to another."""

from __future__ import annotations

from collections.abc import Iterator

from tarpit_graph.ontology import COMPANY, PIVOTED_TO, WORKLOAD

from tarpit_loaders.extraction.masked_sentence import JOB, RelationMatch, Sentence, phrase
from tarpit_loaders.extraction.patterns import Pattern

_PIVOT = (
    r"(?:pivot(?:s|ed|ing)?|reposition(?:s|ed|ing)?|rebrand(?:s|ed)?|refocus(?:es|ed|ing)?|"
    r"shift(?:s|ed|ing)?|morphed|turned)"
)
_FROM = r"(?:from (?:{former:W}|~4)\s?)?"
_SAID = phrase(
    rf"{{who:N+}}(?:['’]s?)? ~5{_PIVOT} (?:itself |(?:its |their )?focus )?{_FROM}"
    r"(?:to|into|on|towards?|as) (?:an? |the )?~1{what:W}"
)


def find(sentence: Sentence) -> Iterator[RelationMatch]:
    """Yield who turns to which job."""
    if not sentence.has(JOB):
        return
    for hit in sentence.find(_SAID):
        (job,), former = hit["what"], hit.slots.get("former", ())
        for company in hit["who"]:
            if COMPANY in company.types:
                held = {"from": former[0].entries[0].name} if former else {}
                span = company.end, job.start
                yield RelationMatch(PIVOTED_TO, company, COMPANY, job, WORKLOAD, span, 0.85, held)


PATTERN = Pattern(
    predicate=PIVOTED_TO,
    version=2,
    matches=(
        ("Adept pivoted to agent frameworks.", (("Adept", "Agent frameworks", "completed"),)),
        (
            "Humanloop pivoted from data labelling to LLM evaluation.",
            (("Humanloop", "Evaluation", "completed"),),
        ),
        (
            "Neeva's pivot from web search to vector databases came late.",
            (("Neeva", "Vector databases", "completed"),),
        ),
        (
            "Rockset repositioned itself as a vector database.",
            (("Rockset", "Vector databases", "completed"),),
        ),
        ("Neeva plans to pivot to vector databases.", (("Neeva", "Vector databases", "planned"),)),
    ),
    misses=(
        "Pinecone shifted its vector database to a new cloud.",
        "Rockset shifted its attention from vector databases.",
        "A pivotal moment for vector databases, says Pinecone.",
        "Pinecone turned down an offer for its vector database.",
    ),
    find=find,
)
