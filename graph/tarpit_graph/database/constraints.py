"""From the ontology to constraints and indexes, and what a live database lacks of them."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from tarpit_graph.database.at_once import answers
from tarpit_graph.database.session import Database
from tarpit_graph.ontology import (
    DERIVED_PROPERTIES,
    DERIVED_RELATIONS,
    EDGE_PROPERTIES,
    EDGE_TYPES,
    ENTITY_LABELS,
    NODES,
    RELATIONS,
    SENTENCE,
)

_FULLTEXT = "entity_names"
#: The indexes of sentences by their words and by their vectors, and the numbers in one vector.
SENTENCE_WORDS, SENTENCE_VECTORS = "tarpit_sentence_words", "tarpit_sentence_vectors"
VECTOR_WIDTH = 128
#: How long an index of a large graph may take to fill, in seconds.
_PATIENCE = 3_600


@dataclass(frozen=True, slots=True)
class SchemaItem:
    """A constraint or index: its name in the database and the statement that makes it."""

    name: str
    statement: str


@dataclass(frozen=True, slots=True)
class SchemaDiff:
    """What a database lacks, and what it has under our prefix that nothing here declares."""

    missing: tuple[SchemaItem, ...]
    unknown: tuple[str, ...]


def declared() -> tuple[SchemaItem, ...]:
    """Return every constraint and index that the ontology asks for, in the order to create them.

    Community edition has uniqueness and full-text; existence and types are checked by the writer.
    """
    items = []
    for node in NODES.values():
        name = f"tarpit_{node.label.lower()}_id"
        items.append(
            SchemaItem(
                name,
                f"CREATE CONSTRAINT {name} IF NOT EXISTS "
                f"FOR (n:{node.label}) REQUIRE n.id IS UNIQUE",
            )
        )
    for edge in EDGE_TYPES:
        name = f"tarpit_{edge.lower()}_id"
        items.append(
            SchemaItem(
                name,
                f"CREATE CONSTRAINT {name} IF NOT EXISTS "
                f"FOR ()-[r:{edge}]-() REQUIRE r.id IS UNIQUE",
            )
        )
    for node in NODES.values():
        for field in node.indexed:
            name = f"tarpit_{node.label.lower()}_{field}"
            items.append(
                SchemaItem(
                    name,
                    f"CREATE INDEX {name} IF NOT EXISTS FOR (n:{node.label}) ON (n.{field})",
                )
            )
    labels = "|".join(ENTITY_LABELS)
    items.append(
        SchemaItem(
            f"tarpit_{_FULLTEXT}",
            f"CREATE FULLTEXT INDEX tarpit_{_FULLTEXT} IF NOT EXISTS "
            f"FOR (n:{labels}) ON EACH [n.name, n.aliases]",
        )
    )
    return (*items, *_of_sentences())


def _of_sentences() -> tuple[SchemaItem, ...]:
    """Return the two indexes of search: stems of words (BM25), and vectors (HNSW, cosine)."""
    return (
        SchemaItem(
            SENTENCE_WORDS,
            f"CREATE FULLTEXT INDEX {SENTENCE_WORDS} IF NOT EXISTS "
            f"FOR (n:{SENTENCE}) ON EACH [n.text, n.keys] "
            "OPTIONS {indexConfig: {`fulltext.analyzer`: 'english'}}",
        ),
        SchemaItem(
            SENTENCE_VECTORS,
            f"CREATE VECTOR INDEX {SENTENCE_VECTORS} IF NOT EXISTS "
            f"FOR (n:{SENTENCE}) ON (n.vector) OPTIONS {{indexConfig: "
            f"{{`vector.dimensions`: {VECTOR_WIDTH}, `vector.similarity_function`: 'cosine'}}}}",
        ),
    )


def diff(database: Database) -> SchemaDiff:
    """Compare the ontology with a live database."""
    live = {
        row["name"]
        for kind in ("INDEXES", "CONSTRAINTS")
        for row in database.rows(f"SHOW {kind} YIELD name RETURN name")
    }
    wanted = declared()
    names = {item.name for item in wanted}
    return SchemaDiff(
        missing=tuple(item for item in wanted if item.name not in live),
        unknown=tuple(sorted(n for n in live if n.startswith("tarpit_") and n not in names)),
    )


def apply(database: Database) -> tuple[SchemaItem, ...]:
    """Create what is missing, wait until it is online, and return what was created."""
    missing = diff(database).missing
    deque(answers(lambda item: database.run(item.statement), missing), maxlen=0)
    if missing:
        database.run(
            "UNWIND $names AS name CALL db.createProperty(name) RETURN count(*) AS times",
            {"names": _property_names()},
        )
        database.run("CALL db.awaitIndexes($seconds)", {"seconds": _PATIENCE})
    return missing


def _property_names() -> list[str]:
    """Return every property that may come to be: a question about one that is not stored yet must not warn."""
    return sorted(
        {
            item.name
            for items in (
                *(node.properties for node in NODES.values()),
                *(relation.attributes for relation in RELATIONS.values()),
                *(relation.attributes for relation in DERIVED_RELATIONS.values()),
                *DERIVED_PROPERTIES.values(),
                EDGE_PROPERTIES,
            )
            for item in items
        }
    )
