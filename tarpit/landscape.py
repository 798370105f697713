"""The landscape as a Python object: what the command line does, for notebooks and scripts."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from tarpit.web import open_web

if TYPE_CHECKING:  # importing `tarpit` must not load spaCy, networkx or the driver
    import networkx as nx
    from neo4j_viz import GraphWidget
    from tarpit_graph.database.session import Database
    from tarpit_graph.records import Claim
    from tarpit_graph.settings import Settings
    from tarpit_graph.snapshot import Snapshot
    from tarpit_loaders.load.pipeline import Summary
    from tarpit_loaders.sync.sync import Outcome
    from tarpit_queries.evidence import FactHistory
    from tarpit_queries.search import SearchFilters
    from tarpit_queries.table import Table

    from tarpit.asking import Reply


class Filters(TypedDict, total=False):
    """Which part of the graph: see `tarpit_graph.snapshot.graph_filter.GraphFilter`."""

    segment: str
    company: str
    hops: int
    types: tuple[str, ...]
    least_support: int


def _shown(document: str, claim: Claim) -> dict[str, Any]:
    return {
        "document": document,
        "subject": claim.subject.name,
        "relation": claim.predicate,
        "object": claim.object.name if claim.object else None,
        "status": claim.status.value,
        "date": claim.date,
        "confidence": claim.confidence,
        "sentence": claim.sentence,
    }


class Landscape:
    """A graph to load and question; use as a context manager.

    Connects to `NEO4J_URI`, else to the embedded Neo4j, which it starts if need be.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        self._settings = settings
        self._database: Database | None = None

    @classmethod
    def open(
        cls, uri: str, *, username: str = "neo4j", password: str = "", database: str = "neo4j"
    ) -> Landscape:
        """Connect to another Neo4j than the settings name.

        Raises:
            DatabaseError: nothing answers, or it refuses the credentials.
        """
        from pydantic import SecretStr
        from tarpit_graph.database.session import connect
        from tarpit_graph.settings import Settings

        named = {"uri": uri, "username": username, "database": database}
        named_settings = Settings().model_copy(update={**named, "password": SecretStr(password)})
        opened = cls(named_settings)
        opened._database = connect(named_settings)
        return opened

    def close(self) -> None:
        """Close the connection; the server goes on."""
        if self._database is not None:
            self._database.driver.close()
            self._database = None

    def __enter__(self) -> Landscape:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def database(self) -> Database:
        """The open database; connects at first use.

        Raises:
            DatabaseError: nothing answers, or it refuses the credentials.
        """
        if self._database is None:
            from tarpit_graph.embedded import server
            from tarpit_graph.settings import Settings

            self._database = server.open_database(self._settings or Settings())
        return self._database

    def load(
        self,
        *paths: str,
        published: date | None = None,
        workers: int = 1,
        builtin: bool = False,
    ) -> Summary:
        """Load files, folders, globs and addresses.

        Args:
            paths: What to load.
            published: Day of what states none itself.
            workers: Processes that read.
            builtin: Also what tarpit knows of products and who makes them.
        """
        from tarpit_loaders.documents import dates
        from tarpit_loaders.documents.files import SourceHints
        from tarpit_loaders.load import pipeline
        from tarpit_loaders.load.inputs import readings

        inputs = readings(
            paths,
            SourceHints(published=dates.first(given=published)),
            with_builtin=builtin,
            web=open_web,
        )
        return pipeline.load(self.database, inputs, workers=workers)

    @staticmethod
    def extract(*paths: str) -> Table:
        """Return what files say, without a database: a row a claim, in reading order.

        Rows have `document`, `subject`, `relation`, `object`, `status`, `date`, `confidence` and `sentence`; notes
        say which files could not be read.

        Raises:
            InputError: nothing can be read: a path does not exist, or no source reads it.
        """
        from tarpit_graph.errors import InputError
        from tarpit_loaders.documents.files import SourceHints
        from tarpit_loaders.load import inputs, workers
        from tarpit_queries.table import Column, Table

        rows, failed, read = [], [], 0
        for done in workers.extract_all(inputs.documents(paths, SourceHints())):
            if not isinstance(done, tuple):
                failed.append(f"{done.where}: {done.reason}")
                continue
            reading, extraction = done
            read += 1
            rows += [_shown(reading.name, claim) for claim in extraction.claims]
        if failed and not read:
            raise InputError("; ".join(failed))
        columns = (
            "document", "subject", "relation", "object", "status", "date", "confidence", "sentence"
        )  # fmt: skip
        return Table("Claims", tuple(map(Column, columns)), tuple(rows), tuple(failed))

    def sync(self, file: str = "tarpit.yml", *names: str, workers: int = 1) -> list[Outcome]:
        """Bring the sources of a file up to date, all of them or those named."""
        from tarpit_graph.settings import Settings
        from tarpit_loaders.documents.raw_store import RawStore
        from tarpit_loaders.sync import sources_file, sync

        sources = sources_file.read(Path(file))
        return list(
            sync.sync(
                self.database,
                sources.named(names),
                lambda: open_web(contact=sources.contact, pause=sources.pause),
                store=RawStore(Settings().raw_folder),
                base=sources.path.parent,
                workers=workers,
            )
        )

    def retract(self, document: str) -> int:
        """Remove a document by id or address; return how many claims went with it."""
        from tarpit_graph.claims.retract import retract

        return retract(self.database, document)

    def query(self, name: str, **values: str | int | float | bool) -> Table:
        """Ask one of the built-in questions."""
        from tarpit_queries import questions

        return questions.load(name).ask(self.database, **values)

    def find(self, text: str, top: int = 20) -> Table:
        """Find companies, products, workloads and features by words of their names, the best match first.

        Rows have `name`, `kind`, `claims`, `score` and `id`.
        """
        return self.query("names", text=text, top=top)

    def search(self, text: str, top: int = 10, filters: SearchFilters | None = None) -> Table:
        """Find sentences by their words and by what they are about, the best first; near-copies once.

        Rows have `sentence`, `published`, `says`, `source`, `url`, `score`, `facts` and `id`.
        """
        from tarpit import searching

        searching.refresh(self.database)
        return searching.search(self.database, text, filters, top=top)

    def ask(self, question: str) -> Reply:
        """Answer a plain question by the question or report that it asks for; `asked` is None where none does."""
        from tarpit import asking

        return asking.ask(self.database, question)

    def cypher(self, statement: str) -> Table:
        """Run a statement that only reads."""
        from tarpit_queries import questions

        return questions.run(self.database, statement)

    def report(
        self, name: str, as_of: date | None = None, **options: str | int
    ) -> tuple[Table, ...]:
        """Make a report, of everything or of what was published by a day."""
        from tarpit_queries import reporting
        from tarpit_queries.reporting import ReportFilters

        return reporting.make(self.database, name, ReportFilters(as_of), **options)

    def page(self, as_of: date | None = None) -> str:
        """Return the landscape as one page of HTML that can be mailed."""
        from tarpit_queries import reporting
        from tarpit_queries.reporting import ReportFilters

        return reporting.page(self.database, "landscape", ReportFilters(as_of))

    def graph(
        self, as_of: date | None = None, *, evidence: bool = False, **part: Unpack[Filters]
    ) -> nx.MultiDiGraph[str]:
        """Return established facts as a graph of networkx: all, or a part.

        Nodes have `label`, `name` and their properties, edges `predicate`, `status`, `support` and theirs.

        Args:
            as_of: Only what was published by this day.
            evidence: Also claims and documents, and `sentences` on each fact.
            part: Which part: `segment`, `company`, `hops`, `types`, `least_support`.

        Raises:
            InputError: a name or type is not in the graph.
        """
        return self._part(as_of, evidence, part).graph

    def show(self, as_of: date | None = None, **part: Unpack[Filters]) -> GraphWidget:
        """Return a part of the graph as a widget of neo4j-viz, to explore in a notebook.

        Raises:
            InputError: the part is empty, or too large to draw.
        """
        from tarpit import widget

        return widget.drawn(self._part(as_of, False, part)).render_widget(layout="free")

    def export(
        self,
        path: str | Path,
        as_of: date | None = None,
        *,
        evidence: bool = False,
        **part: Unpack[Filters],
    ) -> None:
        """Write the graph, or a part, in the format that the file's suffix names.

        Raises:
            InputError: no format has this suffix, or the file cannot be written.
        """
        from tarpit_graph import export

        export.write(self._part(as_of, evidence, part), Path(path))

    def _part(self, as_of: date | None, evidence: bool, filters: Filters) -> Snapshot:
        from tarpit_graph import snapshot
        from tarpit_graph.snapshot import graph_filter

        taken = snapshot.read(self.database, as_of)
        chosen = graph_filter.filter_graph(taken, graph_filter.GraphFilter(**filters))
        return graph_filter.with_evidence(self.database, chosen) if evidence else chosen

    def why(self, id_: str) -> list[FactHistory]:
        """Return the sentences behind a fact, claim, entity or document."""
        from tarpit_queries import evidence

        return evidence.why(self.database, id_)
