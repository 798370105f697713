"""A product costs a sum for a unit: "$20 per month"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tarpit_graph.ontology import PRICE, PRICED_AT, PRODUCT
from tarpit_graph.records import Scalar

from tarpit_loaders.extraction.entities import entity_linking
from tarpit_loaders.extraction.masked_sentence import SUM, RelationMatch, Sentence, Term
from tarpit_loaders.extraction.patterns import Pattern
from tarpit_loaders.reader import money
from tarpit_loaders.reader.money import Sum

_COST = re.compile(
    r"\b(?:costs?|costing|priced|prices?|starts?|starting|charg(?:es?|ed|ing)|sells?|sold|offered|available|"
    r"goes|go|runs?)\b",
    re.IGNORECASE,
)
_SELL = re.compile(r"\bs(?:ells?|old)\b", re.IGNORECASE)
#: How far before the sum the verb may stand, and before the verb what is sold.
_REACH = 60
UNIT = re.compile(
    r"\A\s*(?:/|per\s+|an?\s+|each\s+|for\s+every\s+)\s*"
    r"((?:\d[\d,.]*\s?[km]?\s+|1[km]\s+|thousand\s+|million\s+)?"
    r"(?:input\s+|output\s+|cached\s+)?"
    r"(?:months?|mo|years?|yr|hours?|hr|minutes?|min|seconds?|users?|seats?|tokens?|images?|requests?|"
    r"queries|calls?|gpu[- ]hours?|gpu|characters?|pages?|gb|credits?)\b)",
    re.IGNORECASE,
)
_SHORT = {"mo": "month", "yr": "year", "hr": "hour", "min": "minute"}


def find(sentence: Sentence) -> Iterator[RelationMatch]:
    """Yield what costs how much."""
    text = sentence.text
    year = sentence.published.year if sentence.published else None
    for sum_ in money.sums(text, year):
        unit = UNIT.match(text[sum_.end :])
        verbs = list(_COST.finditer(text, max(0, sum_.start - _REACH), sum_.start))
        if unit and verbs:
            for product in _sold(sentence, verbs[-1], sum_.start):
                said = (
                    (product.end, verbs[-1].end())
                    if product.end < verbs[-1].end()
                    else verbs[-1].span()
                )
                yield _found(product, sum_, per_unit(unit[1]), said)


def _sold(sentence: Sentence, verb: re.Match[str], end: int) -> Iterator[Term]:
    """Yield what is sold: what stands between "sells" and the sum, else the product nearest before the verb."""
    products = [t for t in sentence.terms if t.is_known and PRODUCT in t.types]
    between = [t for t in products if verb.end() <= t.start < end]
    before = [t for t in products if verb.start() - _REACH <= t.end <= verb.start()]
    yield from (between if _SELL.match(verb[0]) and between else before[-1:])


def _found(product: Term, sum_: Sum, per: str, said: tuple[int, int]) -> RelationMatch:
    known = entity_linking.name_of(product, PRODUCT)
    price = Term(
        sum_.start, sum_.end, SUM, frozenset((PRICE,)), name=f"{known} {sum_.text} per {per}"
    )
    attributes: dict[str, Scalar] = {"price_usd": sum_.usd, "price": sum_.text, "per": per}
    return RelationMatch(PRICED_AT, product, PRODUCT, price, PRICE, said, 0.85, attributes)


def per_unit(unit: str) -> str:
    """Return a unit in one spelling.

    >>> per_unit("mo"), per_unit("1M input tokens")
    ('month', '1m input tokens')
    """
    words = unit.lower().replace("gpu-", "gpu ").split()
    words = [_SHORT.get(word, word) for word in words]
    if len(words) == 1:
        words[0] = words[0].removesuffix("s") if words[0] != "queries" else "query"
    return " ".join(words)


PATTERN = Pattern(
    predicate=PRICED_AT,
    version=2,
    matches=(
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
    ),
    misses=(
        "OpenAI is making $80 million per month.",
        "Pinecone raised $100 million.",
        "ChatGPT has users in $20 hats.",
        "Training GPT-4 cost $100 million.",
    ),
    find=find,
)
