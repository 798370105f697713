"""Where the database is and how to log in: encrypted to other machines, a password that others cannot read."""

from __future__ import annotations

import ipaddress
import os
from pathlib import Path
from urllib.parse import urlsplit

from tarpit_graph.errors import DatabaseError, InputError
from tarpit_graph.settings import Settings

#: Schemes whose connections are encrypted; `ssc` takes a certificate that no authority signed.
_ENCRYPTED = frozenset(("neo4j+s", "neo4j+ssc", "bolt+s", "bolt+ssc"))
#: The name under which a keyring holds passwords of databases.
KEYRING_SERVICE = "tarpit"


def address(settings: Settings) -> str:
    """Return the address to connect to.

    An address without a scheme is encrypted (`neo4j+s://`), unless it is on this machine.

    Raises:
        DatabaseError: it would send the password and the graph to another machine in plain text.
    """
    said = settings.uri or ""
    uri = said if "://" in said else f"//{said}"
    try:
        parts = urlsplit(uri)
        host = parts.hostname or ""
    except ValueError as error:
        raise DatabaseError(f"{said} is not an address: {error}") from error
    local = is_loopback(host)
    if not parts.scheme:
        return f"{'bolt' if local else 'neo4j+s'}://{said}"
    if parts.scheme in _ENCRYPTED or local or settings.plain_text:
        return said
    raise DatabaseError(
        f"{said} would send the password in plain text to another machine: use "
        f"{parts.scheme}+s://{parts.netloc}, or set TARPIT_PLAIN_TEXT=1 where the network is yours alone"
    )


def password(settings: Settings) -> str:
    """Return the password: of `NEO4J_PASSWORD`, else of the file, else of the keyring, else none.

    Raises:
        InputError: the file cannot be read, or others can read it.
    """
    if said := settings.password.get_secret_value():
        return said
    if settings.password_file is not None:
        return _of_file(settings.password_file)
    return _of_keyring(settings) or ""


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine.

    >>> (
    ...     is_loopback("localhost"),
    ...     is_loopback("127.0.0.2"),
    ...     is_loopback("::1"),
    ...     is_loopback("10.0.0.1"),
    ... )
    (True, True, True, False)
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_private(path: Path) -> bool:
    """Tell whether a file or folder is closed to other users; always where there are no such rights."""
    return os.name != "posix" or not path.stat().st_mode & 0o077


def _of_file(file: Path) -> str:
    try:
        if not is_private(file):
            raise InputError(f"{file} holds a password and others can read it: chmod 600 {file}")
        return file.read_text().strip()
    except OSError as error:
        raise InputError(
            f"NEO4J_PASSWORD_FILE names {file}, which cannot be read: {error.strerror}"
        ) from error


def _of_keyring(settings: Settings) -> str | None:
    """Return what the system's keyring holds for this user at this address; it is an extra."""
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return None
    try:
        return keyring.get_password(KEYRING_SERVICE, f"{settings.username}@{settings.uri}")
    except KeyringError:
        return None
