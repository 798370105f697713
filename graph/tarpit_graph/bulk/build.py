"""From claims to the files of a whole graph, by the same rules as a graph that is stored document by document."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from tarpit_graph import migrations
from tarpit_graph.bulk.spool import Spool
from tarpit_graph.bulk.tables import Tables
from tarpit_graph.claims.derive_facts import edge_type
from tarpit_graph.claims.duplicate_clusters import stories
from tarpit_graph.claims.edges import edge_row, facts_of
from tarpit_graph.claims.issue_dates import BY_NUMBER, Issue, days, issue_of
from tarpit_graph.claims.refresh_entities import properties
from tarpit_graph.claims.writer import Extracted, check, claim_row, document_row
from tarpit_graph.identity import is_anaphor
from tarpit_graph.ontology import DESCRIBED_AS, SCHEMA
from tarpit_graph.records import BY, Run

Row = dict[str, Any]
_CLAIM, _DOCUMENT, _RUN = "Claim", "Document", "Run"


class GraphFiles:
    """Takes documents with their claims, then writes the whole graph.

    Claims wait on disk; of documents their properties are held, of entities their names.

    Args:
        folder: Where they wait: a folder of its own.
    """

    def __init__(self, folder: Path) -> None:
        self._claims = Spool(folder)
        self._documents: dict[str, Row] = {}
        self._entities = _Entities()
        #: How many claims there are, by predicate and status.
        self.counts = Counter[tuple[str, str]]()

    def add(self, extracted: Extracted) -> int:
        """Take one document; its id was not added before. Return how many claims it makes.

        Raises:
            OntologyError: a claim joins what the ontology does not allow; nothing is taken.
        """
        check(extracted)
        document = document_row(extracted.document, extracted.extractor, extracted.quarantined)
        document.pop("stale", None)
        self._documents[document["id"]] = document
        claims = {claim.id: claim_row(claim, document) for claim in extracted.claims}
        for id_, row in claims.items():
            self._claims.add(row["fact"] or id_, row)
            self.counts[row["predicate"], row["status"]] += 1
        return len(claims)

    def write(self, tables: Tables, run: Run) -> int:
        """Write everything: documents, the run that read them, claims, facts and entities.

        Returns:
            How many documents are copies of another.
        """
        dated = self._date_issues()
        copies = self._stories()
        for id_, story in copies.items():
            self._documents[id_]["story"] = story
        tables.node(SCHEMA, migrations.row(migrations.newest()))
        tables.node(_RUN, run.row)
        for document in self._documents.values():
            tables.node(_DOCUMENT, document)
            tables.relationship("READ_IN", (_DOCUMENT, document["id"]), (_RUN, run.id))
        for rows in self._claims.parts():
            for row in rows:
                if row["_document"] in dated:
                    _date(row, dated[row["_document"]])
                self._entities.add(row)
                _write_claim(tables, row)
            self._write_facts(tables, rows)
        for label, entity in self._entities.all():
            tables.node(label, entity)
        return len(copies) - len(set(copies.values()))

    def _date_issues(self) -> dict[str, date]:
        """Date the undated issues of every series; return the day of each."""
        series: dict[str, list[Issue]] = defaultdict(list)
        for document in self._documents.values():
            if "series" in document:
                series[document["series"]].append(issue_of(document))
        found = {id_: day for issues in series.values() for id_, day in days(issues).items()}
        for id_, (day, precision) in found.items():
            said = {"published": day, "published_precision": precision, "dated_by": BY_NUMBER}
            self._documents[id_].update(said)
        return {id_: day for id_, (day, _) in found.items()}

    def _stories(self) -> dict[str, str]:
        return stories(
            {
                id_: {
                    "signature": row["signature"],
                    "sha256": row["sha256"],
                    "published": str(row.get("published", "9999")),
                }
                for id_, row in self._documents.items()
                if "signature" in row
            }
        )

    def _write_facts(self, tables: Tables, rows: Iterable[Row]) -> None:
        labels: dict[str, str] = {}
        stating = []
        for row in rows:
            if row["fact"]:
                labels[row["_subject"]] = row["_subject_label"]
                labels[row["_object"]] = row["_object_label"]
                document = self._documents[row["_document"]]
                source = document.get("story", document["sha256"])
                ends = {"subject": row["_subject"], "object": row["_object"]}
                stating.append({"claim": row, "source": source, **ends})
        for fact, _ in facts_of(stating):
            tables.relationship(
                edge_type(fact),
                (labels[fact.subject], fact.subject),
                (labels[fact.object], fact.object),
                edge_row(fact),
            )


class _Entities:
    """The names and descriptions of every entity; see `claims.refresh_entities`."""

    def __init__(self) -> None:
        self._label: dict[str, str] = {}
        self._names: dict[str, dict[str, int]] = {}
        self._aliases: dict[str, set[str]] = {}
        self._described: dict[str, list[tuple[Any, ...]]] = defaultdict(list)

    def add(self, row: Mapping[str, Any]) -> None:
        """Take what a claim says of its ends."""
        for end in ("subject", "object"):
            if id_ := row[f"_{end}"]:
                if id_ not in self._label:
                    self._label[id_], self._names[id_] = row[f"_{end}_label"], {}
                    self._aliases[id_] = set()
                name, text = row[f"{end}_name"], row[f"{end}_text"]
                self._names[id_][name] = self._names[id_].get(name, 0) + 1
                if text not in self._aliases[id_] and not is_anaphor(text):
                    self._aliases[id_].add(text)
        if row["predicate"] == DESCRIBED_AS:
            day = row.get("published") or date.max
            said = (day, row["confidence"], row["id"], row["attributes"])
            self._described[row["_subject"]].append(said)

    def all(self) -> Iterator[tuple[str, Row]]:
        """Yield the label and the properties of each entity."""
        for id_, label in self._label.items():
            described: Row = {}
            for *_, attributes in sorted(self._described.get(id_, ())):
                described.update(json.loads(attributes))
            names, aliases = self._names[id_], self._aliases[id_]
            yield label, properties(label, id_, names, aliases, described)


def _date(row: Row, day: date) -> None:
    """Give a claim the day that its issue came to have."""
    row["published"] = day
    if row.get("date_precision", BY) == BY:
        row["date"] = day


def _write_claim(tables: Tables, row: Row) -> None:
    id_ = row["id"]
    kept = {key: value for key, value in row.items() if key[0] != "_" and value is not None}
    tables.node(_CLAIM, kept)
    tables.relationship("FROM", (_CLAIM, id_), (_DOCUMENT, row["_document"]))
    for end in ("subject", "object"):
        if row[f"_{end}"]:
            tables.relationship(end.upper(), (_CLAIM, id_), (row[f"_{end}_label"], row[f"_{end}"]))
