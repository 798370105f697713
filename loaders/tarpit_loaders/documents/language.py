"""Which language a text is in. Only English is read for claims.

py3langid is a Naive Bayes over byte n-grams, by Lui and Baldwin (langid.py, ACL 2012).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

ENGLISH = "en"
#: Below this many words names outweigh prose: "Pinecone rivals Qdrant" looks Italian.
_MIN_WORDS = 25
_LONGEST = 5_000
#: Words of English: no other language has three of them in every twenty.
_COMMON = frozenset(
    "the The and of to that with this from which has have had their is was were for by than an its not more a "
    "who you your You are it our but they been when would about".split()
)
_SHARE, _KINDS = 0.15, 4
#: A text counts as foreign only where that is nearly certain.
_CERTAIN = 0.99
#: Languages with many readers; rare ones are mostly mistakes on text full of names.
_KNOWN = (
    "ar bg cs da de el en es et fa fi fr he hi hr hu id it ja ko lt lv ms nl no pl pt ro ru sk sl "
    "sr sv th tr uk vi zh".split()
)


def detect(text: str) -> str:
    """Return a text's language as a code of ISO 639-1; nothing where it is too short to tell.

    >>> detect(
    ...     "Databricks übernimmt MosaicML. " + "Das Unternehmen aus Kalifornien baut damit " * 6
    ... )
    'de'
    >>> detect("Pinecone rivals Qdrant.")
    ''
    """
    if len(text.split()) < _MIN_WORDS and text.isascii():
        return ""
    if _is_plainly_english(text[:_LONGEST]):
        return ENGLISH
    language, sure = _identifier().classify(text[:_LONGEST])
    if language == ENGLISH:
        return ENGLISH
    return str(language) if sure >= _CERTAIN and len(text) >= _MIN_WORDS * 4 else ""


def _is_plainly_english(text: str) -> bool:
    """Tell English by its commonest words, which no other language writes so: half a second is saved.

    The model tells all else; it takes that long to load.
    """
    words = text.split()
    found = [word for word in words if word in _COMMON]
    return len(found) >= _SHARE * len(words) and len(set(found)) >= _KINDS


@cache
def _identifier() -> LanguageIdentifier:
    import py3langid.langid

    made = py3langid.langid.LanguageIdentifier.from_model_file(
        py3langid.langid.MODEL_FILE, norm_probs=True
    )
    made.set_languages(_KNOWN)
    return made
