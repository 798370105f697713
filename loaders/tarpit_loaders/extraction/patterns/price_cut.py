"""A product gets cheaper: from one sum to another, or by a share of its price."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tarpit_graph.ontology import PRICE, PRICED_AT, PRODUCT
from tarpit_graph.records import Scalar

from tarpit_loaders.extraction.entities import entity_linking
from tarpit_loaders.extraction.masked_sentence import (
    SUM,
    PhraseMatch,
    RelationMatch,
    Sentence,
    Term,
    phrase,
)
from tarpit_loaders.extraction.patterns import Pattern
from tarpit_loaders.extraction.patterns.priced_at import UNIT, per_unit
from tarpit_loaders.reader import money

_CUT = r"(?:cut|cuts|cutting|slash|slashed|slashes|slashing|lower(?:s|ed|ing)?|reduc(?:es?|ed|ing)|drop(?:s|ped|ping)?)"
_PRICE = r"(?:(?:the|its|their|input|output|token|api|\w+['’]s?) ){0,3}(?:prices?|costs?|pricing)"
_SHARE = r"(?P<share>\d{1,2}(?:\.\d+)?) ?(?:%|percent\b|per cent\b)"
#: Without one of these words no phrase below matches: looked for first, since a phrase takes long to fail.
_TRIGGER = re.compile(r"price|cost|pricing|cheaper", re.IGNORECASE)
_FROM_TO = phrase(rf"~v{_CUT} {_PRICE} (?:of|for|on) {{what:N}},? from (?=\W?\d)")
_BY = (
    phrase(rf"~v{_CUT} {_PRICE} (?:of|for|on) {{what:N}},? by (?:up to )?{_SHARE}"),
    phrase(
        rf"~v{_CUT} {{what:N}}['’]?s? (?:\w+ )?(?:prices?|costs?|pricing) by (?:up to )?{_SHARE}"
    ),
    phrase(
        rf"{{what:N}} ~v(?:is|are|gets?|got|became|becomes) (?:now |about |up to ){{0,3}}{_SHARE} cheaper"
    ),
    phrase(rf"{{what:N}} [^«».]{{0,40}}, {_CUT} {_PRICE} by (?:up to )?{_SHARE}"),
)


def find(sentence: Sentence) -> Iterator[RelationMatch]:
    """Yield what costs less from now on."""
    if not _TRIGGER.search(sentence.text):
        return
    for hit in sentence.find(_FROM_TO):
        yield from _new_price(sentence, hit)
    for said in _BY:
        for hit in sentence.find(said):
            (product,) = hit["what"]
            if _is_product(product):
                share = f"{hit.words['share']}% cheaper"
                yield _found(
                    product, hit.end, hit.end, share, {"cut": float(hit.words["share"]) / 100}
                )


def _new_price(sentence: Sentence, hit: PhraseMatch) -> Iterator[RelationMatch]:
    """Yield the second of two sums: what it costs now."""
    (product,) = hit["what"]
    year = sentence.published.year if sentence.published else None
    sums = [s for s in money.sums(sentence.text, year) if s.start >= hit.end - 1][:2]
    if len(sums) < 2 or PRODUCT not in product.types:
        return
    now = sums[1]
    unit = UNIT.match(sentence.text[now.end :])
    if unit and sentence.text[sums[0].end : now.start].strip() == "to":
        per = per_unit(unit[1])
        held: dict[str, Scalar] = {"price_usd": now.usd, "price": now.text, "per": per}
        yield _found(product, now.start, now.end, f"{now.text} per {per}", held)


def _is_product(term: Term) -> bool:
    return term.is_known and PRODUCT in term.types


def _found(
    product: Term, start: int, end: int, name: str, held: dict[str, Scalar]
) -> RelationMatch:
    known = entity_linking.name_of(product, PRODUCT)
    price = Term(start, end, SUM, frozenset((PRICE,)), name=f"{known} {name}")
    said = min(product.start, start), max(product.start, start)
    return RelationMatch(PRICED_AT, product, PRODUCT, price, PRICE, said, 0.85, held)


PATTERN = Pattern(
    predicate=PRICED_AT,
    version=3,
    matches=(
        (
            "OpenAI cut the price of GPT-4 from $10 to $5 per million input tokens.",
            (("GPT-4", "GPT-4 $5 per million input tokens", "completed"),),
        ),
        (
            "Northwind cut the price of Kite from $10 to $5 per million input tokens.",
            (("Kite", "Kite $5 per million input tokens", "completed"),),
        ),
        (
            "GPT-3.5 Turbo is about to get cheaper, slashing input costs by 50% and output by 25%.",
            (("GPT-3.5 Turbo", "GPT-3.5 Turbo 50% cheaper", "planned"),),
        ),
        ("OpenAI cut the price of GPT-4 by 20%.", (("GPT-4", "GPT-4 20% cheaper", "completed"),)),
        ("ChatGPT is now 30% cheaper.", (("ChatGPT", "ChatGPT 30% cheaper", "completed"),)),
        (
            "OpenAI plans to cut the price of GPT-4 by 20%.",
            (("GPT-4", "GPT-4 20% cheaper", "planned"),),
        ),
    ),
    misses=(
        "Jasper cut its internal share price by 20%.",
        "OpenAI cut the team of ChatGPT by 20%.",
        "GPT-4 cuts errors by 50%.",
        "Northwind cut prices by 20% because GPT-4 is good.",
    ),
    find=find,
)
