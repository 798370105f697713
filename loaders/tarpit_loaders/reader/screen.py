"""A cheap look at a sentence: could it say anything? The encoder is what costs.

A relation has two ends, so two things at least must be named, or stand for something, in a sentence that is read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tarpit_loaders.names import gazetteer
from tarpit_loaders.reader import labels, money
from tarpit_loaders.reader.read import PredictedMention

#: A word with a letter in it that may be a capital.
_WORD = re.compile(r"\b[^\W\d_][\w.'’&+]*")
#: Unknown features, and prices without a sum, are ends without a name.
_SPEAKS_ALONE = re.compile(r"\b(?:support|cheaper)", re.IGNORECASE)
#: Words that a capital makes no name.
_PLAIN = frozenset(
    "the a an this that these those it its they their we our you your i he she his her my me us them one some any all "
    "each every many most more much few both another other others such no not nothing something everything everyone "
    "someone and but or so yet nor if as than though although while whereas unless until because since when whenever "
    "where why how what which who whose whether in on at for with without to from of by about after again against "
    "along among around before behind below beside besides beyond despite during except into like near off onto out "
    "over through throughout toward towards under up upon within is are was were be been being have has had having do "
    "does did doing will would can could may might must shall should let get got getting make making take try trying "
    "use using think know learn read check see look watch find found build building create creating give go going "
    "come keep put say said tell ask want need help start here there now then also just only even still already soon "
    "today yesterday tomorrow recently currently finally first second third next last later meanwhile however "
    "instead overall perhaps maybe yes please thanks hello hi hey welcome plus new great good big well why".split()
)


def worth(texts: Sequence[str]) -> list[bool]:
    """Tell of each sentence whether the encoder should read it."""
    return [ends(text) > 1 for text in texts]


def ends(text: str) -> int:
    """Return how many ends of relations a sentence may have; the words of one name count once.

    >>> [
    ...     ends(t)
    ...     for t in ("Snowflake bought TruEra for $9M.", "Read on.", "Keep calm, Ada Lovelace.")
    ... ]
    [3, 0, 1]
    """
    gazette = gazetteer.load()
    known = [(hit.start, hit.end) for hit in gazette.find(text)]
    known += [(sum_.start, sum_.end) for sum_ in money.sums(text)]
    count, last = 0, -2
    for start, is_new, end in sorted(
        [(start, False, end) for start, end in known]
        + [(start, True, end) for start, end in _capitals(text)]
    ):
        if not is_new:
            count, last = count + 1, max(last, end)
        elif start >= last:
            count, last = count + (start - last > 1), end
    stand_ins = (
        gazette.find_workloads(text) or gazette.find_features(text),
        labels.ANAPHORS.search(text),
        _SPEAKS_ALONE.search(text),
    )
    return count + sum(map(bool, stand_ins))


def _capitals(text: str) -> list[tuple[int, int]]:
    """Return the words with capitals, without what an apostrophe adds: "Wix's", "it’s"."""
    words = ((m.start(), m[0].replace("’", "'").partition("'")[0]) for m in _WORD.finditer(text))
    return [
        (start, start + len(word))
        for start, word in words
        if word != (low := word.lower()) and low.rstrip(".") not in _PLAIN
    ]


def names(text: str) -> tuple[PredictedMention, ...]:
    """Return the known companies of a sentence that is not read: "the company" may mean one of them."""
    found = []
    for hit in gazetteer.load().find(text):
        plain = [e for e in hit.entries if not e.is_everyday(text[hit.start : hit.end])]
        if any(entry.type == "Company" for entry in plain):
            found.append(PredictedMention(hit.start, hit.end, labels.COMPANY))
    return tuple(found)
