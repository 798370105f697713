"""Sentences of our own, written once with slots: expanded for every epoch with invented names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
from tarpit_graph.errors import InputError

from tarpit_loaders.names import catalog
from tarpit_loaders.reader.labels import ANAPHOR, COMPANY, MONEY, OTHER, PRODUCT, pair_label
from tarpit_loaders.reader_training import invented_names as invented
from tarpit_loaders.reader_training.samples import MarkedMention, Sample

LETTERS = {
    "A": "ACQUIRED", "M": "MAKES", "S": "SUBSIDIARY_OF", "G": "MERGED_WITH", "C": "COMPETES_WITH",
    "P": "PARTNERS_WITH", "U": "CUSTOMER_OF", "I": "INVESTED_IN", "R": "RAISED",
}  # fmt: skip
STATUS_LETTERS = {
    "": "completed", "a": "announced", "p": "planned", "r": "rumoured", "h": "hypothetical",
    "d": "denied", "x": "cancelled",
}  # fmt: skip
_SLOT = re.compile(r"<([cpgmnd])(\d*)>|\[([^\]]+)\]")
_CHOICE = re.compile(r"\{([^{}]*)\}")
_KINDS = {"c": COMPANY, "p": PRODUCT, "g": PRODUCT, "m": MONEY, "n": OTHER}
#: How often a name is one that the lists know.
_KNOWN = 0.2


def read(path: Path) -> tuple[str, ...]:
    """Return the templates of a file.

    Raises:
        InputError: the file cannot be read, or a line has no relations.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error}") from error
    kept = [line for line in lines if line.strip() and not line.startswith("#")]
    for line in kept:
        if "=>" not in line:
            raise InputError(f"{path}: no => in {line!r}")
    return tuple(kept)


def expand(template: str, random: np.random.Generator) -> Sample:
    """Return a sentence of a template.

    >>> sample = expand("<c1> buys <c2> => c1 A c2", np.random.default_rng(0))
    >>> [m.kind for m in sample.mentions], sample.relations
    (['company', 'company'], ((0, 1, 'ACQUIRED>', 'completed'),))
    """
    body, _, told = template.rpartition("=>")
    while match := _CHOICE.search(body):
        body = body[: match.start()] + str(random.choice(match[1].split("|"))) + body[match.end() :]
    text, mentions = "", list[MarkedMention]()
    keys, names = dict[str, int](), dict[str, str]()
    position = 0
    for match in _SLOT.finditer(body.strip()):
        text += body.strip()[position : match.start()]
        position = match.end()
        key, kind, name = _filled(match, names, random)
        if kind:
            keys.setdefault(key, len(mentions))
            mentions.append(MarkedMention(len(text), len(text) + len(name), kind))
        text += name
    text += body.strip()[position:]
    relations = tuple(_relation(part, keys) for part in told.split(";") if _is_told(part, keys))
    return Sample(text, tuple(mentions), tuple(dict.fromkeys(relations)), is_closed=True)


def _filled(
    match: re.Match[str], names: dict[str, str], random: np.random.Generator
) -> tuple[str, str, str]:
    if match[3]:
        return match[3].split()[-1].lower(), ANAPHOR, match[3]
    key = match[1] + match[2]
    if key not in names or key in ("n", "d", "m"):
        names[key] = _name(match[1], random)
    return key, _KINDS.get(match[1], ""), names[key]


def _name(kind: str, random: np.random.Generator) -> str:
    if kind in "cp" and random.random() < _KNOWN:
        return str(random.choice(_known(kind)))
    makers = {
        "c": invented.company, "p": invented.product, "g": invented.plain_product,
        "m": invented.sum_of_money, "n": invented.person, "d": invented.day,
    }  # fmt: skip
    return makers[kind](random)


@cache
def _known(kind: str) -> tuple[str, ...]:
    label = "Company" if kind == "c" else "Product"
    entries = catalog.load().entries
    return tuple(sorted({e.name for e in entries if e.type == label and len(e.name) < 25}))


def _is_told(part: str, keys: dict[str, int]) -> bool:
    words = part.split()
    return len(words) == 3 and words[0] in keys and words[2] in keys


def _relation(part: str, keys: dict[str, int]) -> tuple[int, int, str, str]:
    subject, kind, object_ = part.split()
    letter, _, status = kind.partition(":")
    left, right = sorted((keys[subject], keys[object_]))
    label = pair_label(LETTERS[letter], keys[subject] == left)
    return left, right, label, STATUS_LETTERS[status]


def samples(templates: tuple[str, ...], each: int, random: np.random.Generator) -> Iterator[Sample]:
    """Yield `each` sentences of every template."""
    for template in templates:
        for _ in range(each):
            yield expand(template, random)
