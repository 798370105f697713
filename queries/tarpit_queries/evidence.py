"""From any id back to sentences: the chain fact → claims → documents, and its history."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from tarpit_graph.claims.derive_facts import edge_type
from tarpit_graph.claims.edges import facts_of
from tarpit_graph.claims.known_by import KNOWN_BY_DAY, known_by
from tarpit_graph.database.at_once import answers
from tarpit_graph.database.session import Database, Row, batches, plain
from tarpit_graph.errors import InputError
from tarpit_graph.ontology import ENTITY_LABELS

from tarpit_queries import entity_names

#: What a file of a table is called.
_TABLES = (".csv", ".tsv", ".xlsx")


@dataclass(frozen=True, slots=True)
class Quote:
    """One claim as its document puts it.

    Attributes:
        start, end: Characters of the document that hold the sentence.
        published: Day of publication, or None.
        date: Day of the event, where one is stated.
        copy_of: The document, quoted before, of which this one's is a near-duplicate: the two count
            once.
    """

    claim: str
    status: str
    confidence: float
    sentence: str
    pattern: str
    document: str
    title: str
    url: str
    published: date | None
    start: int
    end: int
    copy_of: str = ""
    date: date | None = None

    @property
    def is_row(self) -> bool:
        """Tell whether it is a row of a table: no sentence, but with a day and often an address of its own."""
        return self.title.casefold().endswith(_TABLES)

    @property
    def cells(self) -> tuple[str, str]:
        """Return a row's cells in words, and the first address among them.

        >>> made = Quote(
        ...     "",
        ...     "",
        ...     1.0,
        ...     "Qdrant,,Hybrid search,https://qdrant.tech",
        ...     "",
        ...     "",
        ...     "x.csv",
        ...     "",
        ...     None,
        ...     0,
        ...     0,
        ... )
        >>> made.cells
        ('Qdrant · Hybrid search', 'https://qdrant.tech')
        """
        cells = [
            cell.strip() for row in csv.reader([self.sentence]) for cell in row if cell.strip()
        ]
        addresses = [cell for cell in cells if address(cell)]
        return " · ".join(c for c in cells if c not in addresses), next(iter(addresses), "")

    @property
    def is_own_list(self) -> bool:
        """Tell whether it is a line of the lists that come with tarpit, and so no sentence of a document."""
        return self.document.startswith("tarpit:")


@dataclass(frozen=True, slots=True)
class FactHistory:
    """A fact and everything that was said about it, the oldest first.

    Attributes:
        stands_as: The relationship type under which the fact is in the graph; empty where the
            quotes only name or describe an entity.
    """

    fact: str
    predicate: str
    subject: str
    object: str
    status: str
    stands_as: str
    quotes: tuple[Quote, ...]

    @property
    def best(self) -> Quote:
        """The first sentence that says what the fact's status says, else the first of all."""
        said = [q for q in self.quotes if not q.is_own_list] or list(self.quotes)
        return next((q for q in said if q.status == self.status), said[0])


#: Fetches the stories of facts by their ids.
Quotes: TypeAlias = Callable[[list[str]], Mapping[str, FactHistory]]

_CLAIMS = (
    "MATCH (c)-[:FROM]->(d:Document) MATCH (c)-[:SUBJECT]->(s) OPTIONAL MATCH (c)-[:OBJECT]->(o) "
    "RETURN properties(c) AS claim, properties(d) AS document, s.id AS subject, s.name AS "
    "subject_name, o.id AS object, o.name AS object_name "
    "ORDER BY c.published, d.id, c.start, c.id"
)


def why(database: Database, id_: str, limit: int = 50) -> list[FactHistory]:
    """Return what is behind a fact, claim, entity or document.

    Args:
        database: Where to look.
        id_: `fact:…`, `claim:…`, the id or a name of an entity, or a document's id or address.
        limit: The most facts to tell of an entity or document, the best supported first.

    Raises:
        InputError: nothing in the graph has this id or name.
    """
    kind = id_.partition(":")[0]
    if kind == "fact":
        match = "MATCH (c:Claim {fact: $id}) WITH c "
    elif kind == "claim":
        match = "MATCH (c:Claim {id: $id}) WITH c "
    else:
        match = "MATCH (d:Document) WHERE d.id = $id OR d.url = $id MATCH (c:Claim)-[:FROM]->(d) WITH c "
    rows = database.rows(match + _CLAIMS, {"id": id_})
    named = [] if rows else [entity.id for entity in entity_names.find(database, id_)]
    for label in ENTITY_LABELS if named else ():
        match = (
            f"MATCH (n:{label} WHERE n.id IN $ids)<-[:SUBJECT|OBJECT]-(c:Claim) WITH DISTINCT c "
        )
        met = {row["claim"]["id"] for row in rows}
        found = database.rows(match + _CLAIMS, {"ids": named})
        rows += [row for row in found if row["claim"]["id"] not in met]
    stories = _stories(rows)
    if not stories:
        raise InputError(
            f"nothing in the graph has the id or name {id_!r}"
            + (
                entity_names.hint(database, id_, ENTITY_LABELS)
                or "; `tarpit query` and `tarpit report` print ids with --wide"
            )
        )
    related = [story for story in stories if story.stands_as] or stories
    return sorted(related, key=lambda s: (-len(s.quotes), s.predicate, s.subject, s.object))[:limit]


