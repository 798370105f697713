"""Is the graph what its claims say? Nothing is changed; each difference is named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from tarpit_graph.claims.derive_again import fact_pages
from tarpit_graph.claims.derive_facts import edge_type
from tarpit_graph.claims.duplicate_clusters import wrong_stories
from tarpit_graph.claims.edges import CLAIMS_OF_FACTS, edge_row, facts_of
from tarpit_graph.claims.refresh_entities import names_and_descriptions
from tarpit_graph.database.session import BATCH, Database, plain
from tarpit_graph.identity import fact_id
from tarpit_graph.ontology import (
    CLAIMED_EDGES,
    DERIVED_PROPERTIES,
    ENTITY_LABELS,
    UNARY,
    canonical_direction,
)

#: Called with how many facts or entities are through, as they are.
Progress = Callable[[int], None]
#: Behind every id of a fact.
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is not as it should be: its kind, the node or edge, and what is wrong."""

    kind: str
    where: str
    what: str


def verify(database: Database, progress: Progress = lambda done: None) -> Iterator[Problem]:
    """Yield every difference between what is stored and what its claims add up to."""
    yield from _unfinished(database)
    yield from _claims(database)
    yield from _stories(database)
    yield from _edges(database, progress)
    for label in ENTITY_LABELS:
        yield from _entities(database, label, progress)


def _unfinished(database: Database) -> Iterator[Problem]:
    for label in ("Document", *ENTITY_LABELS):
        for row in database.stream(f"MATCH (n:{label} {{stale: true}}) RETURN n.id AS id"):
            yield Problem(
                "unfinished", row["id"], "a load did not come to its end; load anything to end it"
            )


def _claims(database: Database) -> Iterator[Problem]:
    """Each claim has one document, one subject, and an object unless its predicate takes none."""
    for row in database.stream(
        "MATCH (c:Claim) RETURN c.id AS id, c.predicate AS predicate, c.fact AS fact, "
        "c.published AS published, [(c)-[:FROM]->(d) | d.published] AS days, "
        "[(c)-[:FROM]->(d) | d.id] AS documents, "
        "[(c)-[:SUBJECT]->(e) | e.id] AS subjects, [(c)-[:OBJECT]->(e) | e.id] AS objects"
    ):
        if wrong := _wrong_ends(row):
            yield Problem("claim", row["id"], wrong)
        elif row["published"] != row["days"][0]:
            yield Problem("claim", row["id"], f"has another day than {row['documents'][0]}")


def _wrong_ends(row: Mapping[str, Any]) -> str:
    unary = row["predicate"] in UNARY
    counts = {"documents": 1, "subjects": 1, "objects": 0 if unary else 1}
    for end, wanted in counts.items():
        if len(row[end]) != wanted:
            return f"has {len(row[end])} {end} in place of {wanted}"
    fact = (
        None
        if unary
        else fact_id(*canonical_direction(row["predicate"], row["subjects"][0], row["objects"][0]))
    )
    return "" if row["fact"] == fact else f"supports {row['fact']} in place of {fact}"


def _stories(database: Database) -> Iterator[Problem]:
    wrong, _ = wrong_stories(database)
    for id_ in wrong:
        yield Problem("copies", id_, "counts with other documents than those that it copies")


def _edges(database: Database, progress: Progress) -> Iterator[Problem]:
    after = ""
    for facts in fact_pages(database):
        yield from _differing_edges(database, after, facts)
        progress(len(facts))
        after = facts[-1]
    yield from _differing_edges(database, after, [_LAST])


def _differing_edges(database: Database, after: str, facts: Sequence[str]) -> Iterator[Problem]:
    """Compare the edges whose ids lie behind `after` and up to the last of these facts."""
    derived = {f.id: f for f, _ in facts_of(database.rows(CLAIMS_OF_FACTS, {"facts": facts}))}
    wanted = {
        id_: (edge_type(fact), fact.subject, fact.object, edge_row(fact))
        for id_, fact in derived.items()
    }
    stored = defaultdict(list)
    for edge in CLAIMED_EDGES:
        for row in database.rows(
            f"MATCH (s)-[r:{edge}]->(o) WHERE r.id > $after AND r.id <= $last "
            "RETURN s.id AS subject, o.id AS object, properties(r) AS edge",
            {"after": after, "last": facts[-1]},
        ):
            held = {key: plain(value) for key, value in row["edge"].items()}
            stored[held["id"]].append((edge, row["subject"], row["object"], held))
    for id_ in sorted(wanted.keys() | stored.keys()):
        if id_ not in wanted:
            yield Problem("edge", id_, "rests on no claim")
        elif not stored[id_]:
            yield Problem(
                "edge", id_, f"is missing; {wanted[id_][3]['support']} document(s) support it"
            )
        elif stored[id_] != [wanted[id_]]:
            yield Problem("edge", id_, _difference(stored[id_][0], wanted[id_]))


def _difference(stored: tuple[Any, ...], wanted: tuple[Any, ...]) -> str:
    if stored[:3] != wanted[:3]:
        return f"is {' '.join(stored[:3])} in place of {' '.join(wanted[:3])}"
    return _differing_keys(stored[3], wanted[3]) or "is there more than once"


def _differing_keys(stored: Mapping[str, Any], wanted: Mapping[str, Any]) -> str:
    keys = (k for k in sorted({*stored, *wanted}) if stored.get(k) != wanted.get(k))
    return "; ".join(f"{k} is {stored.get(k)!r} in place of {wanted.get(k)!r}" for k in keys)


def _entities(database: Database, label: str, progress: Progress) -> Iterator[Problem]:
    measured = {item.name for item in DERIVED_PROPERTIES.get(label, ())}
    last = ""
    while rows := database.rows(
        f"MATCH (e:{label}) WHERE e.id > $last RETURN properties(e) AS entity "
        f"ORDER BY e.id LIMIT {BATCH}",
        {"last": last},
    ):
        stored = {row["entity"]["id"]: row["entity"] for row in rows}
        wanted = database.look(partial(names_and_descriptions, label=label, ids=list(stored)))
        for id_, entity in stored.items():
            held = {k: v for k, v in entity.items() if k not in measured and k != "stale"}
            if id_ not in wanted:
                yield Problem("entity", id_, "is named by no claim")
            elif wrong := _differing_keys(held, wanted[id_]):
                yield Problem("entity", id_, wrong)
        progress(len(stored))
        last = rows[-1]["entity"]["id"]
