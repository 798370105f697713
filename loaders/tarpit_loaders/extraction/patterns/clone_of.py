"""A product is an open-source alternative to another."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Token
from tarpit_graph.ontology import CLONE_OF, PRODUCT

from tarpit_loaders.extraction import grammar
from tarpit_loaders.extraction.candidates import Candidate
from tarpit_loaders.extraction.sentence import Found, Sentence

PREDICATE = CLONE_OF
VERSION = 1

#: A double only where the sentence says that its source is open.
_DOUBLES = frozenset(
    "alternative alternatives version replacement equivalent answer reimplementation "
    "re-implementation implementation competitor rival port".split()
)
_CLONES = frozenset(("clone", "clones", "replica", "fork"))
_OPEN = re.compile(r"\b(?:open[- ]?sourced?|oss|self[- ]host(?:ed|able))\b", re.IGNORECASE)
TRIGGERS = (
    "open-source",
    "open source",
    "opensource",
    "oss ",
    "self-host",
    "self host",
    "clone",
    "fork",
    "replica",
)

MATCHES = (
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
    ("Qdrant is not an open-source clone of Pinecone.", (("Qdrant", "Pinecone", "denied"),)),
)
MISSES = (
    "Claude is an alternative to ChatGPT.",
    "Meta open-sourced Llama.",
    "Weaviate is open source, an answer to Pinecone's prices is not.",
    "ElevenLabs offers a voice clone of you.",
)


def find(sentence: Sentence) -> Iterator[Found]:
    """Yield which product is a double of which."""
    for token in sentence.span:
        word = token.lower_
        if word in _CLONES or (word in _DOUBLES and _is_open(token)):
            for double, original in _pairs(sentence, token):
                if double.text != original.text:
                    trigger = token if token.dep_ in ("attr", "oprd", "dobj", "ROOT") else None
                    yield Found(PREDICATE, double, PRODUCT, original, PRODUCT, trigger, 0.9)


def _is_open(noun: Token) -> bool:
    """Tell whether words before a noun say that the source is open: "open source", "OSS"."""
    before = noun.doc[max(noun.sent.start, noun.i - 6) : noun.i].text
    return bool(_OPEN.search(before))


def _pairs(sentence: Sentence, noun: Token) -> Iterator[tuple[Candidate, Candidate]]:
    originals = list(grammar.after(noun, "to", "of", "for"))
    if not originals and noun.dep_ in ("attr", "oprd") and noun.lower_ not in _CLONES:
        originals = list(grammar.after(noun.head, "to", "for"))
    for original in (n for t in originals for n in sentence.all_named(t, PRODUCT)):
        for double in sentence.all_called(noun):
            if PRODUCT in double.types:
                yield double, original
        if (leader := _leader(sentence, noun)) is not None:
            yield leader, original


def _leader(sentence: Sentence, noun: Token) -> Candidate | None:
    """Return X of "X: an open-source alternative to Y" and "X - …", as lists and headlines have it."""
    start = min((t.i for t in noun.lefts), default=noun.i)
    while start > sentence.span.start and sentence.span.doc[start - 1].lower_ in ("a", "an", "the"):
        start -= 1
    if start - 1 <= sentence.span.start or noun.doc[start - 1].text not in (
        ":",
        "-",
        "–",
        "—",
        ",",
    ):
        return None
    left = sentence.by_token.get(start - 2)
    return left if left is not None and PRODUCT in left.types else None
