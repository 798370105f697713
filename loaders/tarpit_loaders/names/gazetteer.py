"""Find known names in running text: one pass of an Aho–Corasick automaton, longest name first."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

import ahocorasick
from tarpit_graph.ontology import FEATURE, WORKLOAD

from tarpit_loaders.names import catalog
from tarpit_loaders.names.catalog import CatalogEntry


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A known name at `text[start:end]`, and every known thing that bears it.

    `is_certain` where something else than the word says that it is this name, such as a link.
    """

    start: int
    end: int
    entries: tuple[CatalogEntry, ...]
    is_certain: bool = False


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Three automata: names keep their case ("Meta" is not "meta"), jobs and features do not."""

    names: ahocorasick.Automaton
    workloads: ahocorasick.Automaton
    features: ahocorasick.Automaton

    def find(self, text: str) -> list[NameMatch]:
        """Return the known companies and products in a text, none inside another.

        >>> [(h.start, h.end) for h in load().find("Weights & Biases rivals Comet ML")]
        [(0, 16), (24, 32)]
        """
        return _longest(self.names, text, text)

    def find_workloads(self, text: str) -> list[NameMatch]:
        """Return the jobs that a text names, in whatever case.

        >>> [h.entries[0].name for h in load().find_workloads("a Vector Database for RAG")]
        ['Vector databases', 'Retrieval-augmented generation']
        """
        return _in_any_case(self.workloads, text)

    def find_features(self, text: str) -> list[NameMatch]:
        """Return the known features that a text names, in whatever case.

        >>> [h.entries[0].name for h in load().find_features("Hybrid search, SSO and a CLI tool")]
        ['Hybrid search', 'Single sign-on', 'Command-line interface']
        """
        return _in_any_case(self.features, text)


@cache
def load() -> Gazetteer:
    """Build the automata from the built-in names, once a process."""
    names: dict[str, list[CatalogEntry]] = defaultdict(list)
    terms: dict[str, dict[str, list[CatalogEntry]]] = {
        WORKLOAD: defaultdict(list),
        FEATURE: defaultdict(list),
    }
    for entry in catalog.load().entries:
        if entry.is_layer:  # "Applications" is a word of every other sentence
            continue
        for surface in dict.fromkeys(entry.surfaces):
            if entry.type not in terms:
                names[surface].append(entry)
                continue
            for form in _numbers(surface.lower()):
                if entry not in terms[entry.type][form]:
                    terms[entry.type][form].append(entry)
    return Gazetteer(_automaton(names), _automaton(terms[WORKLOAD]), _automaton(terms[FEATURE]))


def _automaton(surfaces: dict[str, list[CatalogEntry]]) -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for surface, entries in surfaces.items():
        automaton.add_word(surface, (len(surface), tuple(entries)))
    automaton.make_automaton()
    return automaton


def _numbers(phrase: str) -> set[str]:
    """Return a phrase in both numbers: a text says "vector databases" and "a vector database"."""
    if phrase.endswith("ies"):
        return {phrase, f"{phrase[:-3]}y"}
    if phrase.endswith("y") and phrase[-2] not in "aeiou":
        return {phrase, f"{phrase[:-1]}ies"}
    if phrase.endswith("s"):
        return {phrase, phrase[:-1]} if len(phrase) > 4 and phrase[-2] not in "sui" else {phrase}
    return {phrase, f"{phrase}s"}


def _in_any_case(automaton: ahocorasick.Automaton, text: str) -> list[NameMatch]:
    lowered = text.lower()
    return _longest(automaton, text, lowered) if len(lowered) == len(text) else []


def _longest(automaton: ahocorasick.Automaton, text: str, haystack: str) -> list[NameMatch]:
    found = [
        (last - length + 1, last + 1, entries)
        for last, (length, entries) in automaton.iter(haystack)
        if _is_word(text, last - length + 1, last + 1)
    ]
    found.sort(key=lambda hit: (hit[0], -hit[1]))
    hits: list[NameMatch] = []
    for start, end, entries in found:
        if not hits or start >= hits[-1].end:
            hits.append(NameMatch(start, end, entries))
    return hits


def _is_word(text: str, start: int, end: int) -> bool:
    """Tell whether a name stands alone: not inside a word, a domain, a path or a handle."""
    before, after = text[start - 1 : start], text[end : end + 2]
    if before.isalnum() or before in ("_", "@", "/", "#"):
        return False
    if after[:1].isalnum() or after[:1] in ("_", "/"):
        return False
    if after[:1] == "." and after[1:].isdigit() and text[end - 1].isdigit():  # "GPT-5.6"
        return False
    if after[:1] == "-" and after[1:].isalpha():  # "LLaMA-Adapter", "OpenAI-backed"
        return False
    return not (after[:1] == "." and after[1:].isalpha() and after[1:].islower())
