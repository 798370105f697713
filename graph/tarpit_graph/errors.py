"""The one small tree of errors a user can meet; each says what went wrong and what to do."""

from __future__ import annotations


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
