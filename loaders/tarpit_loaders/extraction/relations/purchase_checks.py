"""Purchase checks: stakes, sold products and departures are no acquisitions."""

from __future__ import annotations

import re

from tarpit_loaders.reader.read import PredictedMention

#: A company that leaves another has not been bought by it: "Lumena was spun out of Northwind".
_PARTED = re.compile(
    r"\b(?:(?:spun|spins?|split|splits|separated|carved) (?:out|off|from)|spin-?(?:out|off)s?)\b",
    re.I,
)
#: What it sells is not itself: "Lumena sold ads to Northwind"; "sold to", "sold itself to" and "sold for" are.
_SOLD_ELSE = re.compile(
    r"\s(?:(?:has|have|had|also|just|recently) )*(?:sold|sells?|selling) "
    r"(?!(?:itself|themselves|out|off|to|for|in|on|last|this|early|its (?:business|company))\b)\w",
    re.I,
)
#: A part of a company is not the company, unless it is most of it.
_STAKE = re.compile(
    r"\b(?:stakes?|shares?|interests?|holdings?|position) (?:\w+ )?(?:in|of) \Z", re.I
)
_MAXIMUM = re.compile(r"\b(?:majority|controlling|entire|remaining|whole|full|100)\b", re.I)


def is_one(
    text: str, buyer: PredictedMention, bought: PredictedMention, are_neighbours: bool
) -> bool:
    """Tell whether a sentence may tell of the purchase of a company.

    Args:
        text: The sentence.
        buyer, bought: Places in it.
        are_neighbours: No other name stands between the two.

    >>> sold = "Lumena sold ads to Northwind."
    >>> is_one(sold, PredictedMention(19, 28, "company"), PredictedMention(0, 6, "company"), True)
    False
    """
    before = text[max(0, bought.start - 60) : bought.start]
    if _STAKE.search(before) and not _MAXIMUM.search(before):
        return False
    joint = text[min(buyer.end, bought.end) : max(buyer.start, bought.start)]
    parts = _PARTED.search(joint) or (bought.start < buyer.start and _SOLD_ELSE.match(joint))
    return not (are_neighbours and parts)
