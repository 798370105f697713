"""A sentence with its names and terms masked, and the phrases that patterns look for in it.

"Qdrant now supports hybrid search" becomes «N0» now supports «F1», so that a pattern is a phrase of the field
("{who:N+} ~2supports {what:F+}") and never depends on how a name is spelled.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from tarpit_graph.records import Attributes

from tarpit_loaders.markup.block import Kind
from tarpit_loaders.names.catalog import CatalogEntry

NAME, JOB, TERM, SUM = "N", "W", "F", "M"
#: A word that is a job as well as a feature: "prompt management".
BOTH = "B"
_MASKS = {NAME: "N", JOB: "[WB]", TERM: "[FB]", SUM: "M"}
#: What parts the members of a list.
_AND = r"(?:, (?:and |or )?| and | or | & )"
_SLOT = re.compile(r"\{(\w+):([NWFM])(\+?)\}")
_GAP = re.compile(r"~(\d)")
#: A word of a gap: no mask, no full stop at its end.
_WORD = r"(?:[\w'’./&%+-]*[\w'’%+],? )"
#: What may stand between a name and its verb.
_AUXILIARY = (
    r"(?:(?:now|also|just|recently|today|quietly|already|still|finally|is|are|was|were|has|have|had|be|been|being|"
    r"will|would|could|may|might|can|should|do|does|did|not|never|to|plans?|planned|wants?|intends?|expects?|hopes?|"
    r"announced|announces|said|says|that|it|they|its|their|about|going|no longer|yet|denied|denies|dropped|"
    r"abandoned|scrapped|cancelled|shelved|refused|declined|\w+n['’]t|\w+ly) ){0,7}?"
)
_MASK = re.compile(r"«[NWFMB](\d+)»")
#: What opens a clause put in behind a name: "which", "a unit of", "backed by".
ASIDE_OPENS = (
    r"which|who|whose|an? (?!\W)|"
    r"(?:\w+ly |half )?(?:\w+ed|built|led|sold|spun)(?: off| out| up)? (?:by|to|on|from|of|in|with)"
)
#: An aside behind a name: "Kite, which rivals Falcon, bought …", "Kite (NASDAQ: KITE) bought …".
_ASIDE = re.compile(
    rf"(?<=»)(?:, (?:{ASIDE_OPENS}|formerly|based in)\b[^,;()]{{1,120}},|"
    r" ?\((?:[A-Za-z]{2,10}) ?: ?(?:[A-Z0-9.]{1,8}|«N\d+»)\))(?= )"
)


@dataclass(frozen=True, slots=True)
class Term:
    """A stretch of a sentence that names something.

    Attributes:
        kind: NAME, JOB (a workload), TERM (a feature), BOTH of these, or SUM.
        types: Labels of the ontology that it may have.
        entries: What is known to bear the name.
        name: What it stands for, where that is not how it is spelled: "it".
        trust: How sure it is that this names something.
    """

    start: int
    end: int
    kind: str
    types: frozenset[str]
    entries: tuple[CatalogEntry, ...] = ()
    name: str = ""
    trust: float = 1.0

    @property
    def is_known(self) -> bool:
        """True where the name stands in the built-in files or was named before."""
        return bool(self.entries)


@dataclass(frozen=True, slots=True)
class RelationMatch:
    """What a pattern sees: two terms, taken as labels of the ontology.

    Attributes:
        said: Start and end of the words that say so, in the sentence: their surroundings tell the status.
    """

    predicate: str
    subject: Term
    subject_type: str
    object: Term
    object_type: str
    said: tuple[int, int]
    confidence: float
    attributes: Attributes = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PhraseMatch:
    """A phrase found in a sentence: its slots, and where it stands in the text."""

    slots: Mapping[str, tuple[Term, ...]]
    start: int
    end: int
    words: Mapping[str, str]

    def __getitem__(self, slot: str) -> tuple[Term, ...]:
        return self.slots[slot]


@dataclass(frozen=True)
class Sentence:
    """A sentence with the names and terms in it.

    Attributes:
        terms: In order; none overlaps another.
        kind: What the block is that it stands in.
        opens: It is the first of its block.
        published: The document's day of publication.
    """

    text: str
    terms: tuple[Term, ...]
    kind: Kind = Kind.PARAGRAPH
    opens: bool = True
    published: date | None = None

    def has(self, kind: str) -> bool:
        """Tell whether the sentence has a term of a kind."""
        return any(term.kind in (kind, BOTH) for term in self.terms)

    @cached_property
    def masked(self) -> str:
        """The sentence with a mask in each term's place."""
        return self._masks[0]

    @cached_property
    def _masks(self) -> tuple[str, tuple[int, ...]]:
        """The masked text, and where each of its characters stands in the sentence."""
        parts, places, position = [], list[int](), 0
        for number, term in enumerate(self.terms):
            mask = f"«{term.kind}{number}»"
            parts += [self.text[position : term.start], mask]
            places += [*range(position, term.start), *[term.start] * len(mask)]
            position = term.end
        parts.append(self.text[position:])
        places += range(position, len(self.text) + 1)
        return "".join(parts), tuple(places)

    def find(self, phrase: re.Pattern[str]) -> Iterator[PhraseMatch]:
        """Yield where a phrase stands; one that begins in an aside does not reach out of it."""
        text, places = self._masks
        for match in phrase.finditer(text):
            if not any(s < match.start() < e <= match.end() for s, e in self._asides):
                yield self._match(match, places)
        if self._asides:
            text, places, cuts = self._without_asides
            for match in phrase.finditer(text):
                if any(match.start() < cut < match.end() for cut in cuts):
                    yield self._match(match, places)

    @cached_property
    def _asides(self) -> list[tuple[int, int]]:
        """Start and end of each aside in the masked text."""
        return [match.span() for match in _ASIDE.finditer(self.masked)]

    def is_aside(self, term: Term, end: int) -> bool:
        """Tell whether a term stands in an aside that is over at `end`, a place in the text."""
        places = self._masks[1]
        return any(places[s] <= term.start < places[e - 1] < end for s, e in self._asides)

    @cached_property
    def _without_asides(self) -> tuple[str, tuple[int, ...], list[int]]:
        """The masked text without asides, the places of its characters, and where something was cut out."""
        text, places = self._masks
        kept, cuts, length, end = list[tuple[int, int]](), list[int](), 0, 0
        for start, stop in [*self._asides, (len(text), len(text))]:
            kept.append((end, start))
            length += start - end
            cuts.append(length)
            end = stop
        shorter = "".join(text[start:stop] for start, stop in kept)
        moved = [place for start, stop in kept for place in places[start:stop]]
        return shorter, (*moved, places[-1]), cuts[:-1]

    def _match(self, match: re.Match[str], places: Sequence[int]) -> PhraseMatch:
        groups = {k: v for k, v in match.groupdict().items() if v}
        slots = {k: self._terms(v) for k, v in groups.items()}
        return PhraseMatch(slots, places[match.start()], places[match.end()], groups)

    def _terms(self, words: str) -> tuple[Term, ...]:
        return tuple(self.terms[int(number)] for number in _MASK.findall(words))


