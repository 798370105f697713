"""Sentences in; their mentions and the relations between them out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from tarpit_loaders.reader import known_names, network
from tarpit_loaders.reader.labels import (
    ANAPHOR,
    COMPANY,
    FOUND,
    MENTION_TYPES,
    MONEY,
    NONE,
    OTHER,
    PAIR_LABELS,
    PRODUCT,
    STATUSES,
)  # fmt: skip
from tarpit_loaders.reader.network import EntityPair
from tarpit_loaders.reader.tokens import Markup, Tokens, tokenize

#: More mentions than this are a catalogue: only pairs of neighbours are asked for.
_MAX_MENTIONS, _REACH = 24, 8
#: The rest of a version behind a point.
_VERSION = re.compile(r"(?:\.\d+)+")
#: Words that end a company's name, and that the network takes for names of their own.
_PARTNERS = re.compile(r" (?:and|&) (?:Company|Co|Sons|Brothers|Associates)\b")
#: Probabilities are rounded, so that the last bits of a processor's sums decide nothing.
_PLACES = 3


@dataclass(frozen=True, slots=True)
class PredictedMention:
    """A stretch of a sentence that names or stands for something.

    Attributes:
        kind: company, product, other, anaphor or money; "unknown" where only the place was given.
        probability: How sure the network is of it.
    """

    start: int
    end: int
    kind: str
    probability: float = 1.0


@dataclass(frozen=True, slots=True)
class Relation:
    """What the network sees between two mentions.

    Attributes:
        subject, object: Places in the list of mentions.
        probability: Calibrated on the development set.
        status: How far it has come, by the network alone.
        status_probability: Of that status.
    """

    subject: int
    object: int
    predicate: str
    probability: float
    status: str
    status_probability: float


@dataclass(frozen=True, slots=True)
class Read:
    """What a sentence says: mentions in order, and every relation above the reporting limit."""

    mentions: tuple[PredictedMention, ...]
    relations: tuple[Relation, ...]


@dataclass(frozen=True, slots=True)
class ReaderSettings:
    """What calibration found: see `reader.json` beside the weights.

    Attributes:
        temperature: What the scores of labels are divided by before the softmax.
        thresholds: The least probability at which a relation becomes a claim.
        given: The same where the names were given.
    """

    version: str
    temperature: float
    thresholds: dict[str, float]
    given: dict[str, float]


@cache
def settings() -> ReaderSettings:
    """Return the settings of the weights in use."""
    held = json.loads((network.folder() / "reader.json").read_text(encoding="utf-8"))
    return ReaderSettings(held["version"], held["temperature"], held["thresholds"], held["given"])


def read(
    texts: Sequence[str],
    markups: Sequence[Markup],
    fixed: Sequence[Sequence[PredictedMention]],
    *,
    given: bool = False,
    least: float = 0.3,
) -> list[Read]:
    """Read sentences.

    Args:
        texts: The sentences.
        markups: What stands around their words.
        fixed: Mentions that are known beforehand: sums of money, or all of them.
        given: `fixed` holds all mentions; none is looked for.
        least: The least probability of a relation that is reported.
    """
    hits = [known_names.classes(text) for text in texts]
    tokens = tokenize(texts, markups, hits)
    encoded = network.encode(tokens)
    mentions: list[list[PredictedMention]] = []
    stretches: list[list[tuple[int, int]]] = []
    for text, token, code, held in zip(texts, tokens, encoded, fixed, strict=True):
        found = list(held)
        if not given:
            found += _apart(_whole(text, _mentions(text, token, code.tags)), held)
        found.sort(key=lambda m: (m.start, m.end))
        places = [token.pieces_of(m.start, m.end) for m in found]
        kept = [i for i, (first, last) in enumerate(places) if first < last]
        mentions.append([found[i] for i in kept])
        stretches.append([places[i] for i in kept])
    pairs = [list(_pairs(m, s)) for m, s in zip(mentions, stretches, strict=True)]
    scores = network.relate(encoded, stretches, [[p for _, _, p in asked] for asked in pairs])
    return [
        Read(tuple(found), tuple(_relations(found, asked, *scored, least)))
        for found, asked, scored in zip(mentions, pairs, scores, strict=True)
    ]


def _apart(
    found: Iterable[PredictedMention], held: Sequence[PredictedMention]
) -> Iterator[PredictedMention]:
    return (m for m in found if all(m.end <= h.start or h.end <= m.start for h in held))


def softmax(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return scores as probabilities, row by row."""
    shifted = np.exp(scores - scores.max(axis=-1, keepdims=True))
    chances: NDArray[np.float32] = shifted / shifted.sum(axis=-1, keepdims=True)
    return chances


