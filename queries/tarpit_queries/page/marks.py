"""Marks that stand for several facts: a bar, a point, a row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Marks:
    """What a page's marks of several facts stand for, by key."""

    of: dict[str, tuple[str, list[str]]] = field(default_factory=dict)

    def add(self, title: str, facts: Iterable[str]) -> str:
        """Keep a mark and return its key."""
        key = f"mark:{len(self.of) + 1}"
        self.of[key] = (title, sorted(set(facts)))
        return key
