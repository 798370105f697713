"""Marked sentences as arrays: what goes into the network, and what should come out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tarpit_loaders.reader import known_names
from tarpit_loaders.reader.labels import (
    ANAPHOR,
    FOUND,
    MENTION_TYPES,
    MONEY,
    NONE,
    OTHER,
    PAIR_LABELS,
    STATUSES,
    TAGS,
)  # fmt: skip
from tarpit_loaders.reader.pairs import segments
from tarpit_loaders.reader.tokens import Tokens, tokenize
from tarpit_loaders.reader_training.samples import Sample, name_like

#: Sentences are padded to one of these lengths, so that few shapes are compiled.
LENGTHS = (24, 40, 64, 96, 128)
#: Sentences of a batch by its length, and pairs of a batch.
PIECES_A_BATCH, PAIRS = 960, 64
_MAX_UNRELATED = 12
#: How often a mention is paired with a word that is none.
_DECOYS = 0.4
_UNKNOWN = MENTION_TYPES.index("unknown")


#: Left and right stretch of pieces, their types, label and status (-1: unknown).
Asked: TypeAlias = tuple[tuple[int, int], tuple[int, int], int, int, int, int]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A sentence with its right answers.

    Attributes:
        allowed: Pieces × tags: which tags a piece may have.
        pairs: Left and right stretch of pieces, their types, label and status (-1: unknown).
    """

    tokens: Tokens
    allowed: NDArray[np.bool_]
    pairs: tuple[Asked, ...]
    others: tuple[tuple[int, int], ...]
    weight: float


def prepare(
    samples: Sequence[Sample], random: np.random.Generator, keep_known: float = 0.5
) -> list[Prepared]:
    """Cut sentences into pieces; with a chance of 1 − `keep_known` without what is known of their names."""
    texts = [s.text for s in samples]
    hits = [known_names.classes(t) if random.random() < keep_known else () for t in texts]
    tokens = tokenize(texts, [s.markup for s in samples], hits)
    return [_prepared(s, t, random) for s, t in zip(samples, tokens, strict=True)]


def _prepared(sample: Sample, tokens: Tokens, random: np.random.Generator) -> Prepared:
    spans = [tokens.pieces_of(m.start, m.end) for m in sample.mentions]
    kept = {i for i, (first, last) in enumerate(spans) if first < last}
    related = {(left, right): (label, status) for left, right, label, status in sample.relations}
    asked = list(sample.pairs if sample.pairs is not None else _all_pairs(sample))
    asked = [p for p in asked if p[0] in kept and p[1] in kept]
    empty = [p for p in asked if p not in related]
    if len(empty) > _MAX_UNRELATED:
        chosen = random.choice(len(empty), _MAX_UNRELATED, replace=False)
        empty = [empty[i] for i in chosen]
    pairs: list[Asked] = []
    for pair in [p for p in asked if p in related] + empty:
        label, status = related.get(pair, (NONE, None))
        stage = STATUSES.index(status) if status else -1
        types = (_type(sample, pair[0], random), _type(sample, pair[1], random))
        ends = (spans[pair[0]], spans[pair[1]])
        pairs.append((*ends, *types, PAIR_LABELS.index(label), stage))
    places = [spans[i] for i in sorted(kept)]
    if sample.pairs is None and sample.is_closed and random.random() < _DECOYS:
        pairs += _decoys(sample, tokens, places, random)
    return Prepared(
        tokens, _allowed(sample, tokens, spans), tuple(pairs), tuple(places), sample.weight
    )


def _decoys(
    sample: Sample, tokens: Tokens, places: list[tuple[int, int]], random: np.random.Generator
) -> Iterator[Asked]:
    """Yield pairs of a mention with a capitalised word that names nothing: unrelated, whatever it looks like."""
    words = [tokens.pieces_of(*stretch) for stretch in name_like(sample.text)]
    free = [w for w in words if w[0] < w[1] and all(w[1] <= p[0] or p[1] <= w[0] for p in places)]
    if not free or not places:
        return
    for _ in range(2):
        left, right = sorted(
            (free[random.integers(len(free))], places[random.integers(len(places))])
        )
        types = (int(random.integers(2)), int(random.integers(2)))
        yield (left, right, *types, PAIR_LABELS.index(NONE), -1)


def _all_pairs(sample: Sample) -> Iterator[tuple[int, int]]:
    for left, right in combinations(range(len(sample.mentions)), 2):
        kinds = {sample.mentions[left].kind, sample.mentions[right].kind}
        if OTHER not in kinds and kinds != {MONEY}:
            yield left, right


