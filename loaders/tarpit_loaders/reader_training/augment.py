"""Other names and other markup for a marked sentence: the network learns shapes, not names."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tarpit_loaders.reader.labels import COMPANY, PRODUCT
from tarpit_loaders.reader.tokens import Markup
from tarpit_loaders.reader_training import invented_names as invented
from tarpit_loaders.reader_training.samples import MarkedMention, Sample


def renamed(sample: Sample, random: np.random.Generator) -> Sample:
    """Return the sentence with invented names for its companies and products; equal names stay equal."""
    names: dict[tuple[str, str], str] = {}
    shifts: list[tuple[int, int]] = []  # old end, shift from there on
    text, mentions, position = "", [], 0
    for mention in sample.mentions:
        if mention.start < position:
            return sample  # overlapping: left alone
        text += sample.text[position : mention.start]
        old = sample.text[mention.start : mention.end]
        new = _name(mention.kind, old, names, random)
        mentions.append(MarkedMention(len(text), len(text) + len(new), mention.kind))
        text += new
        position = mention.end
        shifts.append((mention.end, len(text) - mention.end))
    text += sample.text[position:]

    def moved(at: int) -> int:
        return at + next((shift for end, shift in reversed(shifts) if at >= end), 0)

    def stretch(start: int, end: int) -> tuple[int, int]:
        for old, new in zip(sample.mentions, mentions, strict=True):
            start = new.start if old.start <= start < old.end else start
            if old.start < end <= old.end:
                return moved(start) if start != new.start else start, new.end
        return moved(start), moved(end)

    markup = replace(
        sample.markup,
        bold=tuple(stretch(s, e) for s, e in sample.markup.bold),
        links=tuple((*stretch(s, e), host) for s, e, host in sample.markup.links),
    )
    free = list(sample.mentions)
    open_ = tuple(
        (moved(s), moved(e))
        for s, e in sample.open
        if not any(m.start < e and s < m.end for m in free)
    )
    return replace(sample, text=text, mentions=tuple(mentions), markup=markup, open=open_)


def _name(
    kind: str, old: str, names: dict[tuple[str, str], str], random: np.random.Generator
) -> str:
    if kind not in (COMPANY, PRODUCT):
        return old
    if (kind, old) not in names:
        names[kind, old] = (invented.company if kind == COMPANY else invented.product)(random)
    return names[kind, old]


def dressed(sample: Sample, random: np.random.Generator) -> Sample:
    """Return the sentence with bold type, links, or as a heading or list item, now and then."""
    if random.random() < 0.4:
        return sample
    bold, links = list(sample.markup.bold), list(sample.markup.links)
    for mention in sample.mentions:
        if random.random() < 0.2:
            bold.append((mention.start, mention.end))
        if random.random() < 0.15:
            letters = "".join(
                c for c in sample.text[mention.start : mention.end].lower() if c.isalnum()
            )
            host = f"www.{letters}.com" if random.random() < 0.6 else "news.example"
            links.append((mention.start, mention.end, host))
    if random.random() < 0.15:
        links.append((0, len(sample.text), "news.example"))
    if random.random() < 0.1:
        bold.append((0, len(sample.text)))
    kind = str(random.choice(["paragraph", "paragraph", "item", "heading"]))
    first = bool(random.random() < 0.7)
    return replace(sample, markup=Markup(tuple(bold), tuple(links), kind, first))
