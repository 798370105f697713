"""What people decided of names and features: which are one, whose a spelling is, who has what.

A file of lines, to be read by people, shared and replayed:

    - {same: Company, names: [Acme AI, Acme Labs]}          # the first is the name of both
    - {different: Company, names: [Cohere, Cohere.io]}      # not to be asked again
    - {split: Company, name: Together, as: Together (band)} # this spelling is another's
    - {phrase: fused ranking, feature: Hybrid search}       # commits mean the feature by it
    - {no_phrase: fusion kernel, feature: Hybrid search}    # not to be proposed again
    - {has: Hybrid search, product: Qdrant}                 # a candidate that is one
    - {lacks: Hybrid search, product: Kite}                 # a candidate that is none

Decisions are inputs: the same documents with the same decisions give the same graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tarpit_graph.errors import InputError
from tarpit_graph.files import atomic
from tarpit_graph.identity import normalize_name
from tarpit_graph.ontology import ENTITY_LABELS, FEATURE

_KINDS = ("same", "different", "split")
#: Kinds that are about features: where the name of the feature and the other stand.
_OF_FEATURES = {
    "phrase": ("feature", "phrase"),
    "no_phrase": ("feature", "no_phrase"),
    "has": ("has", "product"),
    "lacks": ("lacks", "product"),
}
_MAX_BYTES = 5_000_000


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision on two names of a label, or on a feature.

    Attributes:
        kind: `same`, `different`, `split`, `phrase`, `no_phrase`, `has` or `lacks`.
        name: The name that stays; of a split, the spelling; else the feature's.
        other: The name that joins it or stays apart; of a split, whose name the spelling is now; else the
            phrase or the product.
    """

    kind: str
    label: str
    name: str
    other: str

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What makes two decisions the same one."""
        first, second = normalize_name(self.name), normalize_name(self.other)
        if self.kind == "different":
            first, second = sorted((first, second))
        return self.kind, self.label, first, second

    def row(self) -> dict[str, Any]:
        """Return it as a line of the file."""
        if self.kind in _OF_FEATURES:
            pair = dict(zip(_OF_FEATURES[self.kind], (self.name, self.other), strict=True))
            return {self.kind: pair.pop(self.kind), **pair}
        if self.kind == "split":
            return {"split": self.label, "name": self.name, "as": self.other}
        return {self.kind: self.label, "names": [self.name, self.other]}


@dataclass(frozen=True, slots=True)
class Decisions:
    """All decisions, in the order in which they were taken; of two that clash the later holds."""

    taken: tuple[Decision, ...] = ()
    _same: dict[tuple[str, str], str] = field(default_factory=dict)
    _split: dict[tuple[str, str], str] = field(default_factory=dict)
    _apart: set[tuple[str, frozenset[str]]] = field(default_factory=set)
    _phrases: dict[tuple[str, str], Decision] = field(default_factory=dict)
    _had: dict[tuple[str, str], bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for decision in self.taken:
            if decision.kind in _OF_FEATURES:
                self._of_feature(decision)
                continue
            name, other = normalize_name(decision.name), normalize_name(decision.other)
            pair = (decision.label, frozenset((name, other)))
            if decision.kind == "split":
                self._split[decision.label, name] = decision.other
            elif decision.kind == "different":
                self._apart.add(pair)
                for one, two in ((name, other), (other, name)):
                    if normalize_name(self._same.get((decision.label, one), "")) == two:
                        del self._same[decision.label, one]
            else:
                self._apart.discard(pair)
                if self.name_of(decision.label, decision.name) != decision.other:
                    self._same[decision.label, other] = decision.name

    def _of_feature(self, decision: Decision) -> None:
        key = normalize_name(decision.name), normalize_name(decision.other)
        if decision.kind in ("has", "lacks"):
            self._had[key] = decision.kind == "has"
        else:
            self._phrases[key] = decision

    def phrases(self, feature: str) -> tuple[str, ...]:
        """Return what else commits mean a feature by."""
        return tuple(
            d.other
            for (name, _), d in self._phrases.items()
            if name == normalize_name(feature) and d.kind == "phrase"
        )

    def is_phrase(self, feature: str, phrase: str) -> bool | None:
        """Tell whether a feature is meant by a phrase; None where no one decided."""
        found = self._phrases.get((normalize_name(feature), normalize_name(phrase)))
        return None if found is None else found.kind == "phrase"

    def has_feature(self, feature: str, product: str) -> bool | None:
        """Tell whether a product has a feature; None where no one decided."""
        return self._had.get((normalize_name(feature), normalize_name(product)))

    def split(self, label: str, spelling: str) -> str | None:
        """Return whose name a spelling is by decision, or None."""
        return self._split.get((label, normalize_name(spelling)))

    def name_of(self, label: str, name: str) -> str:
        """Follow decisions that names are one to the name that stands for all of them.

        >>> d = Decisions(
        ...     (Decision("same", "Company", "A", "B"), Decision("same", "Company", "B", "C"))
        ... )
        >>> d.name_of("Company", "C"), d.name_of("Company", "D")
        ('A', 'D')
        """
        seen: set[str] = set()
        while (folded := normalize_name(name)) not in seen:
            seen.add(folded)
            name = self._same.get((label, folded), name)
        return name

    def is_decided(self, label: str, name: str, other: str) -> bool:
        """Tell whether these two names are decided."""
        apart = (label, frozenset((normalize_name(name), normalize_name(other)))) in self._apart
        return apart or normalize_name(self.name_of(label, name)) == normalize_name(
            self.name_of(label, other)
        )

    def add(self, decision: Decision) -> Decisions:
        """Return these decisions and one more; a decision that is there already moves to the end."""
        kept = [d for d in self.taken if d.key != decision.key]
        return Decisions((*kept, decision))

    def save(self, path: Path) -> None:
        """Write the file whole or not at all.

        Raises:
            InputError: it cannot be written.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = [
            "- "
            + yaml.safe_dump(d.row(), default_flow_style=True, width=10_000, allow_unicode=True)
            for d in self.taken
        ]
        with atomic.atomic_write(path) as partial:
            partial.write_text("".join(lines), encoding="utf-8")


