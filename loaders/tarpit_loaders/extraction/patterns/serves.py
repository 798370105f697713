"""A product does a job: it belongs to the segment of a workload."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tarpit_graph.ontology import PRODUCT, WORKLOAD

from tarpit_loaders.extraction.masked_sentence import (
    JOB,
    PhraseMatch,
    RelationMatch,
    Sentence,
    between,
    phrase,
)
from tarpit_loaders.extraction.patterns import Pattern
from tarpit_loaders.markup.block import Kind

_KINDS = r"(?:startups?|company|companies|providers?|makers?|tools?|platforms?|vendors?|firms?)"
#: After these words a phrase says whom a thing is for or how it works, not what it is.
_ASIDE = re.compile(
    r"\b(?:for|from|by|using|with|between|in|into|on|of|to|that|which|use|uses|get|let|lets)\b",
    re.I,
)
#: What may stand there all the same.
_CLAUSE = re.compile(r"\A, wh(?:ich|o)\b|\A, (?:formerly|previously) [^,]*,| to (?:be|become)\b")
#: "a vector database user" is no vector database.
_NO_OTHER = r"(?! (?:users?|customers?|clients?|conference|course|guide|tutorial|market|space)\b)"
_OFFERS = r"(?:offer|provid|launch|releas|buil[dt]|mak|develop|sell|introduc|open-sourc)(?:e?s|e?d|ing|e)?"
_FORMERLY = r"(?:, (?:formerly|previously) [^,]{0,40},|, which|, who)?"
#: Each with the confidence that it gives.
_SAID = (
    (
        phrase(
            rf"{{who:N+}} ~v(?:is|are|was|were|be|become|becomes|became) ~5{{what:W}}{_NO_OTHER}"
        ),
        0.9,
    ),
    (phrase(rf"{{who:N}}, (?:an?|the|another|our|its) ~4{{what:W}}{_NO_OTHER}"), 0.9),
    (phrase(rf"{{what:W}} (?:{_KINDS} )?{{who:N+}}"), 0.8),
    (phrase(rf"{{who:N+}}{_FORMERLY} ~v{_OFFERS} ~4{{what:W}}{_NO_OTHER}"), 0.8),
    (phrase(r"{who:N+} (?:is|are|was|were) (?:all |both )?in (?:the )?{what:W}"), 0.75),
)
_GATHERED = (
    (phrase(r"{what:W} ?~2(?::|such as|like|including|\(|include|are) (?:both )?{who:N+}"), 0.8),
    (phrase(r"\b(?:in|for|within) (?:the )?{what:W},? ~2{who:N+}"), 0.65),
)
#: An entry of a list of changes says what was done, and its titles are no names: "Fix Guardrail Monitor - PR #2580".
_CHANGE = re.compile(
    r"\bPRs?\b|#\d{2,}|\A\W*(?:add|allow|feat|fix|refactor|remove|support|update)(?:e?d|e?s|ing)?\b",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"(?:an?|the|your|our)\b", re.IGNORECASE)
_DASHED = phrase(
    r"\A{who:N}(?:\s+[-–—]\s*|[-–—]\s+|[–—]|-(?=(?-i:[A-Z][a-z]{2}))|: )(?P<gap>[^«»]{0,60}){what:W}"
)


def find(sentence: Sentence) -> Iterator[RelationMatch]:
    """Yield which product does which job."""
    if not sentence.has(JOB):
        return
    is_change = bool(_CHANGE.search(sentence.text))
    for said, sure in _SAID:
        for hit in sentence.find(said):
            if not _is_aside(sentence, hit) and not _is_title(sentence, hit, is_change):
                yield from _each(hit, sure)
    for said, sure in _GATHERED:
        for hit in sentence.find(said):
            if len(hit["who"]) > 1 and all(t.is_known and PRODUCT in t.types for t in hit["who"]):
                yield from _each(hit, sure)
    if sentence.kind is Kind.ITEM and sentence.opens and not is_change:
        for hit in sentence.find(_DASHED):
            if not _ASIDE.search(hit.words.get("gap", "")) and not _is_heading(sentence, hit):
                yield from _each(hit, 0.75)


def _is_aside(sentence: Sentence, hit: PhraseMatch) -> bool:
    """Tell whether other words than what it is stand between a name and a job."""
    start, end = between(hit["who"][-1], hit["what"][0])
    words = _CLAUSE.sub("", sentence.text[start:end])
    return bool(_ASIDE.search(words.replace(" in ", " ", 1)))


def _is_title(sentence: Sentence, hit: PhraseMatch, is_change: bool) -> bool:
    """Tell whether an unknown name is the rest of a title: "Guardrail Entity", "Production LLM Evals Group"."""
    (job,), first = hit["what"], hit["who"][0]
    if first.is_known:
        return False
    last = sentence.text[job.start : job.end].split()[-1]
    return is_change or (job.end + 1 == first.start and last[0].isupper())


def _is_heading(sentence: Sentence, hit: PhraseMatch) -> bool:
    """Tell a heading on the job itself from a name that is explained: "MCP Overview - managing MCP servers"."""
    (name,), (job,) = hit["who"], hit["what"]
    if name.is_known or _ARTICLE.match(hit.words.get("gap", "")):
        return False
    words = (
        {w.lower().removesuffix("s") for w in sentence.text[t.start : t.end].split()}
        for t in (name, job)
    )
    return bool(set.intersection(*words) - {"ai"})


def _each(hit: PhraseMatch, sure: float) -> Iterator[RelationMatch]:
    (job,) = hit["what"]
    for product in hit["who"]:
        if PRODUCT in product.types:
            said = min(product.end, job.end), max(product.start, job.start)
            yield RelationMatch("SERVES", product, PRODUCT, job, WORKLOAD, said, sure)


PATTERN = Pattern(
    predicate="SERVES",
    version=2,
    matches=(
        ("Pinecone is a vector database.", (("Pinecone", "Vector databases", "completed"),)),
        (
            "Weaviate, an open-source vector database, raised $50 million.",
            (("Weaviate", "Vector databases", "completed"),),
        ),
        (
            "They store embeddings in the vector database Qdrant.",
            (("Qdrant", "Vector databases", "completed"),),
        ),
        (
            "Langfuse offers LLM observability to developers.",
            (("Langfuse", "LLM observability", "completed"),),
        ),
        (
            "MongoDB bought Voyage AI, which makes embedding models.",
            (("Voyage AI", "Embeddings", "completed"),),
        ),
        (
            "Vector database startup Pinecone raised money.",
            (("Pinecone", "Vector databases", "completed"),),
        ),
        ("Cursor is an AI code editor.", (("Cursor", "Code assistants", "completed"),)),
        (
            "There are a dozen vector databases: Pinecone, Weaviate, Qdrant and Milvus.",
            (
                ("Pinecone", "Vector databases", "completed"),
                ("Milvus", "Vector databases", "completed"),
            ),
        ),
        (
            "Vector databases such as Weaviate and Qdrant look alike.",
            (("Qdrant", "Vector databases", "completed"),),
        ),
        (
            "In LLM observability, LangSmith, Langfuse and Helicone look alike.",
            (("Helicone", "LLM observability", "completed"),),
        ),
        (
            "Snorkel AI and Labelbox are in data labelling.",
            (("Labelbox", "Data labelling", "completed"),),
        ),
        ("Neon is not a vector database.", (("Neon", "Vector databases", "denied"),)),
    ),
    misses=(
        "Databricks customers build AI agents.",
        "OpenAI uses a vector database.",
        "Vector databases are a crowded segment.",
        "Notion connects to Pinecone for vector search.",
    ),
    find=find,
)
