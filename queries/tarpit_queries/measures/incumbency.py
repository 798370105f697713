"""Incumbent or startup: an additive score of what is known of a company, each part to be argued with."""

from __future__ import annotations

import math
from dataclasses import dataclass

#: Share of each part in a score; they add up to 1.
WEIGHTS = {"listed": 0.4, "layers": 0.25, "deals": 0.15, "money": 0.1, "age": 0.1}
#: From here on a company counts as an incumbent: being listed is enough.
THRESHOLD = 0.4
#: So many layers of the stack are end-to-end; more adds nothing.
_LAYERS = 5
#: Money raised or spent that counts in full, in US dollars.
_MUCH = 1e9
_LITTLE = 1e7
#: A company of this age counts in full, in years.
_OLD = 10


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a company.

    Attributes:
        listed: Its shares are traded.
        layers: Layers of the stack in which it has products.
        deals: Companies that it bought.
        money: The most that one of its rounds or deals is stated to be worth, in US dollars.
        age: Years since its founding, where that is known.
    """

    listed: bool = False
    layers: int = 0
    deals: int = 0
    money: float = 0.0
    age: float = 0.0

    @property
    def parts(self) -> dict[str, float]:
        """Each part, from 0 to 1."""
        wealth = math.log(max(self.money, _LITTLE) / _LITTLE) / math.log(_MUCH / _LITTLE)
        return {
            "listed": float(self.listed),
            "layers": min(self.layers, _LAYERS) / _LAYERS,
            "deals": self.deals / (self.deals + 2),
            "money": min(wealth, 1.0),
            "age": min(max(self.age, 0.0), _OLD) / _OLD,
        }

    @property
    def score(self) -> float:
        r"""The weighted sum of the parts.

        .. math:: s = 0.4\,l + 0.25\,\frac{\min(L, 5)}{5} + 0.15\,\frac{d}{d+2}
                      + 0.1\,\frac{\ln m/10^7}{\ln 100} + 0.1\,\frac{\min(a, 10)}{10}

        References
        ----------
        .. [1] Christensen, C. and Bower, J. (1996). Customer power, strategic investment, and the
           failure of leading firms. SMJ 17(3), for incumbents as the firms that the market is used
           to; the weights are ours, and shown with every row.

        Examples
        --------
        Not listed, in all five layers, six deals, a round of a billion, five years old:
        0.25 + 0.15 · 6/8 + 0.1 + 0.1 · 5/10.

        >>> round(Standing(False, 5, 6, 1e9, 5).score, 4)
        0.5125
        """
        return sum(WEIGHTS[name] * part for name, part in self.parts.items())

    @property
    def is_incumbent(self) -> bool:
        """True from the threshold on."""
        return self.score >= THRESHOLD
