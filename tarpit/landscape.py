"""The landscape as a Python object: what the command line does, for notebooks and scripts."""

from __future__ import annotations

from datetime import date
from types import TracebackType
from typing import TYPE_CHECKING

from tarpit.web import open_web

if TYPE_CHECKING:  # importing `tarpit` must not load spaCy, networkx or the driver
    from tarpit_graph.session import Database
    from tarpit_loaders.run import Summary
    from tarpit_loaders.sync import Outcome
    from tarpit_queries.evidence import Story
    from tarpit_queries.table import Table


class Landscape:
    """A graph to load and question; use as a context manager.

    Connects to `NEO4J_URI`, else to the embedded Neo4j, which it starts if need be.
    """

    def __init__(self) -> None:
        self._database: Database | None = None

    def __enter__(self) -> Landscape:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if self._database is not None:
            self._database.driver.close()
            self._database = None

    @property
    def database(self) -> Database:
        """The open database; connects at first use.

        Raises:
            DatabaseError: nothing answers, or it refuses the credentials.
        """
        if self._database is None:
            from tarpit_graph import local
            from tarpit_graph.settings import Settings

            self._database = local.open_database(Settings())
        return self._database

    def load(self, *paths: str, published: date | None = None, workers: int = 1) -> Summary:
        """Load files, folders, globs and addresses; `published` dates what states no day itself."""
        from tarpit_loaders import run
        from tarpit_loaders.files import Given
        from tarpit_loaders.inputs import readings

        inputs = readings(paths, Given(published=published), web=open_web)
        return run.load(self.database, inputs, workers=workers)

    def sync(self, file: str = "tarpit.yml", *names: str, workers: int = 1) -> list[Outcome]:
        """Bring the sources of a file up to date, all of them or those named."""
        from pathlib import Path

        from tarpit_graph.settings import Settings
        from tarpit_loaders import sources_file, sync
        from tarpit_loaders.raw import RawStore

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
        from tarpit_graph.retract import retract

        return retract(self.database, document)

    def query(self, name: str, **values: str | int | float | bool) -> Table:
        """Ask one of the built-in questions."""
        from tarpit_queries import question

        return question.load(name).ask(self.database, **values)

    def cypher(self, statement: str) -> Table:
        """Run a statement that only reads."""
        from tarpit_queries import question

        return question.run(self.database, statement)

    def report(
        self, name: str, as_of: date | None = None, **options: str | int
    ) -> tuple[Table, ...]:
        """Make a report, of everything or of what was published by a day."""
        from tarpit_queries import reporting
        from tarpit_queries.reporting import Asked

        return reporting.make(self.database, name, Asked(as_of), **options)

    def why(self, id_: str) -> list[Story]:
        """Return the sentences behind a fact, claim, entity or document."""
        from tarpit_queries import evidence

        return evidence.why(self.database, id_)