def read(path: Path) -> Decisions:
    """Read a file of decisions; one that does not exist holds none.

    Raises:
        InputError: it cannot be read, or a line is not a decision.
    """
    if not path.exists():
        return Decisions()
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise InputError(f"{path} is larger than {_MAX_BYTES:,} bytes; no file of decisions is")
        rows = yaml.safe_load(path.read_text(encoding="utf-8")) or []
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
        raise InputError(f"{path} is not a file of decisions: {error}") from error
    if not isinstance(rows, list):
        raise InputError(f"{path} is not a list of decisions")
    return Decisions(tuple(_decisions(path, rows)))


def _decisions(path: Path, rows: Iterable[Any]) -> Iterable[Decision]:
    for number, row in enumerate(rows, 1):
        found = _decision(row) if isinstance(row, Mapping) else None
        if found is None:
            raise InputError(
                f"{path}: entry {number} is not a decision, such as "
                "{same: Company, names: [Acme AI, Acme Labs]}"
            )
        yield found


def _decision(row: Mapping[str, Any]) -> Decision | None:
    if (feature := _of_feature(row)) is not None:
        return feature
    kind = next((kind for kind in _KINDS if kind in row), None)
    if kind is None or row[kind] not in ENTITY_LABELS:
        return None
    names = [row.get("name"), row.get("as")] if kind == "split" else row.get("names")
    if not isinstance(names, list) or len(names) != 2:
        return None
    if not all(isinstance(name, str) and name.strip() for name in names):
        return None
    return Decision(kind, str(row[kind]), *(str(name) for name in names))


def _of_feature(row: Mapping[str, Any]) -> Decision | None:
    for kind, keys in _OF_FEATURES.items():
        names = [row.get(key) for key in keys]
        if kind in row and all(isinstance(name, str) and name.strip() for name in names):
            return Decision(kind, FEATURE, *(str(name) for name in names))
    return None
