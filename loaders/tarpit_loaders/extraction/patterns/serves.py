"""A product does a job: it belongs to the segment of a workload."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Token
from tarpit_graph.ontology import PRODUCT, WORKLOAD

from tarpit_loaders.extraction import grammar
from tarpit_loaders.extraction.candidates import Candidate
from tarpit_loaders.extraction.sentence import Found, Sentence
from tarpit_loaders.markup.block import Kind

PREDICATE = "SERVES"
VERSION = 1
TRIGGERS: tuple[str, ...] = ()

#: What opens a list of names after a job, and what may stand between the names.
_OPENS = frozenset((":", "as", "like", "including", "(", "include", "are"))
_BETWEEN = frozenset((",", "and", "or", "&", "the", "such", "as", "both", "e.g."))
_OFFER = frozenset("offer provide launch release build make develop sell introduce".split())
#: Between the name and what it is. A hyphen without spaces must not be part of the name: "VALL-E".
_DASH = re.compile(r"\s+[-–—]\s*|[-–—]\s+|[–—]|-(?=[A-Z][a-z]{2})")
#: After these a list item speaks of whom it is for or how it works, not of what it is.
_ASIDE = re.compile(
    r"\b(?:for|from|by|using|with|between|in|into|on|of|to|that|use|get|let)\b", re.I
)

MATCHES = (
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
)
MISSES = (
    "Databricks customers build AI agents.",
    "OpenAI uses a vector database.",
    "Vector databases are a crowded segment.",
    "Notion connects to Pinecone for vector search.",
)


def find(sentence: Sentence) -> Iterator[Found]:
    """Yield which product does which job."""
    if not sentence.workloads:
        return
    for workload in sentence.workloads:
        for product, trigger, confidence in _servers(sentence, workload):
            if _may_serve(product):
                yield Found(PREDICATE, product, PRODUCT, workload, WORKLOAD, trigger, confidence)
    yield from _listed(sentence)
    yield from _gathered(sentence)


def _may_serve(candidate: Candidate) -> bool:
    """Tell whether a name may be a product.

    Google offers an assistant, but none called Google; Eric made a chatbot, and Oslo has some.
    """
    if candidate.is_known:
        return PRODUCT in candidate.types
    return candidate.root.ent_type_ not in ("GPE", "PERSON")


def _servers(
    sentence: Sentence, workload: Candidate
) -> Iterator[tuple[Candidate, Token | None, float]]:
    noun = grammar.phrase_head(workload.root)
    if noun.dep_ in ("attr", "oprd"):
        for subject in grammar.subjects(noun.head):
            for product in sentence.all_named(subject):
                yield product, noun, 0.9
    elif noun.dep_ == "pobj" and noun.head.lower_ == "in" and noun.head.head.lemma_ == "be":
        for subject in grammar.subjects(noun.head.head):
            for product in sentence.all_named(subject):
                if product.is_known:
                    yield product, noun.head.head, 0.75
    elif noun.dep_ == "appos":
        if (named := sentence.named(noun.head)) is not None:
            yield named, None, 0.9
    elif noun.dep_ == "dobj" and noun.head.lemma_ in _OFFER:
        for subject in grammar.subjects(noun.head):
            for product in sentence.all_named(subject):
                yield product, noun.head, 0.8
    yield from _beside(sentence, workload, noun)


def _beside(
    sentence: Sentence, workload: Candidate, noun: Token
) -> Iterator[tuple[Candidate, Token | None, float]]:
    """ "the vector database Qdrant", "vector database startup Pinecone"."""
    doc = workload.span.doc
    if not workload.root.tag_.startswith("NN") or workload.root.lower_.endswith("ing"):
        return  # "a guide to fine-tuning Whisper"
    end = max(workload.span.end, noun.i + 1)
    while end < len(doc) and doc[end].lower_ in ("startup", "company", "provider", "maker", "tool"):
        end += 1
    if end < len(doc) and (product := sentence.by_token.get(end)) and product.span.start == end:
        yield product, None, 0.8


def _gathered(sentence: Sentence) -> Iterator[Found]:
    """Names gathered under a job: "vector databases: A, B and C", "In LLM observability, A and B"."""
    doc = sentence.span.doc
    for workload in sentence.workloads:
        before = doc[workload.span.start - 1].lower_ if workload.span.start else ""
        fronted = (
            before in ("in", "for", "within") and workload.span.start - sentence.span.start <= 3
        )
        start = workload.span.end
        while start < sentence.span.end and start - workload.span.end < 3:
            token = doc[start]
            if token.lower_ in _OPENS or (fronted and token.text == ","):
                names = list(_run(sentence, start + 1))
                sure = 0.8 if token.lower_ in _OPENS else 0.65
                if len(names) >= 2:
                    for name in names:
                        yield Found(PREDICATE, name, PRODUCT, workload, WORKLOAD, None, sure)
                break
            start += 1


def _run(sentence: Sentence, start: int) -> Iterator[Candidate]:
    """Yield the known products that follow one another from a word on."""
    doc, position = sentence.span.doc, start
    while position < sentence.span.end:
        name = sentence.by_token.get(position)
        if name is not None:
            if not name.is_known or PRODUCT not in name.types:
                return
            yield name
            position = name.span.end
        elif doc[position].lower_ in _BETWEEN:
            position += 1
        else:
            return


def _listed(sentence: Sentence) -> Iterator[Found]:
    """An item of a list that opens with a name: "Langfuse - open-source LLM observability"."""
    if sentence.kind is not Kind.ITEM or not sentence.candidates or sentence.span.start != 0:
        return
    first, text = sentence.candidates[0], sentence.span.text
    if first.span.start != 0 or not (dash := _DASH.match(text, len(first.text))):
        return
    for workload in sentence.workloads:
        before = text[dash.end() : max(dash.end(), workload.span.start_char)]
        if len(before) <= 60 and not _ASIDE.search(before):
            yield Found(PREDICATE, first, PRODUCT, workload, WORKLOAD, None, 0.75)
            return
