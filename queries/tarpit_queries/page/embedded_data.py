"""The evidence as data inside the page: names, facts, sentences, documents, each written once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from tarpit_graph.ontology import RELATIONS
from tarpit_graph.snapshot import Snapshot
from tarpit_graph.style.appearance import readable

from tarpit_queries.evidence import FactHistory, Quote, address
from tarpit_queries.page.marks import Marks
from tarpit_queries.wording import verb

#: Of one fact: enough to judge it; `tarpit why` has all.
_QUOTES = 6
_CHARACTERS = 600

#: Events in a company's life first, then how the market is sorted.
_ORDER = sorted(RELATIONS, key=lambda name: RELATIONS[name].event is None)


def text(snapshot: Snapshot, stories: Mapping[str, FactHistory], marks: Marks) -> str:
    """Return it as JSON that no browser takes for markup.

    An entity is `[id, label, name]`, a fact `[id, subject, predicate, object, status, support, since, quotes,
    verb]` with places in the lists of entities, predicates and sentences, a sentence `[text, document, status]`, to which a row of a table adds its own
    `[address, day]`, a document
    `[title, address, day]`, a mark `[title, facts]`.
    """
    place = {node: number for number, node in enumerate(sorted(snapshot.entities))}
    names = [
        [node, snapshot.entities[node]["label"], readable(snapshot.name(node))] for node in place
    ]
    order = {predicate: number for number, predicate in enumerate(_ORDER)}
    sentences, documents = _Places(), _Places()
    facts: dict[str, int] = {}
    told: list[list[Any]] = []
    for subject, object_, fact in _facts(snapshot):
        facts[fact["id"]] = len(told)
        quotes = _chosen(stories.get(fact["id"]))
        told.append(
            [
                fact["id"],
                place[subject],
                order[fact["predicate"]],
                place[object_],
                fact["status"],
                fact["support"],
                str(fact.get("valid_from") or ""),
                [sentences.of(_sentence(quote, documents)) for quote in quotes],
                verb(fact),
            ]
        )
    island = {
        "entities": names,
        "facts": told,
        "sentences": sentences.items,
        "documents": documents.items,
        "marks": {
            key: [readable(title), [facts[fact] for fact in held if fact in facts]]
            for key, (title, held) in marks.of.items()
        },
    }
    return _harmless(json.dumps(island, ensure_ascii=False, separators=(",", ":")))


class _Places:
    """A list in which each item stands once, and where."""

    def __init__(self) -> None:
        self.items: list[list[Any]] = []
        self._place: dict[tuple[Any, ...], int] = {}

    def of(self, item: Iterable[Any]) -> int:
        key = tuple(item)
        if key not in self._place:
            self._place[key] = len(self.items)
            self.items.append(list(key))
        return self._place[key]


def _facts(snapshot: Snapshot) -> list[tuple[str, str, dict[str, Any]]]:
    return [*snapshot.facts, *snapshot.unconfirmed]


def _chosen(story: FactHistory | None) -> list[Quote]:
    """Return the quotes of a fact to show, prose before rows of a list."""
    return sorted(story.quotes if story else (), key=lambda q: (not q.url, q.published is None))[
        :_QUOTES
    ]


def _sentence(quote: Quote, documents: _Places) -> list[Any]:
    day = str(quote.published or "")
    document = documents.of((readable(quote.title or quote.document), address(quote.url), day))
    # A line of our own lists is no sentence of a document: the page says so instead of quoting it.
    words = "" if quote.is_own_list else readable(quote.sentence)
    own: list[Any] = []
    if words and quote.is_row:
        words, link = (readable(part) for part in quote.cells)
        own = [(link or address(quote.url), str(quote.date or day))]
    if len(words) > _CHARACTERS:
        words = f"{words[:_CHARACTERS]}…"
    return [words, document, quote.status, *own]


def _harmless(json_: str) -> str:
    """Return JSON in which nothing can end the element that holds it, or open another.

    >>> _harmless('["</script><!--"]')
    '["\\\\u003c/script>\\\\u003c!--"]'
    """
    return json_.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
