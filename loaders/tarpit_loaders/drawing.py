"""Claims drawn into their document by displaCy: names in colour, each claim listed below."""

from __future__ import annotations

import html
from collections.abc import Iterable

from spacy import displacy
from tarpit_graph.ontology import COMPANY, PRODUCT, WORKLOAD
from tarpit_graph.records import Claim, Document

#: Paul Tol's bright scheme, lightened so that black text reads well on it.
_COLOURS = {COMPANY: "#a9c4e0", PRODUCT: "#a3d3ad", WORKLOAD: "#e9dfa3"}
_STYLE = """body{font:16px/1.6 system-ui,"DejaVu Sans",sans-serif;max-width:60rem;margin:2rem auto;
padding:0 1rem}h1{font-size:1.2rem;margin-top:3rem}li{margin:.25rem 0}q{color:#555}"""


def page(documents: Iterable[tuple[Document, tuple[Claim, ...]]]) -> str:
    """Return one self-contained page; everything from outside is escaped."""
    drawn = "\n".join(_document(document, claims) for document, claims in documents)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Claims · tarpit</title>'
        f"<style>{_STYLE}</style></head><body>\n{drawn}\n</body></html>\n"
    )


def _document(document: Document, claims: tuple[Claim, ...]) -> str:
    marked = displacy.render(
        {"text": document.text, "ents": _entities(claims), "title": None},
        style="ent",
        manual=True,
        jupyter=False,
        options={"colors": _COLOURS},
    )
    items = "\n".join(_item(claim) for claim in claims if claim.object)
    title = html.escape(document.title or document.id)
    return f"<section><h1>{title}</h1>\n<ul>\n{items}\n</ul>\n{marked}</section>"


def _entities(claims: Iterable[Claim]) -> list[dict[str, str | int]]:
    mentions = {m for claim in claims for m in (claim.subject, claim.object) if m}
    entities: list[dict[str, str | int]] = []
    end = 0
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end, m.type)):
        if mention.start >= end:
            end = mention.end
            entities.append({"start": mention.start, "end": mention.end, "label": mention.type})
    return entities


def _item(claim: Claim) -> str:
    object_ = claim.object.name if claim.object else ""
    said = f"{claim.subject.name} {claim.predicate} {object_}"
    return (
        f"<li><b>{html.escape(said)}</b> · {claim.status.value} · {claim.confidence:.2f} "
        f"<q>{html.escape(claim.sentence)}</q></li>"
    )
