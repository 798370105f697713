"""What the tests of awkward files ask of a file: its readings, their claims, and what was refused."""

from pathlib import Path

from tarpit_graph.records import Claim
from tarpit_loaders import sources
from tarpit_loaders.documents.files import File, SourceHints
from tarpit_loaders.documents.items import Follow, Item, Reading, Refused
from tarpit_loaders.extraction import pipeline

FILLER = (
    "<p>"
    + "It was a long week in which much was said and little was signed by anyone. " * 5
    + "</p>"
)


def read(name: str, content: str | bytes, **hints: object) -> list[Item]:
    data = content.encode() if isinstance(content, str) else content
    known = SourceHints(**hints)  # type: ignore[arg-type]
    found = list(sources.read(File(Path(name), name, known, data)))
    return [
        item.otherwise if isinstance(item, Follow) and item.otherwise else item for item in found
    ]


def claims(items: list[Item]) -> list[Claim]:
    readings = [item for item in items if isinstance(item, Reading)]
    return [claim for reading in readings for claim in pipeline.extract(reading).claims]


def said(name: str, content: str | bytes, **hints: object) -> set[tuple[str, str, str]]:
    found = claims(read(name, content, **hints))
    return {(c.subject.name, c.predicate, c.object.name) for c in found if c.object}


def refused(name: str, content: str | bytes) -> list[str]:
    return [item.reason for item in read(name, content) if isinstance(item, Refused)]
