"""Database sessions: connect, run statements, and turn driver errors into plain messages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from types import TracebackType
from typing import Any, TypeVar

import neo4j
import stamina
from neo4j.exceptions import (
    AuthError,
    ClientError,
    ConfigurationError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    TransientError,
)

from tarpit_graph.database import credentials
from tarpit_graph.errors import DatabaseError, InputError
from tarpit_graph.settings import Settings

T = TypeVar("T")
#: Rows in one `UNWIND`: large enough to be fast, small enough for a 512 MB heap.
BATCH = 5_000
#: How long and how often a statement is repeated while others hold what it needs; in seconds.
_PATIENCE, _ATTEMPTS = 60.0, 30
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Database:
    """A database that answered when it was opened. Use as a context manager."""

    driver: neo4j.Driver
    name: str

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
        with _named_errors(), self._session(neo4j.READ_ACCESS) as session:
            return session.execute_read(lambda tx: tx.run(cypher, dict(parameters or {})).data())

    def stream(
        self, cypher: str, parameters: Mapping[str, object] | None = None
    ) -> Iterator[neo4j.Record]:
        """Run a statement that only reads and yield its records as they arrive."""
        with _named_errors(), self._session(neo4j.READ_ACCESS) as session:
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
        with _named_errors(), self._session(access) as session:
            result = session.run(asked, dict(parameters))
            return list(result.keys()), list(result if most is None else islice(result, most + 1))

    def run(self, cypher: str, parameters: Mapping[str, object] | None = None) -> list[Row]:
        """Run a statement that may write or change the schema, in a transaction of its own.

        It is repeated after errors that the driver names transient, such as a deadlock with another loader.
        """
        with _named_errors(), self._session(neo4j.WRITE_ACCESS) as session:
            for attempt in stamina.retry_context(
                on=_is_transient, attempts=_ATTEMPTS, timeout=_PATIENCE
            ):
                with attempt:
                    found = session.run(cypher, dict(parameters or {})).data()
        return found

    def look(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` in one transaction that only reads."""
        with _named_errors(), self._session(neo4j.READ_ACCESS) as session:
            return session.execute_read(lambda tx: work(Transaction(tx)))

    def transact(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` in one transaction: all of it is kept, or none.

        The driver repeats the whole of it after errors that it names transient.
        """
        with _named_errors(), self._session(neo4j.WRITE_ACCESS) as session:
            return session.execute_write(lambda tx: work(Transaction(tx)))

    def _session(self, access: str) -> neo4j.Session:
        return self.driver.session(database=self.name, default_access_mode=access)


@dataclass(frozen=True, slots=True)
class Transaction:
    """An open transaction."""

    tx: neo4j.ManagedTransaction

    def rows(self, cypher: str, /, **parameters: object) -> list[Row]:
        """Run one statement in this transaction."""
        return self.tx.run(cypher, parameters).data()


def connect(settings: Settings) -> Database:
    """Open the database that the settings name; the embedded one must be running already.

    Raises:
        DatabaseError: nothing answers there, it refuses the user name or password, or the password
            would travel in plain text.
    """
    if settings.uri is None:
        raise DatabaseError("NEO4J_URI is not set and no embedded server was started")
    uri = credentials.address(settings)
    with _named_errors(uri):
        driver = neo4j.GraphDatabase.driver(
            uri,
            auth=(settings.username, credentials.password(settings)),
            connection_timeout=10,
            max_transaction_retry_time=_PATIENCE,
            # A note about a label that no document has used yet would only puzzle people.
            notifications_min_severity="OFF",
        )
        try:
            driver.verify_connectivity()
        except (Neo4jError, DriverError):
            driver.close()
            raise
    return Database(driver, settings.database)


@contextmanager
def _named_errors(uri: str = "the database") -> Iterator[None]:
    """Turn the driver's errors into ours, each with what to do next."""
    try:
        yield
    except AuthError as error:
        raise DatabaseError(
            f"{uri} refused the user name or password; check NEO4J_USERNAME and NEO4J_PASSWORD"
        ) from error
    except (ServiceUnavailable, OSError) as error:
        raise DatabaseError(
            f"no answer from {uri}: start it and run this again; what was stored stays. Without NEO4J_URI "
            "the embedded server is used, and starts by itself"
        ) from error
    except ConfigurationError as error:
        raise DatabaseError(f"{uri} is not an address Neo4j understands: {error}") from error
    except ClientError as error:
        if "AccessMode" in (error.code or "") or "read access mode" in (error.message or ""):
            raise InputError("this statement writes; add --write if that is meant") from error
        if "TransactionTimedOut" in (error.code or ""):
            raise InputError(
                "the statement took too long; narrow it, or raise --timeout"
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
        raise DatabaseError(f"the database failed: {error}") from error


def _is_transient(error: Exception) -> bool:
    return isinstance(error, Neo4jError | DriverError) and error.is_retryable()


def batches(items: Sequence[T], size: int = BATCH) -> Iterator[list[T]]:
    """Cut rows into lists that one `UNWIND` takes well."""
    for start in range(0, len(items), size):
        yield list(items[start : start + size])


def plain(value: Any) -> Any:
    """Turn the driver's date into Python's; leave all else."""
    return value.to_native() if hasattr(value, "to_native") else value
