"""A version that a text names is part of its family: "Claude 3 Haiku" of Claude."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from tarpit_graph.identity import claim_id
from tarpit_graph.ontology import PART_OF, PRODUCT
from tarpit_graph.records import Claim, Status

from tarpit_loaders.names import catalog

_PATTERN = "versions/1"


def find(claims: Iterable[Claim]) -> Iterator[Claim]:
    """Yield a PART_OF claim for each version that claims name, once a version.

    Its name says so, in the sentence that names it.
    """
    names, seen = catalog.load(), set[str]()
    for claim in claims:
        for version in (claim.subject, claim.object):
            if version is None or version.type != PRODUCT or version.id in seen:
                continue
            seen.add(version.id)
            family = names.family(version.name)
            if family is None or family.id == version.id:
                continue
            whole = replace(version, id=family.id, name=family.name, base="")
            yield replace(
                claim,
                id=claim_id(
                    claim.document, PART_OF, version.words, whole.words, claim.start, claim.end, ""
                ),
                predicate=PART_OF,
                subject=version,
                object=whole,
                status=Status.COMPLETED,
                confidence=0.9,
                pattern=_PATTERN,
                until=None,
                attributes={},
            )
