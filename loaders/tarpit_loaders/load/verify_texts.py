"""Does each stored claim stand where it says it stands? The documents' bytes are read again to see."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Callable, Iterator

from tarpit_graph.claims.verify import Problem
from tarpit_graph.database.session import Database

from tarpit_loaders.documents.items import Refused
from tarpit_loaders.documents.raw_store import RawStore
from tarpit_loaders.load import reextract

_NO_WORD = re.compile(r"[\W_]+")


def verify_texts(
    database: Database, store: RawStore, progress: Callable[[int], None] = lambda documents: None
) -> Iterator[Problem]:
    """Yield each document whose bytes give another text, and each claim that is not in its text.

    Args:
        database: Where documents and claims are.
        store: Where their bytes are.
        progress: Told how many documents are through, as they are.
    """
    wanted: dict[tuple[str, str], set[str]] = defaultdict(set)
    digests: dict[str, str] = {}
    for row in database.stream(
        "MATCH (d:Document) WHERE d.raw IS NOT NULL RETURN d.id AS id, d.raw AS raw, "
        "d.origin AS origin, d.sha256 AS digest ORDER BY d.id"
    ):
        wanted[row["raw"], row["origin"]].add(row["id"])
        digests[row["id"]] = row["digest"]
    for item in reextract.kept(store, wanted):
        if isinstance(item, Refused):
            yield Problem("text", item.where, item.reason)
        elif item.document.sha256 != digests[item.document.id]:
            yield Problem(
                "text", item.document.id, "its bytes give another text; `tarpit reextract`"
            )
        else:
            yield from _misplaced(database, item.document.id, item.document.text)
        progress(1)


def _misplaced(database: Database, document: str, text: str) -> Iterator[Problem]:
    for row in database.rows(
        "MATCH (c:Claim)-[:FROM]->(:Document {id: $id}) RETURN c.id AS id, c.sentence AS sentence, "
        "c.start AS start, c.end AS end ORDER BY c.id",
        {"id": document},
    ):
        if not stands_in(row["sentence"], text[row["start"] : row["end"]]):
            yield Problem("text", row["id"], f"does not stand in {document} where it says")


def stands_in(sentence: str, stretch: str) -> bool:
    """Tell whether a sentence is a stretch of text without its markup: its letters are there in order.

    >>> stands_in("Acme bought Pine.", "Acme [bought](https://a.example) **Pine**.")
    True
    >>> stands_in("Acme bought Pine.", "Pine bought Acme.")
    False
    """
    letters = iter(_NO_WORD.sub("", html.unescape(stretch)))
    return all(letter in letters for letter in _NO_WORD.sub("", html.unescape(sentence)))