def _type(sample: Sample, index: int, random: np.random.Generator) -> int:
    """Return a mention's type, now and then hidden: callers may not know it."""
    kind = sample.mentions[index].kind
    if sample.pairs is not None or (random.random() < 0.2 and kind != MONEY):
        return _UNKNOWN if kind not in (ANAPHOR, MONEY) else MENTION_TYPES.index(kind)
    return MENTION_TYPES.index(kind) if kind in MENTION_TYPES else _UNKNOWN


def _allowed(sample: Sample, tokens: Tokens, spans: Sequence[tuple[int, int]]) -> NDArray[np.bool_]:
    allowed = np.zeros((len(tokens), len(TAGS)), bool)
    allowed[:, 0] = True
    for start, end in sample.open:
        first, last = tokens.pieces_of(start, end)
        allowed[first:last] = True
    for mention, (first, last) in zip(sample.mentions, spans, strict=True):
        if mention.kind in FOUND and first < last:
            tag = TAGS.index(f"B-{mention.kind}")
            allowed[first:last] = False
            allowed[first, tag] = True
            allowed[first + 1 : last, tag + 1] = True
    return allowed


def batches(
    data: Sequence[Prepared], random: np.random.Generator | None
) -> Iterator[dict[str, Any]]:
    """Yield sentences of like length together; in another order and company each time if `random`."""
    noise = random.normal(0, 4, len(data)) if random is not None else np.zeros(len(data))
    order = np.argsort([len(d.tokens) + n for d, n in zip(data, noise, strict=True)], kind="stable")
    groups: list[list[int]] = [[]]
    longest = 0
    for i in order:
        longest = max(longest, _length(len(data[i].tokens)))
        if groups[-1] and (len(groups[-1]) + 1) * longest > PIECES_A_BATCH:
            groups.append([])
            longest = _length(len(data[i].tokens))
        groups[-1].append(int(i))
    if random is not None:
        random.shuffle(groups)
    for group in groups:
        yield {"index": group, **batch([data[i] for i in group], random)}


def _length(pieces: int) -> int:
    return next(limit for limit in LENGTHS if limit >= pieces)


def batch(data: Sequence[Prepared], random: np.random.Generator | None) -> dict[str, Any]:
    """Return the arrays of some sentences, padded."""
    length = _length(max(len(d.tokens) for d in data))
    rows = PIECES_A_BATCH // length
    made: dict[str, Any] = {
        name: np.zeros((rows, length), np.int32) for name in ("ids", "spelling", "markup", "known")
    }
    made["real"] = np.zeros((rows, length), bool)
    made["real"][:, 0] = True
    made["allowed"] = np.ones((rows, length, len(TAGS)), bool)
    made["head"] = np.zeros((rows, length), np.float32)
    for row, d in enumerate(data):
        size = len(d.tokens)
        for name in ("ids", "spelling", "markup", "known"):
            made[name][row, :size] = getattr(d.tokens, name)
        made["real"][row, :size] = True
        made["allowed"][row, :size] = d.allowed
        made["head"][row, :size] = d.tokens.is_head * d.weight
    return made | _pairs(data, length, random)


def _pairs(
    data: Sequence[Prepared], length: int, random: np.random.Generator | None
) -> dict[str, Any]:
    asked = [(row, d, pair) for row, d in enumerate(data) for pair in d.pairs]
    if random is not None and len(asked) > PAIRS:
        related = [a for a in asked if a[2][4]]
        empty = [a for a in asked if not a[2][4]]
        random.shuffle(empty)
        asked = (related + empty)[:PAIRS]
    room = PAIRS if random is not None else -(-max(len(asked), 1) // PAIRS) * PAIRS
    made: dict[str, Any] = {
        name: np.zeros(room, np.int32)
        for name in ("row", "left_first", "left_last", "right_first", "right_last", "left_type",
                     "right_type", "label", "status")
    }  # fmt: skip
    made["status"][:] = -1
    made["counts"] = np.zeros(room, np.float32)
    made["segments"] = np.zeros((room, length), np.int32)
    for i, (row, d, (left, right, left_type, right_type, label, status)) in enumerate(asked):
        made["row"][i] = row
        made["left_first"][i], made["left_last"][i] = left
        made["right_first"][i], made["right_last"][i] = right
        made["left_type"][i], made["right_type"][i] = left_type, right_type
        made["label"][i], made["status"][i], made["counts"][i] = label, status, d.weight
        made["segments"][i] = segments(length, left, right, d.others)
    return made
