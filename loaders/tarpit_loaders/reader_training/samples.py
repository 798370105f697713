"""One form for every marked sentence that the reader learns from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tarpit_loaders.reader.labels import (
    ANAPHOR,
    ANAPHORS,
    COMPANY,
    OTHER,
    PRODUCT,
    pair_label,
)
from tarpit_loaders.reader.tokens import Markup

#: A word that may be a name: it has a capital, or a capital or digit inside.
_NAME_LIKE = re.compile(r"\w*[^\W_a-z\d]\w*|\w*\d\w*")


@dataclass(frozen=True, slots=True)
class MarkedMention:
    """Characters of a sentence that name something, and what: see `reader.labels`."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Sample:
    """A marked sentence.

    Attributes:
        mentions: In order of their start.
        relations: Left and right mention, label, and status or None where it is unknown.
        pairs: Pairs that are judged; None where every pair is, so that an unmarked one is unrelated.
        open: Stretches in which more mentions may stand than are marked.
        is_closed: Every name is marked, so that another capitalised word is none.
        weight: How much its losses count.
    """

    text: str
    mentions: tuple[MarkedMention, ...]
    relations: tuple[tuple[int, int, str, str | None], ...] = ()
    pairs: tuple[tuple[int, int], ...] | None = None
    open: tuple[tuple[int, int], ...] = ()
    markup: Markup = Markup()
    document: str = ""
    weight: float = 1.0
    is_closed: bool = False


def name_like(text: str) -> tuple[tuple[int, int], ...]:
    """Return the words of a text that may be unmarked names."""
    return tuple(match.span() for match in _NAME_LIKE.finditer(text))


def core(rows: Iterable[dict[str, Any]]) -> Iterator[Sample]:
    """Read sentences with one judged pair; other names in them are unmarked."""
    for row in rows:
        ends = [(e["start"], e["end"]) for e in row["entities"]]
        if len(ends) != 2 or not _apart(ends):
            continue
        product = {r["tail"] for r in row["relations"] if r["type"] == "MAKES"}
        kinds = [_kind(row["text"][s:e], i in product) for i, (s, e) in enumerate(ends)]
        order = sorted(range(2), key=lambda i: ends[i])
        mentions = tuple(MarkedMention(*ends[i], kinds[i]) for i in order)
        relations = tuple(
            (0, 1, pair_label(r["type"], order[0] == r["head"]), None) for r in row["relations"]
        )
        yield Sample(
            row["text"], mentions, relations, ((0, 1),),
            (*name_like(row["text"]), *(m.span() for m in ANAPHORS.finditer(row["text"]))),
        )  # fmt: skip


def _kind(text: str, is_product: bool) -> str:
    if ANAPHORS.fullmatch(text) or not any(c.isupper() for c in text):
        return ANAPHOR
    return PRODUCT if is_product else COMPANY


def dfki(rows: Iterable[dict[str, Any]]) -> Iterator[Sample]:
    """Read sentences in which every company and product is marked, with who makes what."""
    for row in rows:
        kept: list[tuple[MarkedMention, int]] = []
        for i, e in sorted(enumerate(row["entities"]), key=lambda x: (x[1]["start"], -x[1]["end"])):
            if kept and e["start"] < kept[-1][0].end:
                continue
            text = row["text"][e["start"] : e["end"]]
            kind = PRODUCT if e["type"] == "Product" else _kind(text, False)
            kept.append((MarkedMention(e["start"], e["end"], kind), i))
        place = {i: number for number, (_, i) in enumerate(kept)}
        relations = []
        for r in row["relations"]:
            if r["head"] in place and r["tail"] in place:
                left, right = sorted((place[r["head"]], place[r["tail"]]))
                label = pair_label(r["type"], place[r["head"]] == left)
                relations.append((left, right, label, None))
        yield Sample(row["text"], tuple(m for m, _ in kept), tuple(dict.fromkeys(relations)))


_KINDS = {
    "ORG": COMPANY, "corporation": COMPANY, "product": PRODUCT,
    **dict.fromkeys(("PER", "LOC", "MISC", "person", "location", "group", "creative-work"), OTHER),
}  # fmt: skip


def names(rows: Iterable[dict[str, Any]]) -> Iterator[Sample]:
    """Read sentences in which names alone are marked."""
    for row in rows:
        mentions = tuple(
            MarkedMention(e["start"], e["end"], _KINDS[e["type"]])
            for e in sorted(row["entities"], key=lambda e: e["start"])
            if e["type"] in _KINDS
        )
        anaphors = tuple(m.span() for m in ANAPHORS.finditer(row["text"]))
        yield Sample(row["text"], mentions, (), (), anaphors, weight=0.5)


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Read a file of JSON lines."""
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _apart(ends: list[tuple[int, int]]) -> bool:
    (a, b), (c, d) = sorted(ends)
    return b <= c
