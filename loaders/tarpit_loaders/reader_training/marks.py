"""Marks that people made in texts of others: place, digest and labels, never the sentences."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from tarpit_graph.errors import InputError

from tarpit_loaders.markup import markdown
from tarpit_loaders.markup.block import Block
from tarpit_loaders.reader.labels import ANAPHORS
from tarpit_loaders.reader.sentences import markup_of
from tarpit_loaders.reader_training.samples import MarkedMention, Sample, name_like


def read(path: Path, documents: Path) -> Iterator[Sample]:
    """Yield the marked sentences of which the documents are at hand and unchanged.

    Args:
        path: JSON Lines: `document`, `block`, `start`, `end`, `sha`, `mentions`, `relations`, `closed`.
        documents: The folder that holds the documents.

    Raises:
        InputError: the file cannot be read.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error}") from error
    for line in lines:
        row = json.loads(line)
        blocks = _blocks(documents / row["document"])
        sample = _sample(row, blocks[row["block"]]) if row["block"] < len(blocks) else None
        if sample is not None:
            yield sample


@cache
def _blocks(path: Path) -> tuple[Block, ...]:
    try:
        return tuple(markdown.blocks(path.read_text(encoding="utf-8")))
    except OSError:
        return ()


def _sample(row: dict[str, Any], block: Block) -> Sample | None:
    start, end = row["start"], row["end"]
    text = block.text[start:end]
    if sha256(text.encode()).hexdigest()[:12] != row["sha"]:
        return None
    mentions = tuple(MarkedMention(*mention) for mention in row["mentions"])
    open_ = () if row["closed"] else name_like(text)
    anaphors = tuple(m.span() for m in ANAPHORS.finditer(text))
    return Sample(
        text,
        mentions,
        tuple((left, right, label, status) for left, right, label, status in row["relations"]),
        None,
        (*open_, *anaphors),
        markup_of(block, start, end),
        row["document"],
        is_closed=row["closed"],
    )
