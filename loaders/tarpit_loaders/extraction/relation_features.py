"""What a pair of names looks like to the trained relation classifier: words, path and neighbours.

Every feature is a string, hashed into a fixed number of buckets by CRC-32, which is the same on every
machine, so that a trained model is one table of weights without a vocabulary.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence

from spacy.tokens import Doc, Span, Token

BUCKETS = 1 << 17
#: Words that state the same kind of relation, so that a rare one speaks for all of them.
_FAMILIES = {
    "buy": "acquire acquisition acquirer buy purchase takeover buyout bought acquired absorb",
    "sell": "sell sale sold divest divestiture spin-off spinoff spin disposal offload",
    "own": "own owner ownership stake shareholder share majority minority equity percent hold",
    "belong": "subsidiary parent unit division arm affiliate brand owned holding group",
    "invest": "invest investor investment fund funding raise round series venture capital back lead",
    "partner": "partner partnership collaborate collaboration agreement alliance join joint license "
    "cooperate together sign announce team work deal agree contract strategic",
    "compete": "compete competitor rival competition versus alternative include leading largest",
    "serve": "customer client supply supplier provide use deliver order serve service contract user",
    "make": "develop produce manufacture launch release introduce product offer make maker build "
    "create design manufacturer platform app software game model call name",
    "merge": "merge merger combine amalgamate fuse",
}
_FAMILY_OF: dict[str, tuple[str, ...]] = {}
for _family, _words in _FAMILIES.items():
    for _word in _words.split():
        _FAMILY_OF[_word] = (*_FAMILY_OF.get(_word, ()), _family)
_SUFFIXES = frozenset(
    "inc corp ltd llc group bank ventures partners capital fund university airlines systems "
    "technologies holdings company gmbh ag plc".split()
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_CLOSE = frozenset("auxpass neg prt agent aux amod compound prep".split())


def hashed(features: Iterable[str]) -> list[int]:
    """Return the buckets of some features, each once, in order.

    >>> hashed(["b:buy", "b:buy"]) == [zlib.crc32(b"b:buy") % BUCKETS]
    True
    """
    return sorted({zlib.crc32(feature.encode()) % BUCKETS for feature in features})


def features(left: Span, right: Span) -> list[str]:
    """Return the features of two names that do not overlap, the left one first."""
    doc = left.doc
    names = {t.i: "E1" for t in left} | {t.i: "E2" for t in right}
    return [
        *_windows(doc, left, right, names),
        *_regions(doc, left, right),
        *_path(left.root, right.root, names),
        *_around("1", left, names),
        *_around("2", right, names),
        f"et:{left.root.ent_type_}_{right.root.ent_type_}",
        f"dep:{left.root.dep_}_{right.root.dep_}",
        f"start:{left.start == 0}",
        f"money:{'$' in doc.text}",
        f"year:{bool(_YEAR.search(doc.text))}",
    ]


def common_head(left: Token, right: Token) -> Token | None:
    """Return the word under which both stand, or None where no one word is over both.

    A status is read from it: the verb of "X bought Y".
    """
    found = _route(left, right)
    return found[0][-1] if found else None


def _shown(token: Token, names: dict[int, str]) -> str:
    """A word as a feature shows it: a name by its kind, any other by its lemma."""
    if token.i in names:
        return names[token.i]
    return f"<{token.ent_type_}>" if token.ent_type_ else token.lemma_.lower()


def _collapsed(tokens: Iterable[Token], names: dict[int, str]) -> list[str]:
    words: list[str] = []
    for token in tokens:
        word = _shown(token, names)
        if not words or words[-1] != word:
            words.append(word)
    return words


def _grams(prefix: str, words: Sequence[str], size: int) -> Iterator[str]:
    for start in range(len(words) - size + 1):
        yield f"{prefix}{size}:{'_'.join(words[start : start + size])}"


def _windows(doc: Doc, left: Span, right: Span, names: dict[int, str]) -> Iterator[str]:
    """Words and runs of words before, between and after the two names."""
    between = _collapsed(doc[left.end : right.start], names)
    before = _collapsed(doc[max(0, left.start - 6) : left.start], names)
    after = _collapsed(doc[right.end : right.end + 8], names)
    for size in (1, 2, 3):
        yield from _grams("b", between, size)
    for size in (1, 2):
        yield from _grams("l", [*before, "E1"], size)
        yield from _grams("r", ["E2", *after], size)
    yield from (f"w:{word}" for word in {_shown(token, names) for token in doc})
    for count in (1, 2, 3):
        yield f"first{count}:{'_'.join(between[:count])}"
        yield f"last{count}:{'_'.join(between[-count:])}"
    length = len(between)
    yield f"len:{length if length < 4 else 4 if length < 8 else 8 if length < 16 else 16}"


def _regions(doc: Doc, left: Span, right: Span) -> Iterator[str]:
    """Word families, stems, verbs and punctuation of each region."""
    regions = {
        "B": doc[left.end : right.start],
        "L": doc[max(0, left.start - 10) : left.start],
        "R": doc[right.end : right.end + 10],
    }
    for name, region in regions.items():
        for token in region:
            word = token.lemma_.lower()
            yield from (f"f{name}:{family}" for family in _FAMILY_OF.get(word, ()))
            if len(word) >= 5 and word.isalpha():
                yield f"stem{name}:{word[:5]}"
    verbs = [token for token in regions["B"] if token.pos_ == "VERB"]
    yield from (f"verb:{token.lemma_.lower()}:{token.tag_}" for token in verbs)
    if verbs:
        yield f"verb1:{verbs[0].lemma_.lower()}:{verbs[0].tag_}"
        yield f"verbn:{verbs[-1].lemma_.lower()}:{verbs[-1].tag_}"
    yield from (f"adp:{token.lower_}" for token in regions["B"] if token.pos_ == "ADP")
    yield f"commas:{min(sum(token.text == ',' for token in regions['B']), 3)}"
    yield f"and:{any(token.lower_ == 'and' for token in regions['B'])}"
    yield f"paren:{any(token.text == '(' for token in regions['B'])}"
    listed = (t.text in "," or t.lower_ in ("and", "or") or t.ent_type_ for t in regions["B"])
    yield f"listed:{all(listed)}"


def _route(left: Token, right: Token) -> tuple[list[Token], list[Token]] | None:
    """Return the way up from the left word to the common head, and down to the right one."""
    up = [left, *left.ancestors]
    place = {token.i: position for position, token in enumerate(up)}
    down: list[Token] = []
    for token in (right, *right.ancestors):
        if token.i in place:
            return up[: place[token.i] + 1], down[::-1]
        down.append(token)
    return None


def _path(left: Token, right: Token, names: dict[int, str]) -> Iterator[str]:
    """The dependency path: its labels, its words, its steps and what hangs closely on it."""
    found = _route(left, right)
    if found is None:
        yield "nopath"
        return
    up, down = found
    inner, top = [*up[1:], *down[:-1]], up[-1]
    ends = f"{up[-2].dep_ if len(up) > 1 else '-'}:{down[0].dep_ if down else '-'}"
    yield f"pl:{'>'.join(t.dep_ for t in up[:-1])}^{'<'.join(t.dep_ for t in down)}"
    yield f"pw:{'_'.join(_shown(t, names) for t in inner)}"
    yield f"pos:{'-'.join(t.pos_ for t in inner)}"
    yield f"top:{_shown(top, names)}"
    yield f"topl:{_shown(top, names)}:{ends}"
    yield from (f"topf:{family}:{ends}" for family in _FAMILY_OF.get(top.lemma_.lower(), ()))
    for token in inner:
        yield f"p:{_shown(token, names)}"
        yield f"pt:{token.lemma_.lower()}:{token.tag_}"
    for token in (*up, *down):
        yield from (f"pf:{family}" for family in _FAMILY_OF.get(token.lemma_.lower(), ()))
        for child in token.children:
            if child.dep_ in _CLOSE:
                yield f"pc:{_shown(token, names)}_{child.dep_}_{_shown(child, names)}"
    steps = [f"{t.dep_}/{_shown(t.head, names)}" for t in up[:-1]]
    steps += [f"{_shown(t.head, names)}\\{t.dep_}" for t in down]
    yield from _grams("s", steps, 1)
    yield from _grams("s", steps, 2)
    yield f"steps:{min(len(steps), 8)}"


def _around(side: str, name: Span, names: dict[int, str]) -> Iterator[str]:
    """What a name is, what it hangs on, and what stands beside it."""
    root, doc = name.root, name.doc
    lowered = name.text.lower()
    yield f"et{side}:{root.ent_type_}"
    yield f"dep{side}:{root.dep_}_{_shown(root.head, names)}"
    yield f"hd{side}:{_shown(root.head, names)}"
    yield f"last{side}:{lowered.split()[-1]}"
    generic = root.pos_ in ("PRON", "DET") or lowered in ("the company", "it")
    yield f"what{side}:{lowered if generic else 'name'}"
    yield f"cap{side}:{name.text[:1].isupper()}:{any(c.isdigit() for c in name.text)}"
    yield f"size{side}:{min(len(name), 4)}"
    yield from (f"suf{side}:{w}" for w in lowered.replace(".", "").split() if w in _SUFFIXES)
    head = root
    for _ in range(3):
        head = head.head
        yield f"up{side}:{head.lemma_.lower()}"
        yield from (f"upf{side}:{family}" for family in _FAMILY_OF.get(head.lemma_.lower(), ()))
    for child in root.children:
        if not name.start <= child.i < name.end:
            yield f"ch{side}:{child.dep_}_{_shown(child, names)}"
    yield f"next{side}:{doc[name.end].lower_ if name.end < len(doc) else '$'}"
    yield f"prev{side}:{doc[name.start - 1].lower_ if name.start else '^'}"
