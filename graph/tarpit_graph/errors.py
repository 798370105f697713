"""The one small tree of errors a user can meet; each says what went wrong and what to do."""

from __future__ import annotations

import errno
from pathlib import Path


class TarpitError(Exception):
    """Anything a user can cause and mend. The command line prints it without a traceback."""

    exit_code = 2


class InputError(TarpitError):
    """A file, an option or a name that cannot be used as given."""


class OntologyError(TarpitError):
    """A claim, label or relationship that the ontology does not allow."""


class DatabaseError(TarpitError):
    """No database answers, or it refuses the credentials."""

    exit_code = 3


def unwritten(path: Path, error: OSError) -> str:
    """Return why a file could not be written, and what to do.

    >>> unwritten(Path("home/raw"), OSError(errno.ENOSPC, "No space left on device"))
    'the disk of home/raw is full: free some space and run this again; what was stored stays'
    >>> unwritten(Path("home/raw"), OSError(errno.EACCES, "Permission denied"))
    'home/raw cannot be written: Permission denied'
    """
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return full_disk(path)
    return f"{path} cannot be written: {error.strerror}"


def full_disk(path: Path) -> str:
    """Return what to do where a disk is full."""
    return f"the disk of {path} is full: free some space and run this again; what was stored stays"
