"""A made-up landscape of any size: the same seed gives the same claims.

Companies make products, products serve segments, and the rest of the claims join companies. Who is named how often
follows a power law, as in real text; twenty claims make a document.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from tarpit_graph.claims.writer import Extracted
from tarpit_graph.identity import claim_id, entity_id
from tarpit_graph.records import Claim, Document, Mention, Status

#: Claims of a document.
IN_A_DOCUMENT = 20
#: Segments, and the layers that they are parts of.
SEGMENTS, LAYERS = 300, 6
#: Products of a company, and segments of a product, on average.
PRODUCTS, SERVED = 1.5, 1.5
#: What joins two companies, and how often.
BETWEEN = (("COMPETES_WITH", 60), ("PARTNERS_WITH", 20), ("INVESTED_IN", 15), ("ACQUIRED", 5))
_FIRST = date(2020, 1, 1)
#: A relation, its two ends as label and name, and what else is said.
Said = tuple[str, tuple[str, str], tuple[str, str], dict[str, bool]]


def said(claims: int, companies: int, seed: int = 1) -> Iterator[Said]:
    """Yield so many relations between so many companies, their products and segments."""
    chance = random.Random(seed)

    def some(count: int) -> int:
        return int(count * chance.random() ** 3)

    left = claims
    segments = [f"Segment {number}" for number in range(SEGMENTS)]
    for number, segment in enumerate(segments[: max(left // 10, 1)]):
        left -= 1
        yield (
            "PART_OF",
            ("Workload", segment),
            ("Workload", f"Layer {number % LAYERS}"),
            {"market": True},
        )
    for number in range(min(int(companies * PRODUCTS), left // 4)):
        product = ("Product", f"Product {number}")
        maker = number if number < companies else some(companies)
        left -= 1
        yield "MAKES", ("Company", f"Company {maker}"), product, {}
        for served in {some(SEGMENTS) for _ in range(1 + (chance.random() < SERVED - 1))}:
            left -= 1
            yield "SERVES", product, ("Workload", segments[served]), {}
    names, weights = [n for n, _ in BETWEEN], [w for _, w in BETWEEN]
    for predicate in chance.choices(names, weights, k=max(left, 0)):
        one, other = some(companies), some(companies)
        other = (other + 1) % companies if one == other else other
        yield predicate, ("Company", f"Company {one}"), ("Company", f"Company {other}"), {}


def documents(claims: int, companies: int, seed: int = 1) -> Iterator[Extracted]:
    """Yield documents with these claims."""
    found: list[Claim] = []
    for number, one in enumerate(said(claims, companies, seed)):
        document = f"made-up/{number // IN_A_DOCUMENT}"
        found.append(_claim(document, number % IN_A_DOCUMENT, *one))
        if len(found) == IN_A_DOCUMENT:
            yield _document(document, found)
            found = []
    if found:
        yield _document(found[0].document, found)


def _document(id_: str, claims: list[Claim]) -> Extracted:
    day = claims[0].date
    document = Document(id_, "", f"sha of {id_}", "text", published=day, dated_by="file name")
    return Extracted(document, claims, "benchmark")


def _claim(
    document: str,
    number: int,
    predicate: str,
    subject: tuple[str, str],
    object_: tuple[str, str],
    attributes: dict[str, bool],
) -> Claim:
    start = number * 100
    ends = [
        Mention(entity_id(label, name), label, name, name, at, at + 10)
        for (label, name), at in ((subject, start), (object_, start + 30))
    ]
    return Claim(
        id=claim_id(document, predicate, ends[0].words, ends[1].words, start, start + 90, ""),
        predicate=predicate,
        subject=ends[0],
        object=ends[1],
        status=Status.COMPLETED,
        confidence=0.9,
        sentence=f"{subject[1]} did something with {object_[1]}, as was written here.",
        start=start,
        end=start + 90,
        document=document,
        pattern="benchmark/1",
        date=_FIRST + timedelta(days=int(document.rpartition("/")[2]) % 2_000),
        attributes=attributes,
    )
