"""Database sessions: connect, run statements, and turn driver errors into plain messages."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from types import TracebackType
from typing import Any, TypeVar

import neo4j
from neo4j.exceptions import (
    AuthError,
    ClientError,
    ConfigurationError,
    DriverError,
    IncompleteCommit,
    Neo4jError,
    ServiceUnavailable,
    TransientError,
)

from tarpit_graph.database import credentials
from tarpit_graph.errors import DatabaseError, InputError
from tarpit_graph.settings import Settings

T = TypeVar("T")
# What goes wrong on the way is repeated or told in our words; the libraries' own would only puzzle people.
logging.getLogger("neo4j").addHandler(logging.NullHandler())
#: Rows in one `UNWIND`: large enough to be fast, small enough for a 512 MB heap.
BATCH = 5_000
#: How long and how often a statement is repeated while others hold what it needs; in seconds.
_PATIENCE, _ATTEMPTS = 60.0, 30
_GONE = "Neo.ClientError.Statement.EntityNotFound"
Row = dict[str, Any]


class Keeper:
    """Looks after a server in the middle of work. This one does nothing: the server is not ours."""

    def revive(self) -> None:
        """Start the server again if it has stopped; called before a statement is repeated."""

    def trouble(self) -> str:
        """Return what is wrong with the server's machine, and what to do; empty where nothing is known."""
        return ""


_NO_KEEPER = Keeper()


