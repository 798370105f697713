"""Cut a text into the word pieces that a BERT model knows: lower case, no accents, longest first.

Thirty lines of our own instead of a tokenizer library, which would bring a client for a model hub into
a product that needs no network. `tests/unit/test_relation_encoder.py` holds it to the library's output.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

#: Longer words than this are one unknown piece, as in BERT.
_LONGEST = 100
UNKNOWN = "[UNK]"
_CJK = re.compile("[\u4e00-\u9fff\u3400-\u4dbf\uf900-\ufaff]")


def pieces(text: str, vocabulary: Mapping[str, int]) -> list[int]:
    """Return the numbers of a text's pieces.

    >>> pieces("Embeddings!", {"em": 0, "##bed": 1, "##ding": 2, "##s": 3, "!": 4, "[UNK]": 5})
    [0, 1, 2, 3, 4]
    >>> pieces("λ", {"[UNK]": 5})
    [5]
    """
    return [number for word in _words(text) for number in _pieces_of(word, vocabulary)]


def _words(text: str) -> Iterator[str]:
    """Cut at white space, then around punctuation; "€72" stays whole, as in BERT."""
    plain = unicodedata.normalize("NFD", text.lower())
    spaced = "".join(map(_spaced, plain))
    yield from spaced.split()


def _spaced(character: str) -> str:
    category = unicodedata.category(character)
    if character.isspace():
        return " "
    if category in ("Mn", "Cc", "Cf", "Co"):
        return ""
    ascii_mark = character.isascii() and not character.isalnum()
    return (
        f" {character} " if ascii_mark or category[0] == "P" or _CJK.match(character) else character
    )


def _pieces_of(word: str, vocabulary: Mapping[str, int]) -> list[int]:
    unknown = [vocabulary[UNKNOWN]]
    if len(word) > _LONGEST:
        return unknown
    found, start = [], 0
    while start < len(word):
        prefix = "##" if start else ""
        end = next(
            (e for e in range(len(word), start, -1) if prefix + word[start:e] in vocabulary), None
        )
        if end is None:
            return unknown
        found.append(vocabulary[prefix + word[start:end]])
        start = end
    return found
