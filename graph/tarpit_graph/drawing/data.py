"""What the page draws: nodes with their places and groups, facts with their days and sentences."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import networkx as nx

from tarpit_graph.ontology import RELATIONS, SERVES, WORKLOAD
from tarpit_graph.snapshot import Snapshot, graph_filter
from tarpit_graph.style import appearance
from tarpit_graph.style.communities import communities
from tarpit_graph.style.layout import drawable, positions

#: Groups that get a colour of their own; the rest is grey.
_GROUPS = 11
#: Sentences of one fact: of few facts more, so that no page is too heavy to mail.
_FEW_FACTS, _OF_FEW, _OF_MANY = 800, 5, 1
#: Characters of a sentence; the document has the rest.
_LONGEST = 400


def collect(snapshot: Snapshot, most: int) -> dict[str, Any]:
    """Return the data of the page; sentences stand in `graph.graph["quotes"]` by the fact's id.

    Raises:
        InputError: the graph has more nodes than `most`, or none.
    """
    entities = graph_filter.entities(snapshot)
    graph = drawable(entities, most)
    place = positions(graph)
    segments, community = _segments(graph), _communities(graph)
    largest = _largest(segments)
    rank = {segment: position for position, segment in enumerate(largest)}
    number = {node: position for position, node in enumerate(sorted(graph))}
    labels = sorted({graph.nodes[node]["label"] for node in number})
    facts = [*_established(graph), *_said(snapshot, number)]
    relations = sorted({fact["predicate"] for *_, fact in facts})
    quotes = _Quotes(graph.graph.get("quotes", {}), len(facts))

    def node(id_: str) -> list[Any]:
        data, (x, y) = graph.nodes[id_], place[id_]
        name = appearance.readable(data["name"])
        group = rank.get(segments.get(id_, ""), _GROUPS)
        where = round(x, 2), round(y, 2)
        return [id_, labels.index(data["label"]), name, *where, group, community[id_]]

    def told(subject: str, object_: str, fact: dict[str, Any]) -> list[Any]:
        what = relations.index(fact["predicate"]), fact["status"], *_days(fact), fact["id"]
        return [number[subject], number[object_], *what, quotes.of(fact["id"])]

    return {
        "title": snapshot.graph.graph.get("title", "The AI-infrastructure landscape"),
        "day": str(snapshot.as_of or snapshot.today or ""),
        "of": entities.number_of_nodes(),
        **_legend(graph, labels, relations, largest),
        "communities": len({c for c in community.values() if c < _GROUPS}),
        "nodes": list(map(node, number)),
        "facts": [told(*fact) for fact in facts],
        "sentences": quotes.sentences,
    }


def _legend(
    graph: nx.MultiDiGraph[str],
    labels: Sequence[str],
    relations: Sequence[str],
    largest: Sequence[str],
) -> dict[str, Any]:
    return {
        "labels": [[label, appearance.COLOURS[label]] for label in labels],
        "relations": [[name, RELATIONS[name].words] for name in relations],
        "segments": [str(graph.nodes[segment]["name"]) for segment in largest],
    }


def _days(fact: Mapping[str, Any]) -> tuple[str, str]:
    """Return since when a fact holds, else since when it is said, and until when; empty where that is not known."""
    since = fact.get("valid_from") or fact.get("first_asserted")
    return str(since or ""), str(fact.get("valid_to") or "")


def _established(graph: nx.MultiDiGraph[str]) -> Iterable[tuple[str, str, dict[str, Any]]]:
    for subject, object_, key, fact in graph_filter.edges(graph):
        yield subject, object_, {**fact, "id": key}


def _said(
    snapshot: Snapshot, drawn: Mapping[str, int]
) -> Iterable[tuple[str, str, dict[str, Any]]]:
    """Yield what is only said, denied or called off between nodes that are drawn."""
    for subject, object_, fact in sorted(snapshot.unconfirmed, key=lambda one: str(one[2]["id"])):
        if subject in drawn and object_ in drawn:
            yield subject, object_, fact


def _segments(graph: nx.MultiDiGraph[str]) -> dict[str, str]:
    """Return the segment of each node: what it serves, else what most of its neighbours serve."""
    own: dict[str, Counter[str]] = defaultdict(Counter)
    for subject, object_, fact in graph.edges(data=True):
        if fact["predicate"] == SERVES:
            own[subject][object_] += fact.get("support", 1)
    found = {node: _most(counts) for node, counts in own.items()}
    found |= {node: node for node, data in graph.nodes(data=True) if data["label"] == WORKLOAD}
    near: dict[str, Counter[str]] = defaultdict(Counter)
    for subject, object_ in graph.edges():
        for one, other in ((subject, object_), (object_, subject)):
            if one not in found and other in found:
                near[one][found[other]] += 1
    return found | {node: _most(counts) for node, counts in near.items()}


def _most(counts: Counter[str]) -> str:
    return min(counts, key=lambda name: (-counts[name], name))


def _largest(segments: Mapping[str, str]) -> list[str]:
    """Return the segments with most nodes, which get a colour of their own."""
    counts = Counter(segments.values())
    return sorted(counts, key=lambda name: (-counts[name], name))[:_GROUPS]


def _communities(graph: nx.MultiDiGraph[str]) -> dict[str, int]:
    """Return the number of each node's community, the largest first; those of small ones are one."""
    found = communities(graph, graph.edges())
    return {node: min(rank, _GROUPS) for rank, group in enumerate(found) for node in group}


class _Quotes:
    """Sentences by number, each once, and which of them say a fact."""

    def __init__(self, quotes: Mapping[str, list[dict[str, Any]]], facts: int) -> None:
        self._quotes = quotes
        self._most = _OF_FEW if facts <= _FEW_FACTS else _OF_MANY
        self._numbers: dict[tuple[str, ...], int] = {}
        self.sentences: list[list[str]] = []

    def of(self, fact: str) -> list[int]:
        """Return the numbers of the sentences that say a fact, prose before tarpit's own lists."""
        told = [q for q in self._quotes.get(fact, []) if not q["own_list"]]
        return [self._number(quote) for quote in told[: self._most]]

    def _number(self, quote: dict[str, Any]) -> int:
        text = appearance.readable(str(quote["sentence"]))
        cut = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
        row = [cut, str(quote["title"]), str(quote["url"]), str(quote["day"]), str(quote["status"])]
        if (key := tuple(row)) not in self._numbers:
            self._numbers[key] = len(self.sentences)
            self.sentences.append(row)
        return self._numbers[key]
