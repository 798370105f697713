"""From claims to the files of a whole graph, by the same rules as a graph that is stored document by document."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

from tarpit_graph import migrations
from tarpit_graph.bulk import parts
from tarpit_graph.bulk.parts import Documents
from tarpit_graph.bulk.spool import Spool
from tarpit_graph.bulk.tables import Tables
from tarpit_graph.claims.duplicate_clusters import stories
from tarpit_graph.claims.issue_dates import BY_NUMBER, Issue, days, issue_of
from tarpit_graph.claims.writer import Extracted, check, claim_row, document_row
from tarpit_graph.identity import near_duplicates
from tarpit_graph.ontology import DOCUMENT, RUN, SCHEMA
from tarpit_graph.records import Run

Row = dict[str, Any]
#: From so many claims on it pays to start processes.
_WORTH_PROCESSES = 50_000


class GraphFiles:
    """Takes documents with their claims, then writes the whole graph.

    Claims wait on disk; documents are held.

    Args:
        folder: Where they wait: a folder of its own.
    """

    def __init__(self, folder: Path) -> None:
        self._claims = Spool(folder)
        self._documents: dict[str, Row] = {}
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

    def write(self, tables: Tables, run: Run, workers: int = 1) -> int:
        """Write everything: documents, the run that read them, claims, facts and entities.

        Args:
            tables: Where to.
            run: What read the documents.
            workers: How many processes write, where there is much; the graph is the same.

        Returns:
            How many documents are copies of another.
        """
        dated = self._date_issues()
        copies = self._stories()
        for id_, story in copies.items():
            self._documents[id_]["story"] = story
        tables.node(SCHEMA, migrations.row(migrations.newest()))
        tables.node(RUN, run.row)
        for document in self._documents.values():
            tables.node(DOCUMENT, document)
            tables.relationship("READ_IN", (DOCUMENT, document["id"]), (RUN, run.id))
        sources = {
            id_: str(document.get("story", document["sha256"]))
            for id_, document in self._documents.items()
        }
        known, paths = Documents(sources, dated), self._claims.finish()
        if workers > 1 and self.counts.total() >= _WORTH_PROCESSES:
            entities = parts.write_side_by_side(tables, paths, known, workers)
        else:
            entities = parts.write(tables, paths, known)
        for label, entity in entities.all():
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
        copies = near_duplicates.groups(
            (id_, row["signature"]) for id_, row in self._documents.items() if "signature" in row
        )
        rows = {id_: self._documents[id_] for id_ in chain.from_iterable(copies)}
        return stories(
            copies,
            {
                id_: {"sha256": row["sha256"], "published": str(row.get("published", "9999"))}
                for id_, row in rows.items()
            },
        )
