"""The landscape as one page that can be mailed: one file per part, drawn as HTML and SVG.

Every mark is a link to its evidence, `#` and a key: an entity, a fact, or a mark of several facts. The page
loads nothing, and its content security policy says so: only the style and the script that stand in it may
act, known by their digests. Without scripts everything but search, evidence and the view of neighbours
can still be read.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from jinja2 import Environment
from markupsafe import Markup
from tarpit_graph.errors import InputError
from tarpit_graph.ontology import COMPANY, ENTITY_LABELS, PRODUCT
from tarpit_graph.snapshot import Snapshot
from tarpit_graph.style.appearance import COLOURS, readable

from tarpit_queries.evidence import FactHistory, Quotes
from tarpit_queries.page import (
    buyers,
    crowding,
    curves,
    embedded_data,
    market_map,
    matrices,
    timeline,
)
from tarpit_queries.page.marks import Marks

#: A page of so many facts has some twenty megabytes: a browser takes seconds to open it.
_MOST = 100_000


def write(snapshot: Snapshot, quotes: Quotes) -> str:
    """Return the page of a snapshot, with the sentences behind everything on it.

    Raises:
        InputError: there are more facts than a page can hold.
    """
    if len(snapshot.facts) > _MOST:
        raise InputError(
            f"{len(snapshot.facts):,} facts with their sentences are too many for one page, which holds {_MOST:,}: "
            "ask for a segment, as `tarpit report landscape --segment NAME` does, or for the tables of a report"
        )
    marks = Marks()
    view: dict[str, Any] = {
        "as_of": snapshot.as_of,
        "today": snapshot.today,
        "layers": market_map.layers(snapshot),
        "crowding": crowding.view(snapshot, marks),
        "matrices": matrices.matrices(snapshot),
        "curves": curves.charts(snapshot),
        "deals": timeline.view(snapshot),
        "acquirers": buyers.rows(snapshot, marks),
        "labels": ENTITY_LABELS,
    }
    facts = [*snapshot.facts.ids(), *(fact["id"] for *_, fact in snapshot.unconfirmed)]
    stories = quotes(facts)
    view["deals"].quote(stories)
    view["island"] = Markup(embedded_data.text(snapshot, stories, marks))
    view["counts"] = _counts(snapshot, stories)
    return _environment().get_template("landscape.html").render(view)


def _counts(snapshot: Snapshot, stories: Mapping[str, FactHistory]) -> dict[str, int]:
    labels = [data["label"] for _, data in snapshot.entities.items()]
    documents = {quote.document for story in stories.values() for quote in story.quotes}
    return {
        "companies": labels.count(COMPANY),
        "products": labels.count(PRODUCT),
        "facts": len(snapshot.facts),
        "documents": len(documents),
    }


def _environment() -> Environment:
    from jinja2 import PackageLoader

    environment = Environment(
        loader=PackageLoader("tarpit_queries", "page"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: readable(value) if type(value) is str else value,
    )
    for name in ("landscape.css", "landscape.js"):
        text = (files(__name__) / name).read_text(encoding="utf-8")
        text += _colours() if name.endswith(".css") else ""
        # Read here and not by the template engine: what is digested must be what is written.
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        kind = name.rpartition(".")[2]
        environment.globals[kind] = Markup(text)
        environment.globals[f"{kind}_digest"] = f"sha256-{digest}"
    return environment


def _colours() -> str:
    """Return the colours of labels, the ones of all our drawings, as rules of CSS."""
    return "".join(f".l-{label} {{ fill: {COLOURS[label]}; }}\n" for label in ENTITY_LABELS)
