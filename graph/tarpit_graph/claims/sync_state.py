"""The sync state of each page: its validators and digest at the last fetch."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields

from tarpit_graph.database.session import Database, Row


@dataclass(frozen=True, slots=True)
class PageState:
    """The state in which an address was read.

    Attributes:
        etag, modified: What its server, or the list that names it, calls that state.
        raw: Digest of its bytes.
        kind: The source kind that read them.
        asked: Digest of what the sources file said about them.
    """

    etag: str = ""
    modified: str = ""
    version: str = ""
    raw: str = ""
    kind: str = ""
    asked: str = ""


def read_pages(database: Database, source: str) -> dict[str, PageState]:
    """Return the state of every address of a source."""
    rows = database.rows(
        "MATCH (p:Page {source: $source}) RETURN properties(p) AS page", {"source": source}
    )
    return {row["page"]["url"]: _state(row["page"]) for row in rows}


def _state(page: Row) -> PageState:
    return PageState(**{f.name: page.get(f.name, "") for f in fields(PageState)})


def write_page(database: Database, source: str, url: str, state: PageState) -> None:
    """Keep the state of an address; the same address may belong to several sources."""
    row = {"id": f"{source} {url}", "source": source, "url": url, **asdict(state)}
    kept = {key: value for key, value in row.items() if value}
    database.run(
        "MERGE (p:Page {id: $row.id}) SET p = $row "
        "WITH p MATCH (s:Source {id: $source}) MERGE (p)-[:LISTED_BY]->(s)",
        {"row": kept, "source": source},
    )


def write_source(database: Database, name: str, kind: str, address: str) -> None:
    """Keep that a source exists."""
    database.run(
        "MERGE (s:Source {id: $name}) SET s.kind = $kind, s.address = $address",
        {"name": name, "kind": kind, "address": address},
    )


def remove_source(database: Database, name: str) -> int:
    """Forget a source and how far it was read; its documents stay. Return how many pages it had."""
    rows = database.run(
        "OPTIONAL MATCH (p:Page {source: $name}) WITH collect(p) AS pages "
        "FOREACH (p IN pages | DETACH DELETE p) RETURN size(pages) AS times",
        {"name": name},
    )
    database.run("MATCH (s:Source {id: $name}) DETACH DELETE s", {"name": name})
    return int(rows[0]["times"])


def kept_bytes(database: Database) -> set[str]:
    """Return the digests of all bytes that a document or an address refers to."""
    rows = database.stream(
        "MATCH (d:Document) WHERE d.raw IS NOT NULL RETURN d.raw AS raw "
        "UNION MATCH (p:Page) WHERE p.raw IS NOT NULL RETURN p.raw AS raw"
    )
    return {row["raw"] for row in rows}
