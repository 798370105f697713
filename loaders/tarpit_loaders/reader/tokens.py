"""A sentence as the network takes it: word pieces, and what letters, markup and known names say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

#: Pieces of a sentence that are read, its two ends included.
MAX_PIECES = 128
#: How a word is spelled. The pieces are of lower case, so this is all that is left of capitals.
LOWER, CAPITALISED, UPPER, MIXED, DIGITS, MARK = range(6)
SPELLINGS = 6
#: What stands around a word; several may hold.
BOLD, LINK, LINK_NAMED, HEADING, ITEM, FIRST = (1 << bit for bit in range(6))
MARKUPS = 6
#: What the lists of known names make of a word.
UNKNOWN, KNOWN_COMPANY, KNOWN_PRODUCT, KNOWN_BOTH, EVERYDAY, WORKLOAD = range(6)
KNOWN = 6

VOCABULARY = "vocabulary.txt"


@dataclass(frozen=True, slots=True)
class Markup:
    """What stands around the words of a sentence, in characters of it.

    Attributes:
        bold: Stretches in bold type.
        links: Stretches that lead somewhere, each with the host that it leads to.
        kind: Of the block: paragraph, heading, item or row.
        is_first: The sentence opens its block.
    """

    bold: tuple[tuple[int, int], ...] = ()
    links: tuple[tuple[int, int, str], ...] = ()
    kind: str = "paragraph"
    is_first: bool = True


@dataclass(frozen=True, slots=True)
class Tokens:
    """A sentence for the network; all arrays have one entry a piece.

    Attributes:
        ids: Number of the piece.
        spelling, markup, known: See the constants of this module; `markup` is a sum of bits.
        starts, ends: Where the word of the piece stands in the text; -1 for the two ends.
        is_head: The piece opens a word.
    """

    ids: NDArray[np.int32]
    spelling: NDArray[np.int8]
    markup: NDArray[np.int8]
    known: NDArray[np.int8]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    is_head: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.ids)

    def pieces_of(self, start: int, end: int) -> tuple[int, int]:
        """Return first and last piece of a stretch of the text; equal ends where it was cut off."""
        inside = np.flatnonzero((self.starts < end) & (self.ends > start))
        return (int(inside[0]), int(inside[-1]) + 1) if len(inside) else (0, 0)


def tokenize(
    texts: Sequence[str],
    markups: Sequence[Markup],
    known: Sequence[Iterable[tuple[int, int, int]]],
) -> list[Tokens]:
    """Cut sentences into pieces.

    Args:
        texts: The sentences.
        markups: What stands around their words.
        known: Start, end and class of the known names in each.
    """
    encodings = _tokenizer().encode_batch(list(texts))
    return [
        _tokens(text, encoding, markup, hits)
        for text, encoding, markup, hits in zip(texts, encodings, markups, known, strict=True)
    ]


def pieces(texts: Sequence[str]) -> list[list[int]]:
    """Return the numbers of the word pieces of texts, without the two ends."""
    return [encoding.ids[1:-1] for encoding in _tokenizer().encode_batch(list(texts))]


@cache
def _tokenizer() -> Tokenizer:
    from tokenizers import Tokenizer
    from tokenizers.models import WordPiece
    from tokenizers.normalizers import BertNormalizer
    from tokenizers.pre_tokenizers import BertPreTokenizer
    from tokenizers.processors import BertProcessing

    words = files("tarpit_loaders.reader").joinpath(VOCABULARY).read_text(encoding="utf-8")
    vocabulary = {word: number for number, word in enumerate(words.split("\n")) if word}
    tokenizer = Tokenizer(WordPiece(vocabulary, unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer = BertNormalizer()
    tokenizer.pre_tokenizer = BertPreTokenizer()
    tokenizer.post_processor = BertProcessing(
        ("[SEP]", vocabulary["[SEP]"]), ("[CLS]", vocabulary["[CLS]"])
    )
    tokenizer.enable_truncation(MAX_PIECES)
    return tokenizer


def _tokens(
    text: str, encoding: Encoding, markup: Markup, hits: Iterable[tuple[int, int, int]]
) -> Tokens:
    ids = np.array(encoding.ids, np.int32)
    words = encoding.word_ids
    count = len(ids)
    starts, ends = np.full(count, -1, np.int32), np.full(count, -1, np.int32)
    is_head = np.zeros(count, bool)
    spelling = np.zeros(count, np.int8)
    first: dict[int, int] = {}
    for i, (word, (start, end)) in enumerate(zip(words, encoding.offsets, strict=True)):
        if word is None:
            continue
        head = first.setdefault(word, i)
        is_head[i] = head == i
        starts[i] = start if head == i else starts[head]
        ends[head : i + 1] = end
    for word, head in first.items():
        shape = _spelling(text[starts[head] : ends[head]])
        i = head
        while i < count and words[i] == word:
            spelling[i] = shape
            i += 1
    return Tokens(
        ids, spelling, _marks(text, starts, ends, markup), _known(starts, ends, hits), starts, ends,
        is_head,
    )  # fmt: skip


@lru_cache(50_000)
def _spelling(word: str) -> int:
    """Return how a word is spelled.

    >>> [_spelling(word) for word in ("kite", "Kite", "IBM", "OpenAI", "4o", "$")]
    [0, 1, 2, 3, 4, 5]
    """
    if word.isdigit() or (word[:1].isdigit()):
        return DIGITS
    if not any(c.isalnum() for c in word):
        return MARK
    if word.isupper():
        return UPPER if len(word) > 1 else CAPITALISED
    if any(c.isupper() for c in word[1:]):
        return MIXED
    return CAPITALISED if word[0].isupper() else LOWER


def _marks(
    text: str, starts: NDArray[np.int32], ends: NDArray[np.int32], markup: Markup
) -> NDArray[np.int8]:
    whole = {"heading": HEADING, "item": ITEM, "row": ITEM}.get(markup.kind, 0)
    marks = np.where(starts >= 0, whole, 0).astype(np.int8)
    if markup.is_first and len(marks) > 1:
        marks[1] |= FIRST
    for start, end in markup.bold:
        marks[(starts < end) & (ends > start)] |= BOLD
    for start, end, host in markup.links:
        named = LINK_NAMED if _is_named(text[start:end], host) else 0
        marks[(starts < end) & (ends > start)] |= LINK | named
    return marks


def _is_named(words: str, host: str) -> bool:
    """Tell whether a link's words are the name of the site that it leads to.

    >>> _is_named("Kite AI", "www.kiteai.dev"), _is_named("read on", "news.example")
    (True, False)
    """
    letters = "".join(c for c in words.lower() if c.isalnum())
    return len(letters) > 2 and letters in "".join(c for c in host if c.isalnum())


def _known(
    starts: NDArray[np.int32], ends: NDArray[np.int32], hits: Iterable[tuple[int, int, int]]
) -> NDArray[np.int8]:
    known = np.zeros(len(starts), np.int8)
    for start, end, kind in hits:
        known[(starts < end) & (ends > start)] = kind
    return known
