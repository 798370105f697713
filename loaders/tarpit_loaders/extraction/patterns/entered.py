"""A company starts to serve a workload: it enters the segment."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token
from tarpit_graph.ontology import COMPANY, ENTERED, WORKLOAD

from tarpit_loaders.extraction import grammar
from tarpit_loaders.extraction.candidates import Candidate
from tarpit_loaders.extraction.sentence import Found, Sentence

PREDICATE = ENTERED
VERSION = 1

_ENTER = frozenset("enter enters entered entering".split())
_EXPAND = frozenset(
    "expand expands expanded expanding move moves moved moving push pushes pushed pushing "
    "venture ventures ventured branch branches branched extend extends extended jump jumps "
    "jumped get gets got getting".split()
)
_ENTRY = frozenset(("entry", "expansion", "move", "push", "foray", "entrance"))
_LAUNCH = frozenset(
    "launch launches launched launching introduce introduces introduced introducing build "
    "builds built building release releases released unveil unveils unveiled".split()
)
_ADD = frozenset(("add", "adds", "added", "adding"))
#: A launch is an entry where the sentence says that the thing is the company's own.
_OWN = frozenset(("own", "first"))
_INTO = ("into", "in", "to")
TRIGGERS: tuple[str, ...] = ()

MATCHES = (
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
        "Weights & Biases expanded from experiment tracking to LLM observability.",
        (("Weights & Biases", "LLM observability", "completed"),),
    ),
    ("MongoDB added vector search in 2022.", (("MongoDB", "Vector databases", "completed"),)),
    ("NVIDIA plans to enter the model gateway market.", (("NVIDIA", "Model gateways", "planned"),)),
    (
        "MongoDB's push into vector search surprised nobody.",
        (("MongoDB", "Vector databases", "completed"),),
    ),
)
MISSES = (
    "Pinecone is a vector database.",
    "Google moved to a new office.",
    "OpenAI added election guardrails to ChatGPT.",
    "Users enter a prompt into the AI chatbot of Google.",
    "Notion uses a vector database.",
)


def find(sentence: Sentence) -> Iterator[Found]:
    """Yield who enters which segment."""
    for workload in sentence.workloads:
        for company, trigger, confidence in _entrants(sentence, workload):
            if company.may_be_organisation:
                yield Found(PREDICATE, company, COMPANY, workload, WORKLOAD, trigger, confidence)


def _entrants(sentence: Sentence, workload: Candidate) -> Iterator[tuple[Candidate, Token, float]]:
    noun = grammar.phrase_head(workload.root)
    above = noun.head
    if noun.dep_ == "dobj" and above.lower_ in _ENTER:
        yield from _by(sentence, grammar.subjects(above), above, 0.9)
    elif noun.dep_ == "dobj" and above.lower_ in _LAUNCH and _is_own(noun):
        yield from _by(sentence, grammar.subjects(above), above, 0.8)
    elif noun.dep_ == "dobj" and above.lower_ in _ADD and _is_bare(workload, noun):
        yield from _by(sentence, grammar.subjects(above), above, 0.7)
    elif noun.dep_ == "pobj" and above.lower_ in _INTO:
        verb = above.head
        source = verb.dep_ == "pobj" and verb.head.lower_ == "from"
        if source:  # "expanded from X to Y": the parser hangs "to" on X
            verb = verb.head.head
        leads = above.lower_ == "into" or source or any(grammar.after(verb, "from"))
        if verb.lower_ in _EXPAND and verb.pos_ == "VERB" and leads:
            yield from _by(sentence, grammar.subjects(verb), verb, 0.85)
        elif verb.lower_ in _ENTRY:
            owners = [c for c in verb.children if c.dep_ == "poss"]
            yield from _by(sentence, owners or list(grammar.doers(verb)), verb, 0.85)


def _by(
    sentence: Sentence, tokens: Iterator[Token] | list[Token], trigger: Token, confidence: float
) -> Iterator[tuple[Candidate, Token, float]]:
    for token in tokens:
        for company in sentence.all_named(token, COMPANY):
            yield company, trigger, confidence


def _is_bare(workload: Candidate, noun: Token) -> bool:
    """Tell "added vector search" from "added election guardrails" and "added chatbot technology"."""
    if noun != workload.root:
        return False
    inside = range(workload.span.start, workload.span.end)
    return all(child.i in inside or child.dep_ == "prep" for child in workload.root.children)


def _is_own(noun: Token) -> bool:
    return any(child.lower_ in _OWN for child in noun.children)
