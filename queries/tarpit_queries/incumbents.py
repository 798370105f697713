"""Who is an incumbent by what the graph knows, and by what a person has decided otherwise."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from tarpit_graph.errors import InputError
from tarpit_graph.identity import entity_id
from tarpit_graph.ontology import ACQUIRED, COMPANY, RAISED
from tarpit_graph.settings import Settings
from tarpit_graph.snapshot import Snapshot, once, projections

from tarpit_queries.measures.incumbency import Standing

INCUMBENT, STARTUP = "incumbent", "startup"
_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Classification:
    """Which of the two a company is, and why."""

    kind: str
    standing: Standing
    decided: bool = False
    facts: tuple[str, ...] = ()

    @property
    def reasons(self) -> str:
        """What speaks for it, in words."""
        if self.decided:
            return "decided in the file"
        told = self.standing
        parts = ["listed"] if told.listed else []
        parts += [f"layers: {told.layers}"] if told.layers else []
        parts += [f"deals: {told.deals}"] if told.deals else []
        parts += [f"age: {told.age:.0f}"] if told.age else []
        parts += [f"largest sum: ${told.money / 1e6:,.0f}M"] if told.money else []
        return ", ".join(parts) or "nothing is known of it"


@once
def verdicts(snapshot: Snapshot) -> Mapping[str, Classification]:
    """Return for each company whether it is an incumbent, by what a person decided in the file and else by the rule."""
    return classify(snapshot, read(Settings().incumbents_file))


def classify(snapshot: Snapshot, decided: Mapping[str, str]) -> dict[str, Classification]:
    """Return for each company whether it is an incumbent.

    Args:
        snapshot: The facts.
        decided: What a person decided, by id of the company.
    """
    owner, layers = projections.owners(snapshot), projections.layers(snapshot)
    segments = dict(projections.segments(snapshot).adjacency())
    facts: dict[str, list[str]] = defaultdict(list)
    deals: Counter[str] = Counter()
    money: dict[str, float] = defaultdict(float)
    for buyer, _, fact in snapshot.edges(ACQUIRED):
        deals[owner[buyer]] += 1
        _count(money, facts, owner[buyer], fact, "price_usd")
    for company, _, fact in snapshot.edges(RAISED):
        _count(money, facts, company, fact, "amount_usd")
    by_rule = cache(_by_rule)  # of most companies as little is known as of others
    found = {}
    for company, data in snapshot.entities.items():
        if data["label"] == COMPANY:
            judged = by_rule(
                bool(data.get("ticker")),
                len({layers.get(segment, segment) for segment in segments.get(company, ())}),
                deals.get(company, 0),
                money.get(company, 0.0),
                _age(data.get("founded"), snapshot.today),
            )
            if company in facts:
                judged = replace(judged, facts=tuple(facts[company]))
            if company in decided:
                judged = replace(judged, kind=decided[company], decided=True)
            found[company] = judged
    return found


def _by_rule(listed: bool, layers: int, deals: int, money: float, age: float) -> Classification:
    standing = Standing(listed, layers, deals, money, age)
    return Classification(INCUMBENT if standing.is_incumbent else STARTUP, standing)


def kinds(
    snapshot: Snapshot, standing: Mapping[str, Classification] | None = None
) -> dict[str, tuple[str, str]]:
    """Return the owner of each product with a known maker, and the owner's kind.

    Args:
        snapshot: The facts.
        standing: What `verdicts` returns of them, where it is at hand.
    """
    standing = verdicts(snapshot) if standing is None else standing
    owner_of = projections.product_owners(snapshot)
    return {product: (owner, standing[owner].kind) for product, owner in owner_of.items()}


def _age(founded: str | None, today: date | None) -> float:
    """Return the years since a founding, up to the last day anything was said; 0 where unknown."""
    return (today - date.fromisoformat(founded)).days / _YEAR if founded and today else 0.0


def _count(
    money: dict[str, float],
    facts: dict[str, list[str]],
    company: str,
    fact: dict[str, Any],
    key: str,
) -> None:
    facts[company].append(fact["id"])
    money[company] = max(money[company], fact.get(key) or 0.0)


def read(file: Path) -> dict[str, str]:
    """Read what a person decided: `OpenAI: incumbent`, a line each; nothing where there is no file.

    Raises:
        InputError: the file says something else.
    """
    if not file.is_file():
        return {}
    try:
        said = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError(f"{file} is not YAML: {' '.join(str(error).split())}") from error
    if not isinstance(said, dict) or not set(said.values()) <= {INCUMBENT, STARTUP}:
        raise InputError(f"{file}: write a line for each company, such as `OpenAI: {INCUMBENT}`")
    return {entity_id(COMPANY, str(name)): str(kind) for name, kind in said.items()}
