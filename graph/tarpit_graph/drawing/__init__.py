"""A graph to look at in a browser, in one file: sigma.js draws it, places are computed here.

In: a `Snapshot`. Out: HTML that loads and sends nothing. May import: `style`, `snapshot`, `ontology`, `errors`.

`sigma.min.js` 3.0.3 and `graphology.min.js` 0.26.0 are the published builds (MIT, see LICENCES.txt).
"""

from __future__ import annotations

import base64
import gzip
import json
from importlib.resources import files

from jinja2 import Environment

from tarpit_graph.drawing import data
from tarpit_graph.snapshot import Snapshot

#: More than this no browser moves smoothly.
MAX_NODES = 20_000


def page(snapshot: Snapshot) -> str:
    """Return the page.

    Raises:
        InputError: the graph is too large to draw, or empty.
    """
    held = data.collect(snapshot, MAX_NODES)
    # In four letters of six bits no text can close the element that it stands in.
    packed = gzip.compress(json.dumps(held, ensure_ascii=False).encode(), 9, mtime=0)
    return (
        Environment(autoescape=True)
        .from_string(_file("page.html"))
        .render(
            title=held["title"],
            style=_file("page.css"),
            scripts=[_file(name) for name in ("graphology.min.js", "sigma.min.js", "page.js")],
            data=base64.b64encode(packed).decode(),
        )
    )


def _file(name: str) -> str:
    return files(__name__).joinpath(name).read_text(encoding="utf-8")
