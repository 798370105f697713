"""Evaluate relation extraction on whole documents in which every relation was marked.

A claim is right where its sentence holds a marked relation of its kind whose ends overlap the claim's: in
letters, or in the name that a pronoun was taken for. A symmetric relation may be turned round. A sentence
asserts a relation once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tarpit_graph.errors import InputError
from tarpit_graph.ontology import RELATIONS
from tarpit_graph.records import Claim, Mention, Status

from tarpit_loaders.documents.items import Reading, document
from tarpit_loaders.evaluation.relations import Progress, Scores
from tarpit_loaders.extraction import pipeline
from tarpit_loaders.markup import markdown
from tarpit_loaders.reader.labels import PREDICATES
from tarpit_loaders.reader_training import marks
from tarpit_loaders.reader_training.samples import Sample


@dataclass(frozen=True, slots=True)
class Marked:
    """A relation that someone marked: its ends in the letters of the sentence."""

    subject: str
    predicate: str
    object: str
    sentence: str


@dataclass(frozen=True, slots=True)
class DocumentScores:
    """What was found in documents, against what was marked.

    Attributes:
        scores: Right, wrong and missed by relation.
        predictions: Probability of each claim, and whether it is right.
        extra, missed: Claims that are not marked, and marks that no claim matches.
    """

    scores: Scores
    predictions: tuple[tuple[float, bool], ...]
    extra: tuple[Claim, ...]
    missed: tuple[Marked, ...]


def measure(path: Path, documents: Path, progress: Progress = lambda step: None) -> DocumentScores:
    """Read the documents of a file of marks and score the claims.

    Args:
        path: Stand-off marks, see `reader_training.marks`.
        documents: The folder of the documents.
        progress: Told the name of each document.

    Raises:
        InputError: no document of the marks is at hand.
    """
    wanted: dict[str, list[Marked]] = defaultdict(list)
    for sample in marks.read(path, documents):
        wanted[sample.document].extend(_marked(sample))
    if not wanted:
        raise InputError(f"{documents} holds none of the documents that were marked")
    scores, predictions = Scores(), list[tuple[float, bool]]()
    extra, missed = list[Claim](), list[Marked]()
    for name, there in wanted.items():
        progress(name)
        open_ = list(there)
        for claim in _claims(documents / name):
            match = next((m for m in open_ if is_same(claim, m)), None)
            predictions.append((claim.confidence, match is not None))
            if match is None:
                scores.wrong[claim.predicate] += 1
                extra.append(claim)
            else:
                scores.right[claim.predicate] += 1
                open_.remove(match)
        scores.missed.update(m.predicate for m in open_)
        missed += open_
    return DocumentScores(scores, tuple(predictions), tuple(extra), tuple(missed))


def is_same(claim: Claim, marked: Marked) -> bool:
    """Tell whether a claim says what was marked."""
    if claim.predicate != marked.predicate or claim.object is None:
        return False
    if not _overlap(claim.sentence, marked.sentence):
        return False
    ends = [(claim.subject, claim.object)]
    if RELATIONS[claim.predicate].symmetric:
        ends.append((claim.object, claim.subject))
    return any(_names(a, marked.subject) and _names(b, marked.object) for a, b in ends)


def _marked(sample: Sample) -> Iterable[Marked]:
    for left, right, label, _ in sample.relations:
        ends = [
            sample.text[m.start : m.end] for m in (sample.mentions[left], sample.mentions[right])
        ]
        if label.endswith("<"):
            ends.reverse()
        yield Marked(ends[0], label.rstrip("<>"), ends[1], sample.text)


def _claims(path: Path) -> Sequence[Claim]:
    text = path.read_text(encoding="utf-8")
    reading = Reading(
        path.name, document(path.name, text, "markdown"), tuple(markdown.blocks(text))
    )
    return [
        claim
        for claim in pipeline.extract(reading).claims
        if claim.predicate in PREDICATES and claim.status is not Status.DENIED
    ]


def _names(mention: Mention, letters: str) -> bool:
    return any(_overlap(each, letters) for each in (mention.surface, mention.name))


def _overlap(one: str, other: str) -> bool:
    one, other = one.casefold(), other.casefold()
    return one in other or other in one
