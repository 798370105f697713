"""Every source kind on an example of its own: which documents and claims come out of it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tarpit_loaders import sources
from tarpit_loaders.documents.files import File
from tarpit_loaders.documents.items import Follow, Item, Reading, Refused, Skipped
from tarpit_loaders.extraction import pipeline

from tests.golden.test_golden import compare

FOLDER = Path(__file__).parent / "sources"
EXAMPLES = {path.stem: path for path in sorted(FOLDER.iterdir()) if path.name != "expected.jsonl"}


def test_every_kind_has_an_example() -> None:
    assert set(EXAMPLES) == set(sources.load().kinds)


@pytest.mark.parametrize("kind", EXAMPLES)
def test_a_file_tells_its_kind(kind: str) -> None:
    path = EXAMPLES[kind]
    assert kind == sources.load().of(File(path, path.name)).kind


def test_what_comes_out_of_each() -> None:
    compare("sources/expected.jsonl", "".join(lines()))


@pytest.mark.parametrize("kind", EXAMPLES)
def test_kept_bytes_read_again_say_the_same(kind: str) -> None:
    for reading in (item for item in items(kind) if isinstance(item, Reading)):
        assert reading.raw is not None
        again = [
            item
            for item in sources.read(sources.restored(reading.document.origin, reading.raw.data))
            if isinstance(item, Reading) and item.document.id == reading.document.id
        ]
        assert [item.document for item in again] == [reading.document]
        assert [claim.id for claim in again[0].claims] == [claim.id for claim in reading.claims]


def items(kind: str) -> Iterator[Item]:
    path = EXAMPLES[kind]
    return sources.read(File(path, path.name))


def lines() -> Iterator[str]:
    for kind in EXAMPLES:
        for item in items(kind):
            yield json.dumps({"kind": kind, **told(item)}, ensure_ascii=False) + "\n"


def told(item: Item) -> dict[str, object]:
    if isinstance(item, Refused | Skipped):
        return {"where": item.where, "reason": item.reason}
    if isinstance(item, Follow):
        return {"follow": item.hints.url, "version": item.version}
    document = item.document
    facts = {
        "id": document.id,
        "title": document.title,
        "url": document.url,
        "published": document.published and document.published.isoformat(),
        "author": document.author,
        "site": document.site,
        "language": document.language,
    }
    claims = [
        " ".join(
            filter(
                None,
                (
                    claim.subject.name,
                    claim.predicate,
                    claim.object.name if claim.object else "",
                    claim.status.value,
                    f"since {claim.date}" if claim.precision else "",
                    f"until {claim.until}" if claim.until else "",
                    json.dumps(dict(claim.attributes)) if claim.attributes else "",
                ),
            )
        )
        for claim in pipeline.extract(item).claims
    ]
    return {key: value for key, value in facts.items() if value} | {"claims": claims}
