"""Sums of money in a sentence, in US dollars.

>>> usd("for $1.3B in cash"), usd("a $40 billion deal"), usd("for an undisclosed sum")
(1300000000.0, 40000000000.0, None)
"""

from __future__ import annotations

import re

_SCALE = {"k": 1e3, "m": 1e6, "mn": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9, "billion": 1e9}
_SUM = re.compile(
    r"\$\s?(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)\s?-?(million|billion|bn|mn|k|m|b)?\b", re.IGNORECASE
)


def usd(text: str) -> float | None:
    """Return the one sum that a text names, or None where it names none or several."""
    sums = {
        round(float(number.replace(",", "")) * _SCALE.get(unit.lower(), 1.0), 2)
        for number, unit in _SUM.findall(text)
    }
    return sums.pop() if len(sums) == 1 else None
