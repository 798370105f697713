"""Evaluate entity linking against names that people marked.

A line of the data is `{"document", "start", "surface", "entity"}`: a file of a folder, where a name starts
in it, how it is spelled, and whose it is by a person's judgement; an empty `entity` marks a word that is
no name here, or the name of something else. The texts themselves need not be shared.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from tarpit_graph.errors import InputError
from tarpit_graph.identity import normalize_name
from tarpit_graph.ontology import COMPANY, PRODUCT

from tarpit_loaders import sources
from tarpit_loaders.documents.files import File
from tarpit_loaders.documents.items import Reading, Refused
from tarpit_loaders.evaluation import metrics
from tarpit_loaders.extraction import read_sentences
from tarpit_loaders.extraction.masked_sentence import NAME
from tarpit_loaders.extraction.relations import pattern_terms
from tarpit_loaders.names import catalog


@dataclass(frozen=True, slots=True)
class LinkingJudgement:
    """A name in a text, its gold entity and the linked one; normalised, empty for none."""

    surface: str
    right: str
    found: str


def read(path: Path) -> list[dict[str, Any]]:
    """Read judgements.

    Raises:
        InputError: it cannot be read, or a line is not of the form above.
    """
    rows = []
    try:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            row = json.loads(line)
            if not isinstance(row["start"], int) or row["start"] < 0:
                raise InputError(f"{path}:{number}: start is not a position in a text")
            rows.append(
                {k: str(row[k]) for k in ("document", "surface", "entity")}
                | {"start": row["start"]}
            )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path} is not a file of judged names: {error}") from error
    return rows


def judge(rows: Sequence[dict[str, Any]], folder: Path) -> list[LinkingJudgement]:
    """Look every judged name up in its text.

    Raises:
        InputError: a document is not in the folder, or has another text at a name's place.
    """
    by_document: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_document[row["document"]].append(row)
    return [
        judged
        for name in sorted(by_document)
        for judged in _judge_document(folder / name, by_document[name])
    ]


def _judge_document(path: Path, rows: list[dict[str, Any]]) -> Iterator[LinkingJudgement]:
    if not path.is_file():
        raise InputError(f"{path} is not there; name the folder of the texts with --texts")
    (reading,) = sources.read(File(path, path.name))
    if not isinstance(reading, Reading):
        reason = reading.reason if isinstance(reading, Refused) else "it is no document"
        raise InputError(f"{path} cannot be read: {reason}")
    taken = dict(_names(reading))
    for row in rows:
        start, surface = row["start"], row["surface"]
        if not reading.document.text.startswith(surface, start):
            raise InputError(f"{path} has no {surface!r} at {start}: it is another version of it")
        name, is_known = taken.get(start, ("", False))
        # Where the gold entity is unknown to the catalog, any unknown name is right.
        found = name if is_known or row["entity"] else ""
        yield LinkingJudgement(
            surface, normalize_name(_known(row["entity"])), normalize_name(found)
        )


def _known(name: str) -> str:
    """Return the name under which we know what a person named."""
    entries = (catalog.load().find(label, name) for label in (COMPANY, PRODUCT))
    return next((entry.name for entry in entries if entry), name)


def _names(reading: Reading) -> Iterator[tuple[int, tuple[str, bool]]]:
    """Yield where each name of a document starts, whose it is, and whether that is known."""
    for sentence in read_sentences.find(reading.document, reading.pieces, screened=False):
        masked = pattern_terms.sentence(sentence)
        for term in masked.terms if masked else ():
            spelling = sentence.place.text[term.start : term.end]
            if term.kind == NAME and term.name in ("", spelling):
                start = sentence.place.block.origin(sentence.place.start + term.start)
                entry = term.entries[0] if term.entries else None
                label, known = (entry.type, entry.name) if entry else (COMPANY, spelling)
                yield start, (catalog.load().resolve(label, known, spelling)[1], bool(entry))


def scores(judged: Sequence[LinkingJudgement]) -> list[dict[str, Any]]:
    """Return precision, recall and F1 of names, and of pairs of names that are one.

    Pairs: of all two names taken for the same one, how many are (precision), and of all that are, how
    many were taken for it (recall), as in record linkage (Christen, 2012, chapter 7).

    >>> [
    ...     row["f1"]
    ...     for row in scores(
    ...         [
    ...             LinkingJudgement("A", "a", "a"),
    ...             LinkingJudgement("B", "a", "a"),
    ...             LinkingJudgement("C", "", "c"),
    ...         ]
    ...     )
    ... ]
    [0.8, 1.0]
    """
    right = sum(bool(j.right) and j.right == j.found for j in judged)
    pairs = list(combinations(judged, 2))
    joined = sum(one.found == two.found != "" for one, two in pairs)
    same = sum(one.right == two.right != "" for one, two in pairs)
    both = sum(one.right == two.right != "" and one.found == two.found != "" for one, two in pairs)
    taken = sum(bool(j.found) for j in judged)
    meant = sum(bool(j.right) for j in judged)
    return [
        {"what": "names", **metrics.scores(right, taken, meant)},
        {"what": "pairs of names", **metrics.scores(both, joined, same)},
    ]
