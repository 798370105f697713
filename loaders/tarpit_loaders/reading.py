"""What a source hands on: a document as it was read, or why it could not be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tarpit_graph.identity import text_digest
from tarpit_graph.records import Claim, Document

from tarpit_loaders.markup.block import Block


@dataclass(frozen=True, slots=True)
class Told:
    """A name that the input itself marks, at `start:end` of the text. `type` may be empty."""

    start: int
    end: int
    type: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A document, with its readable blocks or, from a structured source, its claims.

    Attributes:
        name: What the input calls it: its given id, or its path.
        told: Names that the input marks.
        quarantined: What was refused, each with its reason.
    """

    name: str
    document: Document
    blocks: tuple[Block, ...] = ()
    told: tuple[Told, ...] = ()
    claims: tuple[Claim, ...] = ()
    quarantined: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """An input that is not a document, and the reason in a few words."""

    where: str
    reason: str


def document(
    id_: str,
    text: str,
    kind: str,
    *,
    title: str = "",
    url: str = "",
    published: date | None = None,
) -> Document:
    """Make the record of a document."""
    return Document(id_, text, text_digest(text), kind, title, url, published)
