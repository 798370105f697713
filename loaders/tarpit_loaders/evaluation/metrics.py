"""Precision, recall and F1, as every evaluation shows them."""

from __future__ import annotations

from collections.abc import Sequence


def scores(right: int, found: int, wanted: int) -> dict[str, float]:
    """Return the three measures and what they rest on (van Rijsbergen, 1979, chapter 7).

    Args:
        right: How many of those found are wanted.
        found: How many were found.
        wanted: How many there are.

    >>> scores(3, 4, 5)["f1"]
    0.6667
    """
    return {
        "precision": round(right / found, 4) if found else 0.0,
        "recall": round(right / wanted, 4) if wanted else 0.0,
        "f1": round(2 * right / (found + wanted), 4) if right else 0.0,
        "marked": wanted,
        "found": found,
    }


def reliability(predictions: Sequence[tuple[float, bool]], bins: int = 5) -> list[dict[str, float]]:
    """Return how often claims are right, by how probable they were (Guo et al., 2017).

    Args:
        predictions: Probability of each claim, and whether it is right.
        bins: Into how many parts of equal width zero to one is cut; empty ones are left out.

    >>> [row["right"] for row in reliability([(0.9, True), (0.95, False), (0.1, False)])]
    [0.0, 0.5]
    """
    table = []
    for number in range(bins):
        low, high = number / bins, (number + 1) / bins
        inside = [(c, right) for c, right in predictions if low < c <= high]
        if inside:
            table.append(
                {
                    "from": low,
                    "to": high,
                    "predictions": len(inside),
                    "probability": sum(c for c, _ in inside) / len(inside),
                    "right": sum(r for _, r in inside) / len(inside),
                }
            )
    return table
