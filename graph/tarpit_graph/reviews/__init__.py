"""What people decided of single claims: accepted, corrected or rejected, by whom and when.

A review is kept by sentence, relation and ends, in a file of lines beside the decisions on names. So it survives a
re-run of the reader and a reload; a sentence that has changed is asked for again. Reviews are inputs: the same
documents with the same reviews give the same graph. May import: `claims`, `database`, `identity`, `ontology`, `records`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from tarpit_graph.errors import InputError, unwritten
from tarpit_graph.identity import digest, entity_id
from tarpit_graph.ontology import RELATIONS, canonical_direction, check_ends
from tarpit_graph.records import Claim, Mention, Status

ACCEPT, CORRECT, REJECT, UNDO = "accept", "correct", "reject", "undo"
VERDICTS = (ACCEPT, CORRECT, REJECT, UNDO)
#: How sure a claim is that a person has read and confirmed.
CONFIRMED = 0.99
_MAX_BYTES = 50_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One decision on one claim.

    Attributes:
        sentence: Its words, in one line.
        predicate, subject, object: What was read in it: a relation and the ids of its ends.
        subject_text, object_text: The ends as the sentence spells them, for training.
        verdict: accept, correct, reject, or undo of an earlier one.
        status, relation, new_subject, new_object: What is right, of a correction; empty where nothing changes. The ends are
            names.
        by, at: Who decided, and when (ISO 8601).
        pattern, confidence, read_status: Which rule had found it, how sure it was, and of which status.
        document: Where it was read.
    """

    sentence: str
    predicate: str
    subject: str
    object: str
    verdict: str
    by: str = ""
    at: str = ""
    subject_text: str = ""
    object_text: str = ""
    status: str = ""
    relation: str = ""
    new_subject: str = ""
    new_object: str = ""
    pattern: str = ""
    confidence: float = 0.0
    read_status: str = ""
    document: str = ""

    @property
    def key(self) -> str:
        """By what claims are found that it decides on."""
        return claim_key(self.sentence, self.predicate, self.subject, self.object)


def claim_key(sentence: str, predicate: str, subject: str, object_: str) -> str:
    """Return what reviews know a claim by: its sentence's words, its relation and its ends.

    >>> a = claim_key("Acme bought  Pine.", "ACQUIRED", "company:acme", "company:pine")
    >>> a == claim_key("Acme bought Pine.", "ACQUIRED", "company:acme", "company:pine")
    True
    """
    told = canonical_direction(predicate, subject, object_) if predicate in RELATIONS else ()
    return digest(" ".join(sentence.split()), *(told or (predicate, subject, object_)))


def checked(review: Review) -> Review:
    """Return a review that makes sense.

    Raises:
        InputError: a verdict, status or relation that there is not, or a correction of nothing.
        OntologyError: the relation cannot join these ends.
    """
    if review.verdict not in VERDICTS:
        raise InputError(
            f"no verdict is called {review.verdict!r}; there are {', '.join(VERDICTS)}"
        )
    if review.status and review.status not in {status.value for status in Status}:
        raise InputError(f"no status is called {review.status!r}")
    if review.relation and review.relation not in RELATIONS:
        raise InputError(f"no relation is called {review.relation!r}")
    changes = (review.status, review.relation, review.new_subject, review.new_object)
    if review.verdict == CORRECT:
        if not any(changes):
            raise InputError("say what is right: another status, relation, subject or object")
        labels = [_label(review.subject), _label(review.object)]
        check_ends(review.relation or review.predicate, labels[0], labels[1])
    return review


def _label(id_: str) -> str:
    kind = id_.partition(":")[0]
    labels = {end.lower(): end for r in RELATIONS.values() for pair in r.ends for end in pair}
    if kind not in labels:
        raise InputError(f"{id_} is not the id of an entity")
    return labels[kind]


def read(path: Path) -> dict[str, Review]:
    """Return the last review of each claim, by its key; what was undone is left out.

    Raises:
        InputError: the file is too large, or a line of it is no review.
    """
    if not path.exists():
        return {}
    if path.stat().st_size > _MAX_BYTES:
        raise InputError(f"{path} is larger than {_MAX_BYTES:,} bytes")
    last: dict[str, Review] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            review = of_row(json.loads(line))
        except (ValueError, TypeError, InputError) as error:
            raise InputError(f"{path}, line {number} is no review: {error}") from error
        last.pop(review.key, None)
        if review.verdict != UNDO:
            last[review.key] = review
    return last


def current(path: Path) -> Mapping[str, Review]:
    """Return what `read` returns, read again only where the file has changed."""
    if not path.exists():
        return {}
    held = path.stat()
    return _read_once(path, held.st_mtime_ns, held.st_size)


@lru_cache(4)
def _read_once(path: Path, _changed: int, _size: int) -> Mapping[str, Review]:
    return read(path)


def of_row(row: Mapping[str, Any]) -> Review:
    """Return a review from its line.

    Raises:
        InputError: something is missing, or not what it should be.
    """
    known = {field.name for field in fields(Review)}
    if unknown := row.keys() - known:
        raise InputError(f"{min(unknown)} is nothing that a review says")
    return checked(Review(**row))


def append(path: Path, reviews: Iterable[Review]) -> None:
    """Add reviews to the file, each line whole or not at all.

    Raises:
        InputError: the file cannot be written.
    """
    lines = "".join(
        json.dumps({k: v for k, v in asdict(r).items() if v not in ("", 0.0)}, ensure_ascii=False)
        + "\n"
        for r in reviews
    )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "a", encoding="utf-8") as file:
            file.write(lines)
    except OSError as error:
        raise InputError(unwritten(path, error)) from error


def now() -> str:
    """Return this moment, to the second, with its zone."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


def applied(claims: Sequence[Claim], reviews: Mapping[str, Review]) -> list[Claim]:
    """Return claims as they stand after review: rejected ones are gone, corrected ones changed."""
    if not reviews:
        return list(claims)
    found = []
    for claim in claims:
        review = reviews.get(key_of(claim))
        if review is None:
            found.append(claim)
        elif review.verdict != REJECT:
            found.append(decided(claim, review))
    return found


def key_of(claim: Claim) -> str:
    """Return the key of a claim."""
    object_ = claim.object.id if claim.object else ""
    return claim_key(claim.sentence, claim.predicate, claim.subject.id, object_)


def decided(claim: Claim, review: Review) -> Claim:
    """Return a claim as a review has it; its id stays, so that it is the same claim."""
    if review.verdict == ACCEPT or claim.object is None:
        return replace(claim, confidence=max(claim.confidence, CONFIRMED))
    return replace(
        claim,
        predicate=review.relation or claim.predicate,
        subject=_renamed(claim.subject, review.new_subject),
        object=_renamed(claim.object, review.new_object),
        status=Status(review.status) if review.status else claim.status,
        confidence=CONFIRMED,
    )


def _renamed(mention: Mention, name: str) -> Mention:
    if not name:
        return mention
    return replace(mention, id=entity_id(mention.type, name), name=name, base="")
