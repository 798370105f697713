"""PDF: the HTML page as a browser prints it, by a Chromium on this machine, else by WeasyPrint."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from tarpit_graph.errors import InputError

from tarpit_queries.evidence import FactHistory
from tarpit_queries.render import Format, html
from tarpit_queries.table import Table

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
#: A browser that only prints what it is given and asks the network for nothing.
_FLAGS = (
    *"--headless --disable-gpu --disable-quic --no-first-run --no-pdf-header-footer".split(),
    *"--disable-background-networking --disable-component-update --disable-sync".split(),
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
_SECONDS = 120


def render(tables: Sequence[Table], stories: Mapping[str, FactHistory]) -> bytes:
    """Return the pages of `html`, printed.

    Raises:
        InputError: there is neither a Chromium nor WeasyPrint, or it failed.
    """
    return printed(html.render(tables, stories))


def printed(page: str) -> bytes:
    """Return a page of ours as PDF.

    Raises:
        InputError: there is neither a Chromium nor WeasyPrint, or it failed.
    """
    found = browser()
    return _by_browser(found, page) if found else _by_weasyprint(page)


def browser() -> str | None:
    """Return where a Chromium is on this machine, or None."""
    return next((path for name in _BROWSERS if (path := shutil.which(name))), None)


def _by_browser(program: str, page: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        source, made = Path(folder, "page.html"), Path(folder, "page.pdf")
        source.write_text(page, encoding="utf-8")
        flags = list(_FLAGS)
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            flags.append("--no-sandbox")  # Chromium's sandbox does not run as root
        profile = f"--user-data-dir={folder}/profile"
        command = [program, *flags, profile, f"--print-to-pdf={made}", source.as_uri()]
        try:
            subprocess.run(command, capture_output=True, timeout=_SECONDS, check=True)
            return made.read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise InputError(
                f"{program} could not print the page ({type(error).__name__}); "
                "write .html and print that from a browser"
            ) from error


def _by_weasyprint(page: str) -> bytes:
    try:
        import weasyprint
    except (ImportError, OSError) as error:
        raise InputError(
            "PDF needs Chromium or WeasyPrint: install one (`pip install tarpit-graph[pdf]`), or write "
            ".html and print that from a browser"
        ) from error
    made: Any = weasyprint.HTML(string=page, url_fetcher=_refused).write_pdf()
    return bytes(made)


def _refused(address: str, *_: object, **__: object) -> NoReturn:
    raise ValueError(f"a page loads nothing: {address}")


FORMAT = Format(
    shows_sentences=True,
    render=render,
)
