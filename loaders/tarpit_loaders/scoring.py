"""Precision, recall and F1 of what was found, as every table of an evaluation shows them."""

from __future__ import annotations


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
