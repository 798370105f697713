"""Coreference: resolve "it", "they" and "the company" to a mention before them.

The company that a text named last, first in its sentence, is what it goes on about (Centering Theory: Grosz,
Joshi & Weinstein, 1995). Where two come into question, nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from tarpit_loaders.extraction.claims import TextSpan
from tarpit_loaders.extraction.entities import entity_linking
from tarpit_loaders.reader.labels import ANAPHOR, COMPANY, PRODUCT
from tarpit_loaders.reader.read import PredictedMention

#: First-person pronouns: the author means its own company.
_AUTHOR = frozenset(("we", "us", "our", "ours"))
#: "The Company", as filings define it.
_DEFINED = frozenset(("The Company", "the Company", "The Registrant", "the Registrant"))
#: Words that make a name before them a part of another's: "OpenAI rival Anthropic", "Google-backed Lumena".
MODIFIERS = "backed|owned|funded|rival|competitor|subsidiary|unit|challenger"
_MODIFIES = re.compile(
    rf"[-‑ ](?:{MODIFIERS}|rivals|competitors|challengers|alumni|alternative)\b", re.I
)
_YOUNG = re.compile(r"start-?up|unicorn", re.IGNORECASE)
_LISTED = re.compile(r",? (?:and|or|&) |, ")
_SURE = 0.93
#: A name this many sentences back is no longer what the text is about.
_REACH = 3


@dataclass(frozen=True, slots=True)
class Antecedent:
    """A name that words stand for.

    Attributes:
        place: The sentence that names it; None for who writes.
        sentence: The number of that sentence in the document.
        leads: Its sentence opens with the name.
    """

    text: str
    kind: str
    place: TextSpan | None = None
    sentence: int = 0
    leads: bool = False


@dataclass(slots=True)
class Antecedents:
    """What a document has named so far. Ask it of every sentence, in order.

    Attributes:
        author: The company that writes, where the source knows: whom "we" stands for.
    """

    author: str = ""
    _past: list[Antecedent] = field(default_factory=list)
    _sentence: int = 0

    def read(self, place: TextSpan, mentions: Sequence[PredictedMention]) -> dict[int, Antecedent]:
        """Return what each anaphor of a sentence stands for, by its place in the list of mentions."""
        found = {}
        for index, mention in enumerate(mentions):
            if mention.kind == ANAPHOR:
                antecedent = self._antecedent(place, index, mentions)
                if antecedent is not None:
                    found[index] = antecedent
        self.pass_over(place, mentions)
        return found

    def pass_over(self, place: TextSpan, mentions: Iterable[PredictedMention]) -> None:
        """Take note of the names of a sentence in which no anaphor is looked for."""
        self._past = [n for n in self._past if self._sentence - n.sentence < _REACH]
        names = [m for m in mentions if m.kind in (COMPANY, PRODUCT) and _is_sure(place, m)]
        self._past += [
            replace(self._named(place, m), leads=_leads(place.text, m, names))
            for m in names
            if not _MODIFIES.match(place.text, m.end)
        ]
        self._sentence += 1

    def _named(self, place: TextSpan, mention: PredictedMention) -> Antecedent:
        text = place.text[mention.start : mention.end]
        return Antecedent(text, mention.kind, place, self._sentence)

    def _antecedent(
        self, place: TextSpan, index: int, mentions: Sequence[PredictedMention]
    ) -> Antecedent | None:
        word = place.text[mentions[index].start : mentions[index].end]
        if word.lower() in _AUTHOR or (self.author and word in _DEFINED):
            return Antecedent(self.author, COMPANY) if self.author else None
        here = _fitting(
            word, (self._named(place, m) for m in mentions[:index] if m.kind == COMPANY)
        )
        if here:
            return here[0] if len({n.text for n in here}) == 1 else None
        for kind in (COMPANY, PRODUCT):
            recent = _fitting(word, (n for n in self._past if n.kind == kind))
            last = [n for n in recent if n.sentence == recent[-1].sentence]
            if last:
                return last[0] if len({n.text for n in last}) == 1 or last[0].leads else None
        return None


def _is_sure(place: TextSpan, mention: PredictedMention) -> bool:
    known = entity_linking.entries(place.text[mention.start : mention.end])
    return bool(known) or mention.probability >= _SURE


def _fitting(word: str, names: Iterable[Antecedent]) -> list[Antecedent]:
    """Return the names that a word may stand for: a startup has no shares that are traded."""
    if not _YOUNG.search(word):
        return list(names)
    return [
        n for n in names if not any(entry.is_listed for entry in entity_linking.entries(n.text))
    ]


def _leads(text: str, mention: PredictedMention, others: Iterable[PredictedMention]) -> bool:
    """Tell whether a sentence opens with a name, and with that alone: not "A and B are rivals"."""
    after = [other.start for other in others if other.start > mention.start]
    return mention.start == 0 and not (after and _LISTED.fullmatch(text[mention.end : min(after)]))