def _mentions(text: str, tokens: Tokens, scores: NDArray[np.float32]) -> Iterator[PredictedMention]:
    """Yield the mentions that the tags spell, word by word."""
    if not len(scores):
        return
    chances = np.round(softmax(scores), _PLACES)
    kinds = np.concatenate((chances[:, :1], chances[:, 1::2] + chances[:, 2::2]), axis=1)
    best = kinds.argmax(axis=1)
    run: list[int] = []
    for i in [*np.flatnonzero(tokens.is_head).tolist(), -1]:
        kind = int(best[i]) if i >= 0 else 0
        goes_on = run and kind == best[run[0]] and chances[i, 2 * kind] >= chances[i, 2 * kind - 1]
        if run and not goes_on:
            yield _mention(text, tokens, run, FOUND[best[run[0]] - 1], kinds[run, best[run[0]]])
            run = []
        if kind:
            run.append(i)


def _whole(text: str, mentions: Iterable[PredictedMention]) -> Iterator[PredictedMention]:
    """Join what was cut inside a name: "GPT-5" and "6 Luna" of "GPT-5.6 Luna", "Eli Lilly" and "Company"."""
    last: PredictedMention | None = None
    for mention in mentions:
        end = mention.end
        if text[end - 1].isdigit() and (rest := _VERSION.match(text, end)):
            end = rest.end()
        if mention.kind == COMPANY and (rest := _PARTNERS.match(text, end)):
            end = rest.end()
        if last is not None and (mention.start <= last.end or _names_version(text, last, mention)):
            last = replace(last, end=max(last.end, end))
            continue
        if last is not None:
            yield last
        last = replace(mention, end=end)
    if last is not None:
        yield last


def _names_version(text: str, family: PredictedMention, version: PredictedMention) -> bool:
    """Tell whether the second of two products is the name of a version: "GPT-5.6 Luna"."""
    both = family.kind == version.kind == PRODUCT and text[family.end : version.start] == " "
    return both and text[family.end - 1].isdigit()


def _mention(
    text: str, tokens: Tokens, run: list[int], kind: str, chances: NDArray[np.float32]
) -> PredictedMention:
    start, end = int(tokens.starts[run[0]]), int(tokens.ends[run[-1]])
    while end > start + 1 and text[end - 1] in ",;:!?\"'’”)":
        end -= 1
    return PredictedMention(start, end, kind, round(float(chances.mean()), _PLACES))


def _pairs(
    mentions: Sequence[PredictedMention], places: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int, EntityPair]]:
    crowded = len(mentions) > _MAX_MENTIONS
    for left, right in combinations(range(len(mentions)), 2):
        kinds = {mentions[left].kind, mentions[right].kind}
        if OTHER in kinds or kinds == {MONEY} or (crowded and right - left > _REACH):
            continue
        if places[left][1] > places[right][0]:
            continue
        types = [
            m.kind if m.kind in MENTION_TYPES else "unknown"
            for m in (mentions[left], mentions[right])
        ]
        yield left, right, EntityPair(places[left], places[right], *types)


def _relations(
    mentions: Sequence[PredictedMention],
    pairs: Sequence[tuple[int, int, EntityPair]],
    labels: NDArray[np.float32],
    statuses: NDArray[np.float32],
    least: float,
) -> Iterator[Relation]:
    if not pairs:
        return
    chances = np.round(softmax(labels / settings().temperature), _PLACES)
    stages = np.round(softmax(statuses), _PLACES)
    for (left, right, _), row, stage in zip(pairs, chances, stages, strict=True):
        allowed = [
            i
            for i, label in enumerate(PAIR_LABELS)
            if _fits(label, mentions[left], mentions[right])
        ]
        best = max(allowed, key=lambda i: row[i])
        label = PAIR_LABELS[best]
        if label == NONE or row[best] < least:
            continue
        subject, object_ = (right, left) if label.endswith("<") else (left, right)
        most = int(stage.argmax())
        yield Relation(
            subject, object_, label.rstrip("<>"), round(float(row[best]), _PLACES),
            STATUSES[most], round(float(stage[most]), _PLACES),
        )  # fmt: skip


def _fits(label: str, left: PredictedMention, right: PredictedMention) -> bool:
    """Tell whether a relation may join two kinds of mentions: only rounds have a sum at one end."""
    if label == NONE:
        return True
    subject, object_ = (right, left) if label.endswith("<") else (left, right)
    if label.startswith("RAISED"):
        return object_.kind == MONEY and subject.kind != MONEY
    if MONEY in (subject.kind, object_.kind):
        return False
    if label.startswith("MAKES"):
        return object_.kind != ANAPHOR or subject.kind == "unknown"
    return True


__all__ = [
    "ANAPHOR",
    "COMPANY",
    "MONEY",
    "PRODUCT",
    "PredictedMention",
    "Read",
    "Relation",
    "read",
    "settings",
]
