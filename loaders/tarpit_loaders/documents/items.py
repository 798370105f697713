"""Items that a source yields: a document with its blocks, a page to fetch, or a refusal with its reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeAlias, TypedDict, Unpack

from tarpit_graph.errors import InputError
from tarpit_graph.identity import digest, text_digest
from tarpit_graph.records import Claim, Document

from tarpit_loaders.documents.dates import Published
from tarpit_loaders.documents.files import SourceHints
from tarpit_loaders.markup import composed
from tarpit_loaders.markup.block import Block


@dataclass(frozen=True, slots=True)
class AnnotatedSpan:
    """A name that the input itself marks, at `start:end` of the text. `type` may be empty."""

    start: int
    end: int
    type: str = ""


@dataclass(frozen=True, slots=True)
class Raw:
    """The bytes that a document was read from, and what is needed to read them again."""

    data: bytes
    name: str
    hints: SourceHints


@dataclass(frozen=True, slots=True)
class Reading:
    """A document, with its readable blocks or, from a structured source, its claims.

    Attributes:
        name: What the input calls it: the id it states, or its path.
        annotations: Names that the input marks.
        quarantined: What was refused, each with its reason.
        raw: What it was read from; None where that is the whole file.
        author: The company that writes and calls itself "we", where the source knows.
        extractor: Version of the software that found `claims` elsewhere; empty where this one is to.
    """

    name: str
    document: Document
    blocks: tuple[Block, ...] = ()
    annotations: tuple[AnnotatedSpan, ...] = ()
    claims: tuple[Claim, ...] = ()
    quarantined: tuple[str, ...] = ()
    raw: Raw | None = None
    author: str = ""
    extractor: str = ""

    @property
    def pieces(self) -> tuple[Block, ...]:
        """The blocks, a long one cut into what can be read at once."""
        return tuple(piece for block in self.blocks for piece in block.pieces())


@dataclass(frozen=True, slots=True)
class Refused:
    """An input that is not a document, and the reason in a few words."""

    where: str
    reason: str


def broke(error: Exception) -> str:
    """Return the reason to give where the software itself failed."""
    problem = f"{type(error).__name__}: {error}"
    return f"the software failed on it ({problem}); please report it"


@dataclass(frozen=True, slots=True)
class Skipped:
    """An input passed over on purpose, and the reason in a few words, the same for all its kind."""

    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class Follow:
    """An address that an input lists, whose page is part of the source.

    Attributes:
        where: The input that lists it.
        hints: What the list says of it: its address, day, kind.
        version: Changes whenever the list says that the page did; empty where it does not say.
        otherwise: What to read where the page cannot be fetched.
    """

    where: str
    hints: SourceHints
    version: str = ""
    otherwise: Reading | None = None


class Facts(TypedDict, total=False):
    """What a document may state of itself."""

    title: str
    url: str
    author: str
    site: str


_LONGEST_ID = 1_000
#: What a source yields.
Item: TypeAlias = Reading | Refused | Skipped | Follow


def document(
    id_: str,
    text: str,
    kind: str,
    *,
    published: Published | None = None,
    **facts: Unpack[Facts],
) -> Document:
    """Make the record of a document. An id longer than Neo4j can index keeps its start and gets a digest."""
    if len(id_) > _LONGEST_ID:
        id_ = f"{id_[:_LONGEST_ID]}#{digest(id_)}"
    return dated(Document(id_, text, text_digest(text), kind, **facts), published)


def dated(document: Document, published: Published | None) -> Document:
    """Return a document with its day, how precise that is, and where it was read."""
    if published is None:
        return document
    return replace(
        document,
        published=published.day,
        published_precision=published.precision,
        dated_by=published.read_from,
    )


def from_blocks(
    name: str,
    id_: str,
    blocks: Iterable[Block],
    kind: str,
    *,
    published: Published | None = None,
    **facts: Unpack[Facts],
) -> Reading:
    """Make a reading whose text is composed of its blocks.

    Raises:
        InputError: there is nothing to read in them.
    """
    text, placed = composed.compose(blocks)
    if not text:
        raise InputError("has no text to read")
    return Reading(name, document(id_, text, kind, published=published, **facts), placed)
