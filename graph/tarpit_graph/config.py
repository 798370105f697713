"""The config file: settings for people who do not want to export them in every shell."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Collection
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import platformdirs

from tarpit_graph.errors import InputError

#: Names another file.
VARIABLE = "TARPIT_CONFIG"
#: No config file of a person is longer.
_MAX_BYTES = 100_000


def path() -> Path:
    """Return where the config file is, whether or not it exists."""
    named = os.environ.get(VARIABLE)
    folder = platformdirs.user_config_dir("tarpit", appauthor=False)
    return Path(named) if named else Path(folder, "config.toml")


def read(known: Collection[str]) -> dict[str, Any]:
    """Return what the file says; nothing where there is none.

    Args:
        known: The keys that it may have.

    Raises:
        InputError: it cannot be read, is no TOML, or has another key.
    """
    file = path()
    try:
        content = file.read_bytes()[:_MAX_BYTES]
    except FileNotFoundError:
        if VARIABLE in os.environ:
            raise InputError(f"{VARIABLE} names {file}, which is not there") from None
        return {}
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}") from error
    try:
        said = tomllib.loads(content.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{file} is not valid TOML: {error}") from error
    for key in said.keys() - set(known):
        near = get_close_matches(key, known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
        raise InputError(f"{file}: there is no setting {key!r}; {hint}")
    return said
