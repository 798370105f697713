"""The way to the web as the settings say, for the command line and for `Landscape` alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tarpit_loaders.web.client import Web


def open_web(*, contact: str = "", pause: float = 1.0, allow_private: bool = False) -> Web:
    """Open the way to the web, with its cache on disk."""
    from tarpit_graph.settings import Settings
    from tarpit_loaders.web.client import Web

    return Web(Settings().web_cache, contact=contact, pause=pause, allow_private=allow_private)