#: Facts that are counted at once: each answer takes Python from whoever makes the next table meanwhile.
_COUNTED = 50_000
_KNOWN = f"WHERE $day IS NULL OR {KNOWN_BY_DAY}"


def evidence_counts(
    database: Database, facts: Iterable[str], until: date | None = None
) -> tuple[int, int]:
    """Return on how many claims in how many documents facts rest, whatever their status.

    Args:
        database: Where they are.
        facts: Their ids.
        until: Only what was published by this day.
    """

    def counted(ids: Sequence[str]) -> Row:
        (row,) = database.rows(
            f"UNWIND $ids AS id MATCH (c:Claim {{fact: id}})-[:FROM]->(d:Document) {_KNOWN}"
            "RETURN count(c) AS claims, collect(DISTINCT d.id) AS documents",
            {"ids": ids, **known_by(until)},
        )
        return row

    claims = 0
    documents: set[str] = set()
    for row in answers(counted, batches(sorted(set(facts)), _COUNTED)):
        claims += row["claims"]
        documents.update(row["documents"])
    return claims, len(documents)


def quotes(
    database: Database, facts: Iterable[str], until: date | None = None
) -> dict[str, FactHistory]:
    """Return the stories of many facts by id, by what was published until a day."""
    found: dict[str, FactHistory] = {}
    for batch in batches(sorted(set(facts))):
        rows = database.rows(
            f"UNWIND $ids AS id MATCH (c:Claim {{fact: id}}) {_KNOWN}WITH c {_CLAIMS}",
            {"ids": batch, **known_by(until)},
        )
        found.update({story.fact: story for story in _stories(rows)})
    return found


def address(url: str) -> str:
    """Return a source's address where a browser would open it as a page, else nothing.

    >>> address("https://example.com"), address("javascript:alert(1)")
    ('https://example.com', '')
    """
    return url if url.startswith(("https://", "http://")) else ""


def _stories(rows: Iterable[Row]) -> list[FactHistory]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row["claim"].get("fact") or row["claim"]["id"]].append(row)
    return [_story(key, group) for key, group in grouped.items()]


def _story(key: str, rows: list[Row]) -> FactHistory:
    first = rows[0]
    predicate = first["claim"]["predicate"]
    names = {row[end]: row[f"{end}_name"] for row in rows for end in ("subject", "object")}
    quoted = tuple(_quotes(rows))
    if first["object"] is None:
        status = first["claim"]["status"]
        return FactHistory("", predicate, first["subject_name"], "", status, "", quoted)
    told = facts_of({**row, "source": _source(row["document"])} for row in rows)
    fact = next(fact for fact, _ in told if fact.id == key)
    ends = names[fact.subject], names[fact.object]
    return FactHistory(key, predicate, *ends, fact.status.value, edge_type(fact), quoted)


def _source(document: Row) -> str:
    """Return what a document counts as: its story, which it shares with its copies."""
    return str(document.get("story") or document["sha256"])


def _quotes(rows: Iterable[Row]) -> Iterator[Quote]:
    first: dict[str, str] = {}
    for row in rows:
        id_ = row["document"]["id"]
        original = first.setdefault(_source(row["document"]), id_)
        yield _quote(row, "" if original == id_ else original)


def _quote(row: Row, copy_of: str) -> Quote:
    claim, document = row["claim"], row["document"]
    return Quote(
        claim=claim["id"],
        status=claim["status"],
        confidence=claim["confidence"],
        sentence=claim["sentence"],
        pattern=claim["pattern"],
        document=document["id"],
        title=document["title"],
        url=document["url"],
        published=plain(document.get("published")),
        start=claim["start"],
        end=claim["end"],
        copy_of=copy_of,
        date=plain(claim.get("date")),
    )
