"""The graph as objects of py2neo, generated from the ontology; an extra, at the rim.

    from tarpit_graph.interop_py2neo import graph, models

    Company = models()["Company"]
    databricks = Company.match(graph(), "company:databricks").first()
    [target.name for target in databricks.acquired]

Each label is a class with its properties, each relationship an attribute in lower case; the other way it ends
in `_by`: `mosaicml.acquired_by`. Where a relation leads to several labels the label is added:
`competes_with_company`. Reading is plain py2neo. Writing goes through `state`, which stores a claim with its
sentence: objects refuse to be pushed, since nodes and edges are a view of claims.

py2neo's last release is 2021.2.4, of 2021. It works over Bolt against Neo4j 5, and nothing here depends on it.
For new work use `tarpit.Landscape` or the neo4j driver.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, NoReturn

from tarpit_graph import records
from tarpit_graph.claims import writer
from tarpit_graph.claims.refresh_entities import refresh_entities
from tarpit_graph.database import credentials
from tarpit_graph.database.session import connect
from tarpit_graph.embedded import server
from tarpit_graph.errors import InputError
from tarpit_graph.identity import claim_id, digest, entity_id, text_digest
from tarpit_graph.ontology import CLAIM, DERIVED_PROPERTIES, DOCUMENT, NODES, RELATIONS, check_ends
from tarpit_graph.records import Mention, Status
from tarpit_graph.settings import Settings

if TYPE_CHECKING:
    import py2neo

_PATTERN, _CONFIDENCE = "stated/1", 0.9
_KIND = "note"
#: "from" is a word of Python.
_NAMES = {("FROM", "to"): "document", ("FROM", "from"): "claims"}


def graph(settings: Settings | None = None) -> py2neo.Graph:
    """Return py2neo's view of the database that the settings name, by default the usual one.

    Raises:
        InputError: py2neo is not installed.
        DatabaseError: no embedded server is running and `NEO4J_URI` is not set.
    """
    library = _library()
    used = server.in_use(settings or Settings())
    auth = (used.username, credentials.password(used))
    return library.Graph(credentials.address(used), auth=auth, name=used.database)


@cache
def models() -> dict[str, type[Any]]:
    """Return a class of py2neo for every label.

    Raises:
        InputError: py2neo is not installed.
    """
    _library()
    from py2neo.ogm import Model, Property, RelatedFrom, RelatedTo

    class ReadOnly(Model):  # type: ignore[misc]
        """What every class has: it reads, and says where to write."""

        def _refuse(self, *_: object, **__: object) -> NoReturn:
            raise InputError(
                "nodes and edges are a view of claims and are not written; "
                "`interop_py2neo.state` stores a claim with its sentence"
            )

        __db_create__ = __db_merge__ = __db_push__ = __db_delete__ = _refuse

    made: dict[str, type[Any]] = {}
    for label, node in NODES.items():
        properties = (*node.properties, *DERIVED_PROPERTIES.get(label, ()))
        body: dict[str, Any] = {item.name: Property() for item in properties}
        # py2neo looks classes up by name in a module when a relationship is first followed.
        for name, kind, target, relation in _relationships(label):
            side = RelatedTo if kind == "to" else RelatedFrom
            body[name] = side(f"{__name__}.{target}", relation)
        body |= {"__module__": __name__, "__primarykey__": "id", "__doc__": node.doc}
        made[label] = type(label, (ReadOnly,), body)
    return made


def __getattr__(name: str) -> type[Any]:
    """Let `from tarpit_graph.interop_py2neo import Company` work, and py2neo's own look-up."""
    if name in NODES:
        return models()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def _relationships(label: str) -> list[tuple[str, str, str, str]]:
    """Return name, direction, target's label and type of every relationship of a label."""
    ends = [(name, *pair) for name, relation in RELATIONS.items() for pair in relation.ends]
    ends += [("FROM", CLAIM, DOCUMENT)]
    ends += [(kind, CLAIM, entity) for kind in ("SUBJECT", "OBJECT") for entity in _entities()]
    out = [(name, "to", object_) for name, subject, object_ in ends if subject == label]
    out += [(name, "from", subject) for name, subject, object_ in ends if object_ == label]
    many = Counter((name, kind) for name, kind, _ in out)
    return [
        (
            _NAMES.get((name, kind), name.lower() + ("_by" if kind == "from" else ""))
            + (f"_{target.lower()}" if many[name, kind] > 1 else ""),
            kind,
            target,
            name,
        )
        for name, kind, target in out
    ]


def _entities() -> list[str]:
    return [label for label, node in NODES.items() if node.is_entity]


def state(
    subject: Any,
    predicate: str,
    object_: Any,
    sentence: str,
    *,
    status: str = Status.COMPLETED,
    published: date | None = None,
    url: str = "",
    title: str = "",
    settings: Settings | None = None,
) -> str:
    """Store what a sentence says as a claim, and return the id of the fact it supports.

    The same statement twice changes nothing. The fact is what all claims add up to: one that says "rumoured"
    makes no deal.

    Args:
        subject, object_: Objects of `models()`; new ones need a `name` alone.
        predicate: A relation of the ontology.
        sentence: The words, in which both names must stand.
        status: completed, announced, planned, rumoured, hypothetical, denied or cancelled.
        published: Day of publication.
        url, title: Where it was published.
        settings: Where the database is; by default the usual one.

    Raises:
        InputError: a name is not in the sentence, or there is no such status.
        OntologyError: the relation does not join these.
    """
    ends = (_mention(subject, sentence), _mention(object_, sentence))
    check_ends(predicate, *(end.type for end in ends))
    if status not in set(Status):
        raise InputError(f"there is no status {status!r}; there are {', '.join(Status)}")
    name = url or f"{_KIND}:{digest(sentence, str(published))}"
    document = records.Document(
        name, sentence, text_digest(sentence), _KIND, title=title, url=url, published=published
    )
    words = (ends[0].words, ends[1].words)
    id_ = claim_id(name, predicate, *words, 0, len(sentence), status)
    claim = records.Claim(
        id_,
        predicate,
        *ends,
        Status(status),
        _CONFIDENCE,
        sentence,
        0,
        len(sentence),
        name,
        _PATTERN,
        date=published,
    )
    with connect(server.in_use(settings or Settings())) as database:
        writer.write_document(database, document, [claim], _PATTERN)
        refresh_entities(database)
        (row,) = database.rows("MATCH (c:Claim {id: $id}) RETURN c.fact AS fact", {"id": id_})
    return str(row["fact"])


def _mention(entity: Any, sentence: str) -> Mention:
    label, name = type(entity).__name__, entity.name
    start = sentence.find(name or "\0")
    if label not in NODES or start < 0:
        raise InputError(f"{name!r} does not stand in the sentence: {sentence}")
    return Mention(entity.id or entity_id(label, name), label, name, name, start, start + len(name))


def _library() -> Any:
    try:
        import py2neo
    except ImportError as error:
        raise InputError("py2neo is not installed: `pip install tarpit-graph[py2neo]`") from error
    return py2neo
