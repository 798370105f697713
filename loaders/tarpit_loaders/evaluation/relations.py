"""Evaluate relation extraction against sentences with marked relations.

The rules are those of the usual scorer: two relations are the same if type and ends are, direction
matters but for symmetric relations, and a denied claim asserts nothing.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tarpit_graph.errors import InputError
from tarpit_graph.ontology import RELATIONS
from tarpit_graph.records import Claim, Mention, Status

from tarpit_loaders.documents.items import AnnotatedSpan, Reading, document
from tarpit_loaders.evaluation.metrics import scores
from tarpit_loaders.extraction import pipeline
from tarpit_loaders.markup import plain

#: Called now and then with what was done.
Progress = Callable[[str], None]
Triple = tuple[int, int, str]


@dataclass(slots=True)
class Scores:
    """True and false positives and false negatives of each relation."""

    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)

    def add(self, wanted: set[Triple], found: set[Triple]) -> None:
        """Count one sentence."""
        self.right.update(kind for *_, kind in wanted & found)
        self.wrong.update(kind for *_, kind in found - wanted)
        self.missed.update(kind for *_, kind in wanted - found)

    def rows(self) -> list[dict[str, Any]]:
        """Return precision, recall and F1 of each relation, then of all together (micro)."""
        kinds = sorted({*self.right, *self.wrong, *self.missed})
        rows = [_row(kind, self.right[kind], self.wrong[kind], self.missed[kind]) for kind in kinds]
        whole = (self.right.total(), self.wrong.total(), self.missed.total())
        return [*rows, _row("all (micro)", *whole)]


def _row(name: str, right: int, wrong: int, missed: int) -> dict[str, Any]:
    """Return one line.

    >>> _row("x", 3, 1, 2)["f1"]
    0.6667
    """
    return {"relation": name, **scores(right, right + wrong, right + missed)}


def read(path: Path) -> list[dict[str, Any]]:
    """Read marked sentences: `{"id", "text", "entities", "relations"}` a line.

    Raises:
        InputError: it cannot be read, or a line is not of this form.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}") from error
    rows = []
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
            spans = [(entity["start"], entity["end"]) for entity in row["entities"]]
            ends = [(r["head"], r["tail"], r["type"]) for r in row["relations"]]
            if not all(spans[head] and spans[tail] for head, tail, _ in ends):
                raise ValueError(f"a relation of line {number} lacks an end")
            rows.append({**row, "id": str(row["id"]), "text": str(row["text"])})
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise InputError(
                f'{path}:{number} is not a marked sentence {{"id", "text", "entities", "relations"}}'
            ) from error
    if not rows:
        raise InputError(f"{path} is empty")
    return rows


@dataclass(frozen=True, slots=True)
class RelationScores:
    """How well relations are found in marked sentences.

    Attributes:
        given: Where the names were given.
        alone: From the text alone; a pair without a mark counts neither for nor against.
        predictions: Probability of each relation that was found with names given, and whether it is right.
    """

    given: Scores
    alone: Scores
    predictions: tuple[tuple[float, bool], ...]


def measure(
    rows: Sequence[dict[str, Any]], progress: Progress = lambda step: None
) -> RelationScores:
    """Read marked sentences with their names given, then from the text alone, and score both.

    Args:
        rows: The sentences.
        progress: Told after each hundred.
    """
    given, alone = Scores(), Scores()
    predictions: list[tuple[float, bool]] = []
    for number, row in enumerate(rows, 1):
        wanted, starts = _wanted(row), [entity["start"] for entity in row["entities"]]
        claims = _claims(row, use_given_entities=True)
        given.add(wanted, set(_triples(claims, starts)))
        for claim in claims:
            predictions += [(claim.confidence, t in wanted) for t in _triples([claim], starts)]
        alone.add(
            wanted, set(_overlapping(_claims(row, use_given_entities=False), row["entities"]))
        )
        if number % 100 == 0:
            progress(f"{number} of {len(rows)} sentences")
    return RelationScores(given, alone, tuple(predictions))


def _wanted(row: dict[str, Any]) -> set[Triple]:
    return {_oriented(r["head"], r["tail"], r["type"]) for r in row["relations"]}


def _claims(row: dict[str, Any], *, use_given_entities: bool) -> tuple[Claim, ...]:
    told = tuple(AnnotatedSpan(e["start"], e["end"], e.get("type", "")) for e in row["entities"])
    text = row["text"]
    reading = Reading(row["id"], document(row["id"], text, "eval"), tuple(plain.blocks(text)), told)
    return pipeline.extract(
        reading, use_gate=False, use_given_entities=use_given_entities, unnamed=True
    ).claims


def _overlapping(claims: Iterable[Claim], entities: Sequence[dict[str, Any]]) -> Iterable[Triple]:
    """Yield the relations whose both ends overlap a marked name."""

    def marked(mention: Mention) -> int | None:
        return next(
            (
                i
                for i, e in enumerate(entities)
                if mention.start < e["end"] and e["start"] < mention.end
            ),
            None,
        )

    for claim in claims:
        if claim.object is not None and claim.status is not Status.DENIED:
            head, tail = marked(claim.subject), marked(claim.object)
            if head is not None and tail is not None and head != tail:
                yield _oriented(head, tail, claim.predicate)


def _triples(claims: Iterable[Claim], starts: list[int]) -> Iterable[Triple]:
    for claim in claims:
        if claim.object is None or claim.status is Status.DENIED:
            continue
        if claim.subject.start in starts and claim.object.start in starts:
            head, tail = starts.index(claim.subject.start), starts.index(claim.object.start)
            yield _oriented(head, tail, claim.predicate)


def _oriented(head: int, tail: int, kind: str) -> Triple:
    if kind in RELATIONS and RELATIONS[kind].symmetric:
        head, tail = sorted((head, tail))
    return head, tail, kind
