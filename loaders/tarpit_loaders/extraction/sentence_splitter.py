"""Sentence splitter: by punctuation alone, in linear time, with offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator

#: What may end a sentence, with the quotes and brackets that close behind it.
_END = re.compile(r"[.!?…]+[\"'”’)\]]*\s+(?=[\"'“‘(\[]*[^\W_a-z])|[;:]?\s*\n+\s*")
#: A full stop behind one of these ends no sentence.
_ABBREVIATIONS = frozenset(
    "inc corp ltd co llc plc mr mrs ms dr prof st vs no e.g i.e u.s u.k u.n a.m p.m approx est "
    "jan feb mar apr jun jul aug sep sept oct nov dec jr sr dept fig vol al etc gen rep sen".split()
)
#: A legal form ends a sentence where a pronoun or an article starts the next one.
_LEGAL = frozenset("inc corp ltd co llc plc".split())
_STARTERS = re.compile(r"(?:The|It|Its|This|That|They|He|She|We|In|On|At|But|And|A|An)\b")
#: Another firm with its legal form starts the next one: "bought Kite Inc. Acme Corp. competes with …".
_NEXT_FIRM = re.compile(
    r"(?:[A-Z][\w&-]*\s+){1,3}(?:Inc|Corp|Ltd|LLC|GmbH|Co)\b\.?,?\s+(?:[a-z]+\s+){0,2}[a-z]"
)
#: A longer stretch than this is cut at white space: what reads it takes so much at once.
MAX_CHARACTERS = 600


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each sentence of a text, without white space at its ends.

    >>> text = "Acme Inc. bought Kite.ai in the U.S. market. It paid $1.5M! Was it worth it?"
    >>> [text[start:end] for start, end in spans(text)]
    ['Acme Inc. bought Kite.ai in the U.S. market.', 'It paid $1.5M!', 'Was it worth it?']
    """
    start = 0
    for match in _END.finditer(text):
        if match.group()[0] == "." and _is_abbreviated(text, start, match):
            continue
        yield from _bounded(text, start, match.end())
        start = match.end()
    yield from _bounded(text, start, len(text))


def _is_abbreviated(text: str, start: int, match: re.Match[str]) -> bool:
    if match.group().rstrip() != ".":
        return False
    word = text[max(start, match.start() - 12) : match.start()].rpartition(" ")[2].lower()
    next_sentence = _STARTERS.match(text, match.end()) or _NEXT_FIRM.match(text, match.end())
    if word in _LEGAL and next_sentence:
        return False
    return word.lstrip("(\"“'") in _ABBREVIATIONS or (len(word) == 1 and word.isalpha())


def _bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > MAX_CHARACTERS:
        cut = text.rfind(" ", start, start + MAX_CHARACTERS) + 1 or start + MAX_CHARACTERS
        yield from _stripped(text, start, cut)
        start = cut
    yield from _stripped(text, start, end)


def _stripped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    end = start + len(piece.strip())
    if start < end:
        yield start, end
