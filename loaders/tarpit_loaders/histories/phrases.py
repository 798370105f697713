"""Features by what their makers write in the subjects of commits: words alike in all their spellings.

"multi-LoRA", "multi_lora", "MultiLora" and "multilora" are one phrase. A phrase counts as a whole only:
"confusion" is no fusion.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml
from tarpit_graph.identity import normalize_name

from tarpit_loaders.names import catalog

_TOKEN = re.compile(r"[a-z0-9]+(?:\.[0-9]+)*|[+#&]")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z][a-z])")
#: Names of features in other people's tables: "model: Mixtral", "hybrid search (keyword + vector)".
_PREFIX = re.compile(r"^(?:model|api|feature)\s*:\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FeaturePhrases:
    """A feature that is looked for in histories.

    Attributes:
        segments: The markets in which it is compared.
        scope: What counts as having it.
        phrases: What its makers write.
        excepted: By what another meaning is told.
    """

    name: str
    segments: tuple[str, ...]
    scope: str
    phrases: tuple[str, ...]
    excepted: tuple[str, ...] = ()

    @property
    def is_triggered(self) -> bool:
        """Tell whether someone else's launch, of a model or an API, makes products add it."""
        return (
            self.name.startswith("Model: ")
            or self.name.startswith("OpenAI ")
            and self.name.endswith(" API")
        )


class Finder:
    """Finds features in subjects, in time linear in their length."""

    def __init__(self, features: Iterable[FeaturePhrases]) -> None:
        self._phrases: dict[tuple[str, ...], set[str]] = {}
        self._excepted: dict[str, re.Pattern[str]] = {}
        for feature in features:
            for phrase in feature.phrases:
                for words in _spellings(phrase):
                    self._phrases.setdefault(words, set()).add(feature.name)
            if feature.excepted:
                self._excepted[feature.name] = re.compile(
                    "|".join(map(re.escape, feature.excepted)), re.IGNORECASE
                )
        self._longest = max(map(len, self._phrases), default=0)

    def find(self, text: str) -> set[str]:
        """Return the names of the features that a subject names."""
        found: set[str] = set()
        for words in {tuple(tokens(text)), tuple(tokens(_CAMEL.sub(" ", text)))}:
            for start in range(len(words)):
                for end in range(start + 1, min(start + self._longest, len(words)) + 1):
                    phrase = words[start:end]
                    # A plural may stand for what is named in the singular, but "tool" is not "tools".
                    found |= self._phrases.get(phrase, set())
                    found |= self._phrases.get(tuple(map(_singular, phrase)), set())
        return {name for name in found if not self._is_excepted(name, text)}

    def _is_excepted(self, name: str, text: str) -> bool:
        pattern = self._excepted.get(name)
        return pattern is not None and pattern.search(text) is not None


def tokens(text: str) -> Sequence[str]:
    """Return the words of a text in lower case.

    >>> tokens("[Feat] Add multi_LoRA adapters for Qwen2.5-VL")
    ['feat', 'add', 'multi', 'lora', 'adapters', 'for', 'qwen2.5', 'vl']
    """
    return _TOKEN.findall(text.lower())


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] == "s" != word[-2] else word


def _spellings(phrase: str) -> Iterator[tuple[str, ...]]:
    words = tuple(tokens(phrase))
    if words:
        yield words
        yield (*words[:-1], _singular(words[-1])) if len(words) > 1 else words
        yield tuple(tokens("".join(words)))


@cache
def known() -> Mapping[str, FeaturePhrases]:
    """Return the features that histories are searched for, by name, with the phrases that people accepted."""
    taken = catalog.load().decisions
    rows: list[dict[str, Any]] = yaml.load(catalog.text(catalog.FEATURES), yaml.CSafeLoader)
    return {
        row["name"]: FeaturePhrases(
            row["name"],
            tuple(row["segments"]),
            row["scope"],
            (
                row["name"].removeprefix("Model: "),
                *row.get("aliases", ()),
                *row["commits"],
                *taken.phrases(row["name"]),
            ),
            tuple(row.get("except", ())),
        )
        for row in rows
        if "commits" in row
    }


def of_name(name: str) -> FeaturePhrases:
    """Return the feature that others call by a name: a known one, else one of the name's own words.

    >>> of_name("hybrid search (keyword + vector)").name, of_name("warp drive").phrases
    ('Hybrid search', ('warp drive',))
    """
    bare = _PREFIX.sub("", name)
    plain = re.sub(r"\s*\([^()]*\)", "", bare)
    for spelling in (name, bare, plain, f"Model: {plain}"):
        for feature in known().values():
            if normalize_name(spelling) in {
                normalize_name(feature.name),
                *map(normalize_name, feature.phrases),
            }:
                return feature
    return FeaturePhrases(name, (), "", (plain, *re.findall(r"\(([^()]*)\)", bare)))
