"""`tarpit resolve`: look at names that may be one, decide, and share the decisions."""

from __future__ import annotations

from collections.abc import Iterator, Set
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tarpit.cli.shared.dynamic import group, shown
from tarpit.cli.shared.messages import say
from tarpit.cli.shared.output import FormatOption, OutputOption, emit
from tarpit.cli.shared.session import open_database

if TYPE_CHECKING:
    from tarpit_graph.database.session import Database
    from tarpit_graph.identity.decisions import Decision
    from tarpit_graph.identity.merge_candidates import CandidatePair
    from tarpit_graph.identity.name_rules import EntityName

app = group(
    "Decide which names are one. Decisions are kept in a file (TARPIT_DECISIONS) that every "
    "later load follows."
)
#: Joins that are named one by one.
_TOLD = 5
Id = Annotated[str, typer.Argument(metavar="ID", help="Of an entity, as `list` prints it.")]


@app.command("list", epilog=shown("tarpit resolve list --top 5"))
def list_(
    top: Annotated[int, typer.Option("--top", help="Show at most this many.")] = 50,
    format_: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """List pairs of names that may be one, the likeliest first."""
    from tarpit_queries.table import Column, Table

    with open_database() as database:
        found = _candidates(database)
    columns = ("score", "reason", "label", "name", "other", "documents", "id", "other id")
    rows = tuple(
        {
            "score": pair.score,
            "reason": pair.reason,
            "label": pair.first.label,
            "name": pair.first.name,
            "other": pair.second.name,
            "documents": f"{pair.first.support} and {pair.second.support}",
            "id": pair.first.id,
            "other id": pair.second.id,
        }
        for pair in found[:top]
    )
    notes = ("`tarpit resolve accept ID OTHER` makes them one, `reject` keeps them two.",)
    emit(
        [Table("Names that may be one", tuple(map(Column, columns)), rows, notes)], format_, output
    )


def _candidates(database: Database, about: Set[str] | None = None) -> list[CandidatePair]:
    from tarpit_graph.identity import merge_candidates
    from tarpit_loaders.names import catalog

    known = catalog.load()
    built_in = {entry.id for entry in known.entries}

    def is_settled(one: EntityName, two: EntityName) -> bool:
        both_known = one.id in built_in and two.id in built_in
        return both_known or known.decisions.is_decided(one.label, one.name, two.name)

    return merge_candidates.candidate_pairs(
        _names(database), is_settled, about=about, described=partial(_described, database)
    )


def join(database: Database) -> None:
    """Make one what is surely one by rule, as decisions that `reject` takes back, and say so.

    Only names in documents that are not searchable yet are compared with all others: each load joins before it makes
    what came searchable, so the rest was compared before.
    """
    from tarpit_graph.claims import search_sentences
    from tarpit_graph.identity.decisions import Decision
    from tarpit_graph.identity.name_rules import are_one

    new = search_sentences.pending_entities(database)
    found = _candidates(database, new) if new else []
    pairs = [pair for pair in found if are_one(pair.first, pair.second)]
    if not pairs:
        return
    carry(
        database,
        tuple(Decision("same", p.first.label, p.first.name, p.second.name) for p in pairs),
        {},
    )
    told = ", ".join(f"{pair.second.name} is {pair.first.name}" for pair in pairs[:_TOLD])
    more = f" and {len(pairs) - _TOLD} more" if len(pairs) > _TOLD else ""
    say(f"joined by rule: {told}{more} (`tarpit resolve reject ID OTHER` keeps two apart)")


@app.command(epilog=shown("tarpit resolve accept company:openai company:openailp"))
def accept(first: Id, second: Id) -> None:
    """Make two entities one, under the first one's name."""
    with open_database() as database:
        one, two = _entity(database, first), _entity(database, second)
        _decide(database, "same", one, two.name, _same_label(one, two))


@app.command(epilog=shown("tarpit resolve reject company:cohere company:cohereio"))
def reject(first: Id, second: Id) -> None:
    """Keep two entities apart, also where they were made one before."""
    with open_database() as database:
        one, two = _entity(database, first), _entity(database, second, may_be_gone=True)
        _decide(database, "different", one, two.name, _same_label(one, two))


@app.command()
def split(
    entity: Id,
    spelling: Annotated[str, typer.Argument(help="A spelling that is not this entity's.")],
    as_: Annotated[
        str,
        typer.Option("--as", help="Whose it is; by default the spelling, as a name of its own."),
    ] = "",
) -> None:
    """Detach an alias from an entity."""
    with open_database() as database:
        one = _entity(database, entity)
        _decide(database, "split", one, as_ or f"{spelling} (split)", one.label, spelling)


@app.command(epilog=shown("tarpit resolve apply"))
def apply(
    file: Annotated[
        Path | None, typer.Argument(help="Decisions to add to yours; by default yours again.")
    ] = None,
) -> None:
    """Carry decisions into the graph, such as those that someone shared."""
    from tarpit_graph.errors import InputError
    from tarpit_graph.identity import decisions

    if file is not None and not file.exists():
        raise InputError(f"there is no file {file}")
    added = decisions.read(file).taken if file else ()
    with open_database() as database:
        carry(database, added, {})


def _decide(
    database: Database, kind: str, one: EntityName, other: str, label: str, spelling: str = ""
) -> None:
    from tarpit_graph.identity import normalize_name
    from tarpit_graph.identity.decisions import Decision

    decision = Decision(kind, label, spelling or one.name, other)
    # What was merged under another name gets its own back where it is kept apart.
    undone = {(label, normalize_name(other)): other} if kind == "different" else {}
    carry(database, (decision,), undone)


def carry(
    database: Database, added: tuple[Decision, ...], undone: dict[tuple[str, str], str]
) -> None:
    """Add decisions to the file and let the claims of the graph follow all of them.

    Args:
        added: To those of the file.
        undone: By label and folded spelling, names that other entities had swallowed.
    """
    from filelock import FileLock
    from tarpit_graph.claims.merge_entities import decide_features, relink_claims
    from tarpit_graph.embedded import configuration
    from tarpit_graph.identity import decisions
    from tarpit_graph.settings import Settings
    from tarpit_loaders.load.extractor_version import extractor
    from tarpit_loaders.names import resolution
    from tarpit_loaders.structured.history_claims import CONFIRMED

    settings = Settings()
    configuration.make_home(settings)
    with FileLock(settings.home / "decisions.lock"):
        # Another loader may have added some since this one read its documents.
        before = taken = decisions.read(settings.decisions_file)
        for decision in added:
            taken = taken.add(decision)
        resolve = resolution.resolver(taken, undone)
        moved = decide_features(database, taken, CONFIRMED)
        was = {extractor(), extractor(before)}
        moved += relink_claims(database, resolve, was=was, now=extractor(taken))
        taken.save(settings.decisions_file)
    say(f"{moved} claims follow; {len(taken.taken)} decisions in {settings.decisions_file}")


def _names(database: Database) -> Iterator[EntityName]:
    """Yield every company and product by its name and home page."""
    from tarpit_graph.identity.name_rules import EntityName
    from tarpit_graph.ontology import COMPANY, PRODUCT
    from tarpit_graph.snapshot import stored

    for id_, held in stored.entities(database).items():
        if held["label"] in (COMPANY, PRODUCT):
            yield EntityName(id_, held["label"], held.get("name", ""), held.get("homepage", ""))


def _described(database: Database, ids: Set[str]) -> dict[str, EntityName]:
    """Return companies and products by their ids, with how often they are named, their makers and their lists."""
    from tarpit_graph.claims.known_by import LISTS
    from tarpit_graph.database.session import batches
    from tarpit_graph.identity.name_rules import EntityName
    from tarpit_graph.ontology import COMPANY, PRODUCT

    return {
        row["id"]: EntityName(
            row["id"],
            label,
            row["name"] or "",
            row["homepage"] or "",
            row["support"],
            frozenset(row["makers"]),
            frozenset(row["lists"]),
        )
        for label in (COMPANY, PRODUCT)
        for batch in batches(sorted(ids))
        for row in database.rows(
            f"UNWIND $ids AS id MATCH (e:{label} {{id: id}})<-[:SUBJECT|OBJECT]-(c:Claim)-[:FROM]->(d:Document) "
            "RETURN e.id AS id, e.name AS name, e.homepage AS homepage, "
            "count(DISTINCT d) AS support, [(e)<-[:MAKES]-(m:Company) | m.name] AS makers, "
            f"collect(DISTINCT CASE WHEN d.kind IN $lists AND e:{PRODUCT} AND (c)-[:SUBJECT]->(e) "
            "THEN d.id END) AS lists",
            {"ids": batch, "lists": LISTS},
        )
    }


def _entity(database: Database, id_: str, *, may_be_gone: bool = False) -> EntityName:
    from tarpit_graph.errors import InputError
    from tarpit_graph.identity.name_rules import EntityName
    from tarpit_graph.ontology import ENTITY_LABELS

    label = next((label for label in ENTITY_LABELS if id_.startswith(f"{label.lower()}:")), None)
    if label is None:
        raise InputError(f"{id_} is not the id of an entity, such as company:openai")
    rows = database.rows(f"MATCH (e:{label} {{id: $id}}) RETURN e.name AS name", {"id": id_})
    if rows:
        return EntityName(id_, label, rows[0]["name"])
    swallowed = _decided_name(label, id_) if may_be_gone else None
    if swallowed is not None:
        return EntityName(id_, label, swallowed)
    raise InputError(f"no entity {id_} is stored; `tarpit resolve list` prints ids")


def _decided_name(label: str, id_: str) -> str | None:
    """Return the name of an entity that a decision has made part of another."""
    from tarpit_graph.identity import entity_id
    from tarpit_loaders.names import catalog

    taken = catalog.load().decisions.taken
    names = (name for d in taken if d.label == label for name in (d.name, d.other))
    return next((name for name in names if entity_id(label, name) == id_), None)


def _same_label(one: EntityName, two: EntityName) -> str:
    from tarpit_graph.errors import InputError

    if one.label != two.label:
        raise InputError(f"{one.id} is a {one.label}, {two.id} a {two.label}: they cannot be one")
    if one.id == two.id:
        raise InputError(f"{one.id} is one entity already")
    return one.label
