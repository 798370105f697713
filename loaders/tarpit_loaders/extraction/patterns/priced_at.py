"""A product costs a sum for a unit: "$20 per month"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Token
from tarpit_graph.ontology import PRICE, PRICED_AT, PRODUCT
from tarpit_graph.records import Scalar

from tarpit_loaders.extraction import claims, grammar, money
from tarpit_loaders.extraction.candidates import Candidate
from tarpit_loaders.extraction.money import Sum
from tarpit_loaders.extraction.sentence import Found, Sentence

PREDICATE = PRICED_AT
VERSION = 1

_COST = frozenset(
    "cost costs costing priced price prices start starts starting charge charges charged "
    "charging sell sells sold offered available go goes run runs".split()
)
_UNIT = re.compile(
    r"\A\s*(?:/|per\s+|an?\s+|each\s+|for\s+every\s+)\s*"
    r"((?:\d[\d,.]*\s?[km]?\s+|1[km]\s+|thousand\s+|million\s+)?"
    r"(?:input\s+|output\s+|cached\s+)?"
    r"(?:months?|mo|years?|yr|hours?|hr|minutes?|min|seconds?|users?|seats?|tokens?|images?|requests?|"
    r"queries|calls?|gpu[- ]hours?|gpu|characters?|pages?|gb|credits?)\b)",
    re.IGNORECASE,
)
_SHORT = {"mo": "month", "yr": "year", "hr": "hour", "min": "minute"}
TRIGGERS = ("$", "€", "£", "dollars", "usd", "eur")

MATCHES = (
    ("ChatGPT Plus costs $20 per month.", (("ChatGPT", "ChatGPT $20 per month", "completed"),)),
    (
        "Claude Pro is priced at $20/month.",
        (("Claude", "Claude $20 per month", "completed"),),
    ),
    (
        "GitHub Copilot starts at $10 a month.",
        (("GitHub Copilot", "GitHub Copilot $10 per month", "completed"),),
    ),
    (
        "OpenAI sells GPT-4 at $0.03 per 1K tokens.",
        (("GPT-4", "GPT-4 $0.03 per 1k tokens", "completed"),),
    ),
    (
        "Similar to ChatGPT, Claude Pro will cost $20/month.",
        (("Claude", "Claude $20 per month", "planned"),),
    ),
)
MISSES = (
    "OpenAI is making $80 million per month.",
    "Pinecone raised $100 million.",
    "ChatGPT has users in $20 hats.",
    "Training GPT-4 cost $100 million.",
)


def find(sentence: Sentence) -> Iterator[Found]:
    """Yield what costs how much."""
    text = sentence.span.text
    for sum_ in money.sums(text, sentence.year):
        unit = _UNIT.match(text[sum_.end :])
        span = sentence.span.char_span(sum_.start, sum_.end, alignment_mode="expand")
        if unit is None or span is None:
            continue
        verb = _verb(span.root)
        if verb is None:
            continue
        for product in _products(sentence, verb):
            yield _found(product, sum_, _per(unit[1]), Candidate(span, frozenset((PRICE,))), verb)


def _found(product: Candidate, sum_: Sum, per: str, price: Candidate, verb: Token) -> Found:
    _, known = claims.resolved(product, PRODUCT)
    named = Candidate(price.span, price.types, name=f"{known} {sum_.text} per {per}")
    attributes: dict[str, Scalar] = {"price_usd": sum_.usd, "price": sum_.text, "per": per}
    return Found(PREDICATE, product, PRODUCT, named, PRICE, verb, 0.85, attributes)


def _verb(sum_: Token) -> Token | None:
    return next((t for t in sum_.ancestors if t.lower_ in _COST), None)


def _products(sentence: Sentence, verb: Token) -> Iterator[Candidate]:
    """Yield what is sold: the object of "sells", else the subject of "costs"."""
    things = list(grammar.objects(verb)) if verb.lower_ in ("sell", "sells", "sold") else []
    tokens = [
        *things,
        *(c for c in verb.children if c.dep_ == "nsubjpass"),
        *grammar.subjects(verb),
    ]
    for token in tokens:
        named = [n for n in sentence.all_named(token, PRODUCT) if n.is_known]
        if named:
            yield from named
            return


def _per(unit: str) -> str:
    words = unit.lower().replace("gpu-", "gpu ").split()
    words = [_SHORT.get(word, word) for word in words]
    if len(words) == 1:
        words[0] = words[0].removesuffix("s") if words[0] != "queries" else "query"
    return " ".join(words)
