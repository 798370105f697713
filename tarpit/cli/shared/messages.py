"""What commands say beside their results, on standard error: less or more of it, as asked."""

from __future__ import annotations

from enum import IntEnum

import typer


class Level(IntEnum):
    """How much to say."""

    QUIET = 0
    NORMAL = 1
    VERBOSE = 2


_level = Level.NORMAL


def speak(level: Level) -> None:
    """Choose how much is said from now on; verbose lets libraries speak too."""
    global _level
    _level = level
    if level is Level.VERBOSE:
        import logging

        logging.basicConfig(level=logging.INFO, format="%(name)s: %(message)s")


def is_quiet() -> bool:
    """Tell whether only results and errors are wanted."""
    return _level is Level.QUIET


def say(text: str) -> None:
    """Say what was done."""
    if _level >= Level.NORMAL:
        typer.echo(text, err=True)


def explain(text: str) -> None:
    """Say how it is done, to those who want to know."""
    if _level >= Level.VERBOSE:
        typer.echo(text, err=True)


def confirmed(question: str) -> bool:
    """Ask on standard error whether to go on.

    Raises:
        KeyboardInterrupt: the answer is Control-C, or there is no one to answer.
    """
    try:
        return typer.confirm(question, err=True)
    except typer.Abort:  # `main` has one way to end what was interrupted
        raise KeyboardInterrupt from None
