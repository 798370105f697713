"""Evaluate the status of relations against sentences with marked statuses.

A line is `{"text", "predicate", "subject", "object", "status"}`, names as the graph knows them; the
status `none` marks a near miss, from which no such relation may come.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from tarpit_graph.errors import InputError
from tarpit_graph.ontology import RELATIONS
from tarpit_graph.records import Status

from tarpit_loaders.documents.items import Reading, document
from tarpit_loaders.extraction import pipeline
from tarpit_loaders.markup import plain

NOTHING = "none"
#: What must never be taken for done.
_NOT_DONE = frozenset(
    (Status.PLANNED, Status.RUMOURED, Status.HYPOTHETICAL, Status.DENIED, Status.CANCELLED, NOTHING)
)


def read(path: Path) -> list[dict[str, str]]:
    """Read marked sentences.

    Raises:
        InputError: it cannot be read, or a line is not of the form above.
    """
    rows = []
    try:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            row = json.loads(line)
            if row["predicate"] not in RELATIONS or row["status"] not in {*Status, NOTHING}:
                raise InputError(f"{path}:{number} has an unknown predicate or status")
            rows.append({k: row[k] for k in ("text", "predicate", "subject", "object", "status")})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path} is not a file of sentences with a status: {error}") from error
    return rows


def found(row: dict[str, str]) -> str:
    """Return the status in which the relation of a row is found, or `none`."""
    text = row["text"]
    reading = Reading("x", document("x", text, "eval"), tuple(plain.blocks(text)))
    ends = {(row["subject"], row["object"])}
    if RELATIONS[row["predicate"]].symmetric:
        ends.add((row["object"], row["subject"]))
    for claim in pipeline.extract(reading).claims:
        pair = (claim.subject.name, claim.object.name if claim.object else "")
        if claim.predicate == row["predicate"] and pair in ends:
            return claim.status.value
    return NOTHING


def evaluate(rows: list[dict[str, str]]) -> list[dict[str, Any]]:
    """Return accuracy by status, then of all; `overstated` counts what was wrongly taken for done."""
    total, right, overstated = Counter[str](), Counter[str](), Counter[str]()
    for row in rows:
        status, seen = row["status"], found(row)
        for group in (status, "all"):
            total[group] += 1
            right[group] += seen == status
            overstated[group] += seen == Status.COMPLETED and status in _NOT_DONE
    order = [*(s.value for s in Status), NOTHING, "all"]
    return [
        {
            "status": group,
            "sentences": total[group],
            "right": right[group],
            "accuracy": round(right[group] / total[group], 4),
            "overstated": overstated[group],
        }
        for group in order
        if total[group]
    ]
