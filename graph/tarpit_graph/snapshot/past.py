"""What stood on a past day, by what was published until then.

Most facts stood as they do now, or were not known at all: of those of one claim its day tells. Of the others those on
which there are later claims are derived again from the claims of that day, by the rules that derive the edges in the
database. Of documents without a date lists alone take part in it, and what rests on them alone has no
`first_asserted`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import date
from itertools import chain, pairwise
from typing import Any

from tarpit_graph.claims.derive_facts import edge_type
from tarpit_graph.claims.edges import DAYS_OF_CLAIM, REST_OF_CLAIM, edge_row, facts_of
from tarpit_graph.claims.known_by import KNOWN_BY_DAY, known_by
from tarpit_graph.database.at_once import answers
from tarpit_graph.database.session import Database, batches
from tarpit_graph.ontology import ACQUIRED, TIMELESS
from tarpit_graph.records import Status
from tarpit_graph.snapshot import stored, voice
from tarpit_graph.snapshot.facts import Edge, in_order
from tarpit_graph.snapshot.kept import Stored

#: Statuses that announce a possible deal.
AHEAD = frozenset((Status.RUMOURED, Status.PLANNED))
#: The claims of `$facts` that were known by `$day`: one list, since the driver takes longer over a row than over what
#: is in it.
_KNOWN_CLAIMS = (
    f"UNWIND $facts AS fact MATCH (c:Claim {{fact: fact}}) WHERE {KNOWN_BY_DAY} WITH DISTINCT c "
    "MATCH (c)-[:FROM]->(d:Document) MATCH (s)<-[:SUBJECT]-(c)-[:OBJECT]->(o) "
    f"RETURN collect([c {{{', '.join(f'.{name}' for name in REST_OF_CLAIM)}, "
    f"{', '.join(f'{name}: toString(c.{name})' for name in DAYS_OF_CLAIM)}}}, "
    "coalesce(d.story, d.sha256), s.id, o.id]) AS claims"
)
#: The claims of so many facts are looked up one by one; to go through all claims takes as long as to look up more.
_FEW = 100_000
_TOLD_LATER_OF = (
    "UNWIND $facts AS fact MATCH (c:Claim {fact: fact}) "
    f"WHERE NOT coalesce({KNOWN_BY_DAY}, false) RETURN collect(DISTINCT fact) AS facts"
)
#: Of the claims between two ids: one statement for all, since Neo4j takes a tenth of a second to plan it.
_TOLD_LATER = (
    "MATCH (c:Claim) WHERE c.id >= $first AND c.id < $last AND c.fact IS NOT NULL "
    f"AND NOT coalesce({KNOWN_BY_DAY}, false) RETURN collect(DISTINCT c.fact) AS facts"
)


def stood(database: Database, now: Stored, day: date) -> Stored:
    """Return what stood on a day, without entities that no claim named by then.

    Args:
        database: Holds the claims.
        now: What it holds today.
        day: Later publications do not count.
    """
    gone, unsure = _of_one_claim(now, day)
    told_again = _told_later(database, unsure, day)
    edges, said, rumours = derived(database, now.entities, told_again - gone, day)
    later = gone | told_again
    facts = now.facts.updated(later, edges)
    unconfirmed = tuple(in_order((*said, *(e for e in now.unconfirmed if e[2]["id"] not in later))))
    named = facts.touched()
    named |= {end for subject, object_, _ in unconfirmed for end in (subject, object_)}
    return Stored(
        {id_: entity for id_, entity in now.entities.items() if id_ in named},
        facts,
        unconfirmed,
        {fact: status for fact, status in now.former_rumours.items() if fact not in later}
        | rumours,
        voice.until(database, now.voice, day),
    )


def _of_one_claim(now: Stored, day: date) -> tuple[set[str], list[str]]:
    """Return the facts that rest on one claim of a later day, and those of which the claims must be asked."""
    gone: set[str] = set()
    unsure = [edge[2]["id"] for edge in now.unconfirmed]
    for relation in now.facts.relations():
        for *_, fact, behind, first in now.facts.told(relation, "claims", "first_asserted"):
            if relation in TIMELESS or first is None or not behind or len(behind) > 1:
                unsure.append(fact)
            elif first > day:
                gone.add(fact)
    return gone, unsure


def _told_later(database: Database, unsure: Sequence[str], day: date) -> set[str]:
    """Return those of some facts with a claim that was not known by a day, and others too where these are many."""
    few = len(unsure) <= _FEW
    # Else sixteen parts by the first digit of an id; ";" comes after ":".
    bounds = ["", *(f"claim:{digit:x}" for digit in range(1, 16)), "claim;"]
    parts: Iterable[Sequence[str]] = batches(unsure) if few else pairwise(bounds)

    def asked(part: Sequence[str]) -> list[str]:
        (row,) = (
            database.rows(_TOLD_LATER_OF, {"facts": part, **known_by(day)})
            if few
            else database.rows(_TOLD_LATER, {"first": part[0], "last": part[1], **known_by(day)})
        )
        found: list[str] = row["facts"]
        return found

    return set(chain.from_iterable(answers(asked, parts)))


def derived(
    database: Database, entities: Mapping[str, object], facts: Set[str], day: date
) -> tuple[list[Edge], list[Edge], dict[str, str]]:
    """Derive facts between some entities from the claims that were known by a day.

    Returns:
        Those that stood, those that were left open or refuted, and what had become of rumoured and planned deals.
    """
    edges: list[Edge] = []
    said: list[Edge] = []
    rumours: dict[str, str] = {}
    for fact, evidence in facts_of(_known_claims(database, facts, day)):
        if fact.subject in entities and fact.object in entities:
            into = edges if edge_type(fact) == fact.predicate else said
            into.append((fact.subject, fact.object, edge_row(fact)))
        if fact.predicate == ACQUIRED and any(e.status in AHEAD for e in evidence):
            rumours[fact.id] = fact.status.value
    return edges, said, rumours


def _known_claims(database: Database, facts: Set[str], day: date) -> Iterator[dict[str, Any]]:
    """Yield the claims of facts that were known by a day, as `facts_of` takes them."""

    def asked(some: Sequence[str]) -> list[list[Any]]:
        (row,) = database.rows(_KNOWN_CLAIMS, {"facts": some, **known_by(day)})
        found: list[list[Any]] = row["claims"]
        return found

    for claim, source, subject, object_ in chain.from_iterable(
        answers(asked, batches(sorted(facts)))
    ):
        for name in DAYS_OF_CLAIM:
            claim[name] = stored.day(claim[name]) if claim[name] else None
        yield {"claim": claim, "source": source, "subject": subject, "object": object_}
