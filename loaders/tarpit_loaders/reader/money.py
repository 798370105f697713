"""Sums of money in a sentence, in US dollars, with the words that state them.

Other currencies are turned into dollars at the average rate of the year: see `names/rates.yml`.

>>> [(s.text, s.usd) for s in sums("for $1.3B in cash, or £400 million", 2023)]
[('$1.3B', 1300000000.0), ('£400 million', 497600000.0)]
>>> sums("for an undisclosed sum", 2023)
[]
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import yaml

from tarpit_loaders.names import catalog

_SCALE = {
    **dict.fromkeys(("k", "thousand"), 1e3),
    **dict.fromkeys(("m", "mn", "mil", "mln", "million"), 1e6),
    **dict.fromkeys(("b", "bn", "bln", "billion"), 1e9),
    **dict.fromkeys(("t", "trn", "trillion"), 1e12),
}
_CURRENCIES = {
    "$": "USD", "us$": "USD", "usd": "USD", "dollars": "USD", "dollar": "USD",
    "€": "EUR", "eur": "EUR", "euros": "EUR", "euro": "EUR",
    "£": "GBP", "gbp": "GBP", "pounds": "GBP",
    "¥": "JPY", "jpy": "JPY", "yen": "JPY", "yuan": "CNY", "rmb": "CNY", "cny": "CNY",
    "₹": "INR", "inr": "INR", "rupees": "INR", "₩": "KRW", "krw": "KRW", "won": "KRW",
    "a$": "AUD", "au$": "AUD", "aud": "AUD", "c$": "CAD", "ca$": "CAD", "cad": "CAD",
    "s$": "SGD", "sgd": "SGD", "chf": "CHF", "francs": "CHF", "sek": "SEK", "kronor": "SEK",
}  # fmt: skip
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_UNIT = r"thousand|million|billion|trillion|bln|mln|trn|bn|mn|mil|k|m|b|t"
_BEFORE = r"US\$|AU\$|A\$|CA\$|C\$|S\$|[$€£¥₹₩]|(?:USD|EUR|GBP|JPY|CNY|RMB|INR|KRW|AUD|CAD|SGD|CHF|SEK)(?=\s?\d)"
_AFTER = (
    r"(?:US )?dollars|euros?|pounds|yen|yuan|rupees|won|francs|kronor|"
    r"USD|EUR|GBP|JPY|CNY|RMB|INR|KRW|AUD|CAD|SGD|CHF|SEK"
)
_SUM = re.compile(
    rf"(?<![\w.])(?:(?P<before>{_BEFORE})\s?(?P<number>{_NUMBER})(?:\s?-?(?P<unit>{_UNIT})\b)?"
    rf"|(?P<number2>{_NUMBER})\s?-?(?:(?P<unit2>{_UNIT})\s)?(?P<after>{_AFTER})\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum of money at `start:end` of a text.

    Attributes:
        amount: In `currency`, a code of ISO 4217.
        usd: In US dollars.
    """

    text: str
    amount: float
    currency: str
    usd: float
    start: int
    end: int


def sums(text: str, year: int | None = None) -> list[Sum]:
    """Return the sums that a text names, in order.

    Args:
        text: A sentence.
        year: The year whose average rates to use; the latest known where None.
    """
    return [_sum(match, year) for match in _SUM.finditer(text)]


def only(text: str, year: int | None = None) -> Sum | None:
    """Return the one sum that a text names, or None where it names none or several.

    >>> only("a $40 billion deal").usd, only("from $5M to $9M")
    (40000000000.0, None)
    """
    found = {s.usd: s for s in sums(text, year)}
    return found.popitem()[1] if len(found) == 1 else None


def in_usd(amount: float, currency: str, year: int | None = None) -> float | None:
    """Return a sum of a currency, by its code of ISO 4217, in US dollars; None if unknown.

    >>> in_usd(10, "USD"), in_usd(10, "GBP", 2023), in_usd(10, "XXX")
    (10.0, 12.44, None)
    """
    if currency != "USD" and currency not in _rates():
        return None
    return round(amount * _rate(currency, year), 6)


def _sum(match: re.Match[str], year: int | None) -> Sum:
    number = (match["number"] or match["number2"]).replace(",", "")
    unit = (match["unit"] or match["unit2"] or "").lower()
    amount = round(float(number) * _SCALE.get(unit, 1.0), 6)
    word = (match["before"] or match["after"]).lower().removeprefix("us ")
    currency = _CURRENCIES[word]
    usd = round(amount * _rate(currency, year), 6)
    return Sum(match.group().strip(), amount, currency, usd, match.start(), match.end())


def _rate(currency: str, year: int | None) -> float:
    if currency == "USD":
        return 1.0
    rates = _rates()[currency]
    return rates[min(max(year or max(rates), min(rates)), max(rates))]


@cache
def _rates() -> dict[str, dict[int, float]]:
    rates: dict[str, dict[int, float]] = yaml.load(catalog.text("rates.yml"), yaml.CSafeLoader)
    return rates