@dataclass(frozen=True, slots=True)
class Database:
    """A database that answered when it was opened. Use as a context manager.

    Attributes:
        driver: Connects to it.
        name: Which database of the server it is.
        keeper: Looks after the server where it is ours.
    """

    driver: neo4j.Driver
    name: str
    keeper: Keeper = _NO_KEEPER

    def __enter__(self) -> Database:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.driver.close()

    def rows(self, cypher: str, parameters: Mapping[str, object] | None = None) -> list[Row]:
        """Run a statement that only reads; the server refuses it if it writes."""
        return self.look(lambda tx: tx.rows(cypher, **(parameters or {})))

    def stream(
        self, cypher: str, parameters: Mapping[str, object] | None = None
    ) -> Iterator[neo4j.Record]:
        """Run a statement that only reads and yield its records as they arrive."""
        with _named_errors(self.keeper), self._session(neo4j.READ_ACCESS) as session:
            yield from session.run(cypher, dict(parameters or {}))

    def ask(
        self,
        cypher: str,
        parameters: Mapping[str, object],
        *,
        may_write: bool,
        seconds: float | None = None,
        most: int | None = None,
    ) -> tuple[list[str], list[neo4j.Record]]:
        """Run a statement that a person wrote: its column names, also of no rows, and records.

        Args:
            cypher, parameters: The statement.
            may_write: Otherwise the server refuses to write.
            seconds: The server ends it after so long.
            most: Of more rows than this one more is returned, so that the caller can tell.

        Raises:
            InputError: the server refuses it, or it takes too long.
        """
        access = neo4j.WRITE_ACCESS if may_write else neo4j.READ_ACCESS
        asked = neo4j.Query(cypher, timeout=seconds)
        with _named_errors(self.keeper), self._session(access) as session:
            result = session.run(asked, dict(parameters))
            return list(result.keys()), list(result if most is None else islice(result, most + 1))

    def state(self) -> tuple[tuple[object, ...], frozenset[str]]:
        """Return which database this is and how much it holds, and the bookmark of its last transaction."""
        with _named_errors(self.keeper), self._session(neo4j.READ_ACCESS) as session:
            told = session.run(
                "CALL db.info() YIELD id, creationDate "
                "RETURN id, creationDate, COUNT { () } AS nodes, COUNT { ()-->() } AS edges"
            ).values()
            return tuple(told[0]), session.last_bookmarks().raw_values

    def kind_of(self, cypher: str) -> str:
        """Return what a statement would do, by Neo4j's plan of it, without running it: `r` reads and no more.

        Raises:
            InputError: it is no statement.
        """
        with _named_errors(self.keeper), self._session(neo4j.READ_ACCESS) as session:
            return session.run("EXPLAIN " + cypher).consume().query_type or "r"

    def run(self, cypher: str, parameters: Mapping[str, object] | None = None) -> list[Row]:
        """Run a statement that may write or change the schema, in a transaction of its own.

        It is repeated after errors that the driver names transient, such as a deadlock with another loader.
        """
        return self._repeated(
            neo4j.WRITE_ACCESS, lambda session: session.run(cypher, dict(parameters or {})).data()
        )

    def look(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` in one transaction that only reads; repeated like `transact`."""
        return self._repeated(
            neo4j.READ_ACCESS, lambda session: _in_transaction(session, work, commits=False)
        )

    def transact(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` in one transaction: all of it is kept, or none.

        The whole of it is repeated after errors that the driver names transient, also where the server went
        away: so `work` must come to the same where it was kept already.
        """
        return self._repeated(
            neo4j.WRITE_ACCESS, lambda session: _in_transaction(session, work, commits=True)
        )

    def _repeated(self, access: str, work: Callable[[neo4j.Session], T]) -> T:
        import stamina  # takes a twentieth of a short question, which most often needs no second try

        stamina.instrumentation.set_on_retry_hooks(())
        with _named_errors(self.keeper):
            for attempt in stamina.retry_context(
                on=_is_transient, attempts=_ATTEMPTS, timeout=_PATIENCE
            ):
                with attempt:
                    if attempt.num > 1:
                        self.keeper.revive()
                    with self._session(access) as session:
                        return work(session)
        raise AssertionError("unreachable")

    def _session(self, access: str) -> neo4j.Session:
        return self.driver.session(database=self.name, default_access_mode=access)


@dataclass(frozen=True, slots=True)
class Transaction:
    """An open transaction."""

    tx: neo4j.Transaction

    def rows(self, cypher: str, /, **parameters: object) -> list[Row]:
        """Run one statement in this transaction."""
        return self.tx.run(cypher, parameters).data()

    def stream(self, cypher: str, /, **parameters: object) -> Iterator[neo4j.Record]:
        """Run one statement in this transaction and yield its records as they arrive."""
        yield from self.tx.run(cypher, parameters)


def connect(settings: Settings, keeper: Keeper = _NO_KEEPER) -> Database:
    """Open the database that the settings name; the embedded one must be running already.

    Args:
        settings: Where it is and how to log in.
        keeper: Looks after the server if it is ours.

    Raises:
        DatabaseError: nothing answers there, it refuses the user name or password, or the password
            would travel in plain text.
    """
    if settings.uri is None:
        raise DatabaseError("NEO4J_URI is not set and no embedded server was started")
    uri = credentials.address(settings)
    with _named_errors(keeper, uri):
        driver = neo4j.GraphDatabase.driver(
            uri,
            auth=(settings.username, credentials.password(settings)),
            connection_timeout=10,
            # A note about a label that no document has used yet would only puzzle people.
            notifications_min_severity="OFF",
        )
        try:
            driver.verify_connectivity()
        except (Neo4jError, DriverError):
            driver.close()
            raise
    return Database(driver, settings.database, keeper)


def _in_transaction(
    session: neo4j.Session, work: Callable[[Transaction], T], *, commits: bool
) -> T:
    with session.begin_transaction() as tx:
        found = work(Transaction(tx))
        if commits:
            tx.commit()
    return found


@contextmanager
def _named_errors(keeper: Keeper, uri: str = "the database") -> Iterator[None]:
    """Turn the driver's errors into ours, each with what to do next."""
    try:
        yield
    except AuthError as error:
        raise DatabaseError(
            f"{uri} refused the user name or password; check NEO4J_USERNAME and NEO4J_PASSWORD"
        ) from error
    except (ServiceUnavailable, OSError) as error:
        raise DatabaseError(
            f"no answer from {uri}: see that it runs, then run this again; what was stored stays. Without "
            "NEO4J_URI the embedded server is used, and starts by itself"
        ) from error
    except ConfigurationError as error:
        raise DatabaseError(f"{uri} is not an address Neo4j understands: {error}") from error
    except ClientError as error:
        if "AccessMode" in (error.code or "") or "read access mode" in (error.message or ""):
            raise InputError("this statement writes; add --write if that is meant") from error
        if "TransactionTimedOut" in (error.code or ""):
            raise InputError(
                "this took too long and was ended; ask for less (`tarpit cypher` takes --timeout)"
            ) from error
        if "DatabaseNotFound" in (error.code or ""):
            raise DatabaseError(f"{error.message} Check NEO4J_DATABASE.") from error
        raise InputError(f"Neo4j refused the statement: {error.message}") from error
    except TransientError as error:
        raise DatabaseError(
            f"the database was busy for {_PATIENCE:.0f} seconds ({error.code}); run this again, or with fewer "
            "loaders at once; what was stored stays"
        ) from error
    except (Neo4jError, DriverError) as error:
        said = keeper.trouble() or f"the database failed: {error}; what was stored stays"
        raise DatabaseError(said) from error


def _is_transient(error: Exception) -> bool:
    """Tell whether to repeat a statement.

    Beside what the driver names: where the server went away while it was kept, and where another process
    deleted a node between the moments at which the statement found and read it.
    """
    if isinstance(error, IncompleteCommit) or getattr(error, "code", "") == _GONE:
        return True
    return isinstance(error, Neo4jError | DriverError) and error.is_retryable()


def batches(items: Sequence[T], size: int = BATCH) -> Iterator[list[T]]:
    """Cut rows into lists that one `UNWIND` takes well."""
    for start in range(0, len(items), size):
        yield list(items[start : start + size])


def plain(value: Any) -> Any:
    """Turn the driver's date into Python's; leave all else."""
    return value.to_native() if hasattr(value, "to_native") else value
