"""Hooks of the docs' site: pages of the repository's root take part, and links between them lead on.

`docs/` and the root hold Markdown that is read on code forges too, so links there are as a forge follows them. Here
`README.md` becomes the site's first page, and links to files that are no page lose their link.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

_ROOT = Path(__file__).parent.parent
#: Pages that stand in the root, by their place on the site.
_PAGES = {
    "index.md": "README.md",
    "ARCHITECTURE.md": "ARCHITECTURE.md",
    "CONTRIBUTING.md": "CONTRIBUTING.md",
    "CHANGELOG.md": "CHANGELOG.md",
}
_FROM_ELSEWHERE = re.compile(r'<script src="https?://[^"]*"></script>')
_LINK = re.compile(r"(!?\[[^\]]*\])\(([^)#:\s]+)(#[^)]*)?\)")


def on_files(files: Files, config: Any, **_: Any) -> Files:
    """Add the pages of the root."""
    for place, name in _PAGES.items():
        files.append(File.generated(config, place, abs_src_path=str(_ROOT / name)))
    return files


def on_page_markdown(markdown: str, page: Any, files: Files, **_: Any) -> str:
    """Return a page's text with its links as they lead on the site."""
    place = page.file.src_uri
    origin = _PAGES.get(place) or posixpath.join("docs", place)
    targets = {
        posixpath.join("docs", f.src_uri): f.src_uri for f in files if f.src_uri not in _PAGES
    }
    targets |= {name: uri for uri, name in _PAGES.items()}

    def lead(match: re.Match[str]) -> str:
        words, address, anchor = match[1], match[2], match[3] or ""
        meant = posixpath.normpath(posixpath.join(posixpath.dirname(origin), address))
        target = targets.get(meant) or targets.get(f"{meant}/README.md")
        if target is None:
            return words.strip("![]") if (_ROOT / meant).exists() else match[0]
        return f"{words}({posixpath.relpath(target, posixpath.dirname(place) or '.')}{anchor})"

    return _LINK.sub(lead, markdown)


def on_post_page(output: str, **_: Any) -> str:
    """Return a page without the script that its theme would load from elsewhere, for search in files on a disk."""
    return _FROM_ELSEWHERE.sub("", output)
