"""Terms of deals and rounds: price, payment, series, valuation."""

from __future__ import annotations

import re

from tarpit_graph.ontology import ACQUIRED, RAISED
from tarpit_graph.records import Scalar

from tarpit_loaders.extraction.claims import TextSpan
from tarpit_loaders.reader import money

_OTHER_SUMS = re.compile(r"valu|rais|fund|revenue|worth of", re.IGNORECASE)
_PAYMENT = re.compile(r"\b(?:in|all[- ])(?:(?: |-)?(?:cash|stock)(?: and)?)+\b", re.IGNORECASE)
_UNDISCLOSED = re.compile(r"\b(?:undisclosed|terms\b.{0,30}\bnot disclosed)", re.IGNORECASE)
_ACQUIHIRE = re.compile(r"acqui-?hire", re.IGNORECASE)
_LICENSED = re.compile(r"\blicen[sc]", re.IGNORECASE)
_SERIES = re.compile(r"\b(?:(pre-?seed|seed|angel)|series[ -]([a-k])\d?)\b(?!-)", re.IGNORECASE)
_EARLIER = re.compile(r"\b(?:after|since|following|before|previous|earlier|last)\b.{0,20}\Z")
_VALUED = re.compile(r"(?:valu(?:e[ds]|ing|ation)\b(?: \w+){0,4}|worth)\W*\Z", re.IGNORECASE)
_LED = re.compile(r"\b(?:co-)?(?:led|headed)(?: \w+){0,2} by\W*\Z", re.IGNORECASE)


def of(predicate: str, place: TextSpan) -> dict[str, Scalar]:
    """Return the attributes that a relation has by its sentence."""
    published = place.document.published
    year = published.year if published else None
    if predicate == ACQUIRED:
        return _deal(place.text, year)
    return _round(place.text, year) if predicate == RAISED else {}


def leads(text: str, start: int) -> bool:
    """Tell whether the investor at `start` led the round: "a round led by Redpoint".

    >>> leads("a round led by Redpoint", 15), leads("a round with Redpoint", 13)
    (True, False)
    """
    return bool(_LED.search(text[max(0, start - 40) : start]))


def _deal(text: str, year: int | None) -> dict[str, Scalar]:
    kind = "acquihire" if _ACQUIHIRE.search(text) else "acquisition"
    if _LICENSED.search(text):
        kind = "licence_and_hire"
    held: dict[str, Scalar] = {"kind": kind}
    if payment := _PAYMENT.search(text):
        held["payment"] = " and ".join(re.findall(r"cash|stock", payment[0].lower()))
    if _UNDISCLOSED.search(text):
        held["price"] = "undisclosed"
    elif not _OTHER_SUMS.search(text) and (price := money.only(text, year)):
        held |= {"price": price.text, "price_usd": price.usd}
    return held


def _round(text: str, year: int | None) -> dict[str, Scalar]:
    held: dict[str, Scalar] = {}
    for sum_ in money.sums(text, year):
        before, after = text[max(0, sum_.start - 40) : sum_.start], text[sum_.end : sum_.end + 25]
        is_value = _VALUED.search(before) or re.match(r"[\s-]*(?:\w+-?money )?valuation", after)
        if is_value:
            held.setdefault("valuation_usd", sum_.usd)
        elif "amount" not in held:
            held |= {"amount_usd": sum_.usd, "amount": sum_.text}
    if named := series(text):
        held["series"] = named
    return held


#: What follows a sum that is no round: what a fund, a price or a product brings.
_NO_ROUND = re.compile(
    r"[\s-]*(?:\w+[\s-]){0,2}?(?:fund|funds|revenue|sales|arr|debt|loan|contract|customers|per|a month|a year|"
    r"a share|prize|fine)\b|[\s-]*valuation\b|/",
    re.IGNORECASE,
)
#: Less is a price.
_MINIMUM = 10_000


def is_round(text: str, sum_: money.Sum) -> bool:
    """Tell whether a sum of a sentence may be that of a round."""
    return sum_.usd >= _MINIMUM and not _NO_ROUND.match(text, sum_.end)


def round_name(text: str, letters: str) -> str:
    """Return what a round is called beside its company: its series, else its sum in short.

    >>> round_name("raised $5 million", "$5 million"), round_name("a Series A of $5M", "$5M")
    ('$5M', 'Series A')
    """
    return series(text) or letters.replace(" million", "M").replace(" billion", "B")


def series(text: str) -> str:
    """Return the series of the round that a sentence tells of, or nothing.

    >>> series("raised $5M in a Series A, after its seed round"), series("raised $5M")
    ('Series A', '')
    """
    found = (m for m in _SERIES.finditer(text) if not _EARLIER.search(text[: m.start()]))
    match = next(found, None)
    if match is None:
        return ""
    early, letter = match.groups()
    if letter:
        return f"Series {letter.upper()}"
    return "Pre-seed" if early.lower().startswith("pre") else str(early).capitalize()
