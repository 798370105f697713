"""A page that shows the claims of a document in its text, drawn by displaCy."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

from spacy import displacy
from tarpit_graph.ontology import COMPANY, PRODUCT, WORKLOAD
from tarpit_graph.records import Claim, Document, Status

from tarpit_loaders.extraction.pipeline import Extraction

#: Paul Tol's bright scheme, lightened so that black text reads well on it.
_COLOURS = {COMPANY: "#a9c4e0", PRODUCT: "#a3d3ad", WORKLOAD: "#e9dfa3"}
_STYLE = """body{font:16px/1.6 system-ui,"DejaVu Sans",sans-serif;max-width:60rem;margin:2rem auto;
padding:0 1rem;overflow-wrap:anywhere}h1{font-size:1.2rem;margin-top:3rem}li{margin:.25rem 0}q,details{color:#555}
.status{border-radius:.25rem;padding:.05rem .4rem;background:#d8ead9}.status.open{background:#f3e6c0}
.status.not{background:#f1d3d0}"""


def page(documents: Iterable[tuple[Document, Extraction]]) -> str:
    """Return one self-contained page; everything from outside is escaped."""
    drawn = "\n".join(_document(document, extraction) for document, extraction in documents)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>Claims · tarpit</title>'
        f"<style>{_STYLE}</style></head><body>\n{drawn}\n</body></html>\n"
    )


def _document(document: Document, extraction: Extraction) -> str:
    claims = extraction.claims
    marked = displacy.render(
        {"text": document.text, "ents": _entities(claims), "title": None},
        style="ent",
        manual=True,
        jupyter=False,
        options={"colors": _COLOURS},
    )
    items = "\n".join(_item(claim) for claim in claims if claim.object)
    title = html.escape(document.title or document.id)
    return f"<section><h1>{title}</h1>\n<ul>\n{items}\n</ul>\n{_near(extraction.near)}{marked}</section>"


def _near(claims: Sequence[Claim]) -> str:
    """List what the reader saw and was too unsure of to tell."""
    if not claims:
        return ""
    items = "\n".join(_item(claim) for claim in claims)
    return f"<details><summary>{len(claims)} came close</summary>\n<ul>\n{items}\n</ul></details>\n"


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
    tone = (
        "" if claim.status is Status.COMPLETED else " not" if claim.status.is_refuted else " open"
    )
    return (
        f'<li><b>{html.escape(said)}</b> <span class="status{tone}">{claim.status.value}</span> '
        f"{claim.confidence:.2f} <q>{html.escape(claim.sentence)}</q></li>"
    )
