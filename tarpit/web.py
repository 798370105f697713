"""The way to the web as the settings say, for the command line and for `Landscape` alike."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tarpit_loaders.web.client import Web


def open_web(
    *,
    contact: str = "",
    pause: float = 1.0,
    allow_private: bool = False,
    tell: Callable[[str], None] = lambda message: None,
) -> Web:
    """Open the way to the web, with its cache on disk.

    Args:
        contact, pause, allow_private: See `Web`.
        tell: Told once where the cache cannot be used.
    """
    from tarpit_graph.settings import Settings
    from tarpit_loaders.web.client import Web

    cache = Settings().web_cache
    logger = logging.getLogger("hishel")
    logger.handlers, logger.propagate = [_OneLine(cache, tell)], False
    return Web(cache, contact=contact, pause=pause, allow_private=allow_private)


class _OneLine(logging.Handler):
    """Tells once that the cache cannot be used, where its library would print a traceback for each page."""

    def __init__(self, cache: Path, tell: Callable[[str], None]) -> None:
        super().__init__(logging.WARNING)
        self.cache = cache
        self.tell = tell
        self.is_said = False

    def emit(self, record: logging.LogRecord) -> None:
        if self.is_said:
            return
        self.is_said = True
        reason = f": {record.exc_info[1]}" if record.exc_info else ""
        self.tell(f"the cache in {self.cache} cannot be used{reason}; pages are fetched without it")