def phrase(source: str) -> re.Pattern[str]:
    """Compile a phrase: `{who:N}` one name, `{who:N+}` a list, `~3` at most three plain words, `~v` auxiliaries.

    >>> sentence = Sentence(
    ...     "Ada and Bo sell an old tool.",
    ...     (Term(0, 3, "N", frozenset()), Term(8, 10, "N", frozenset())),
    ... )
    >>> [
    ...     [sentence.text[t.start : t.end] for t in hit["who"]]
    ...     for hit in sentence.find(phrase("{who:N+} sell ~2tool"))
    ... ]
    [['Ada', 'Bo']]
    """

    def slot(match: re.Match[str]) -> str:
        name, kind, many = match.groups()
        one = rf"«{_MASKS[kind]}\d+»"
        return f"(?P<{name}>{one}(?:{_AND}{one}){{0,12}})" if many else f"(?P<{name}>{one})"

    spelled = _SLOT.sub(slot, source).replace("~v", _AUXILIARY)
    return re.compile(_GAP.sub(lambda m: f"{_WORD}{{0,{m[1]}}}?", spelled), re.IGNORECASE)


def between(one: Term, other: Term) -> tuple[int, int]:
    """Return start and end of what stands between two terms, in whatever order they come."""
    left, right = sorted((one, other), key=lambda term: term.start)
    return left.end, right.start


def phrases(*sources: str) -> Sequence[re.Pattern[str]]:
    """Compile several phrases."""
    return tuple(phrase(source) for source in sources)
