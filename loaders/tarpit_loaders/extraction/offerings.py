"""What companies offer without a name: "HP Valves is a manufacturer of needle valves".

Only for `tarpit extract`: a thing without a name, or a company that a text calls "we" and never names,
is no entity, so nothing of this is loaded into a graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from spacy.tokens import Span, Token
from tarpit_graph.ontology import COMPANY, MAKES, PRODUCT

from tarpit_loaders.extraction import grammar
from tarpit_loaders.extraction.candidates import Candidate
from tarpit_loaders.extraction.coreference import NOUNS
from tarpit_loaders.extraction.sentence import Found

#: Raise when what is found changes.
NAME = "offering/1"
UNNAMED = {"unnamed": True}
_MAKERS = frozenset(
    "provider manufacturer producer supplier developer maker specialist innovator creator vendor "
    "distributor builder designer publisher operator leader brand expert seller retailer exporter "
    "importer marketer pioneer generator".split()
)
_OFFER = frozenset(
    "provide offer manufacture produce supply develop build create sell deliver launch introduce "
    "make design market distribute release unveil announce ship generate publish specialize "
    "specialise operate present showcase expand unlock".split()
)
_IN = frozenset(("specialize", "specialise", "engage", "focus", "expand"))
_PRONOUNS = frozenset(("we", "they", "it", "our", "its", "their"))
#: Nouns that only group what comes after "of": "a wide range of valves".
_GROUPS = frozenset(
    "range line portfolio variety series family selection number set lineup collection suite "
    "development manufacture production sale sales design supply host array type version "
    "generation provider".split()
)
_MOST = 12


def find(sentence: Span, names: Sequence[Candidate]) -> Iterator[Found]:
    """Yield who offers what, in plain words; a pair that a pattern sees as well comes again."""
    by_token = {token.i: name for name in names for token in name.span}
    seen: set[tuple[int, int]] = set()
    for companies, things, trigger in _offers(sentence):
        for company in _companies(companies, by_token):
            for thing in _things(things):
                key = (company.span.start, thing.span.start)
                if key not in seen and not _overlap(company.span, thing.span):
                    seen.add(key)
                    yield Found(
                        MAKES, company, COMPANY, thing, PRODUCT, trigger, 0.5, dict(UNNAMED)
                    )
    yield from _models(sentence)


def _offers(sentence: Span) -> Iterator[tuple[list[Token], list[Token], Token | None]]:
    for token in sentence:
        if token.lemma_.lower() in _MAKERS and token.pos_ in ("NOUN", "PROPN"):
            things = list(grammar.after(token, "of", "in", "for"))
            things += [c for c in token.children if c.dep_ in ("compound", "nmod")]
            yield list(grammar.called(token)), things, None
        elif token.lemma_.lower() in _OFFER and token.pos_ in ("VERB", "AUX"):
            if grammar.is_passive(token):
                yield list(grammar.agents(token)), list(grammar.patients(token)), token
                continue
            things = list(grammar.objects(token))
            if token.lemma_.lower() in _IN:
                things += list(grammar.after(token, "in", "on"))
            yield list(grammar.subjects(token)), things, token
        elif token.lemma_ == "engage":
            yield list(grammar.patients(token)), list(grammar.after(token, "in")), token
        elif token.dep_ == "poss":
            yield [token], [token.head], None
        elif token.lower_ in ("from", "by") and token.head.pos_ in ("NOUN", "PROPN"):
            yield [c for c in token.children if c.dep_ == "pobj"], [token.head], None


def _companies(tokens: Iterable[Token], by_token: dict[int, Candidate]) -> Iterator[Candidate]:
    for first in tokens:
        for token in (first, *grammar.conjuncts(first)):
            known = by_token.get(token.i)
            if known is not None and COMPANY in known.types:
                yield known
            elif token.lower_ in _PRONOUNS | NOUNS or token.pos_ == "PROPN":
                yield Candidate(_proper(token), frozenset((COMPANY,)), name=token.text)


def _proper(token: Token) -> Span:
    """Return a name with the proper nouns that hang before it."""
    start = token.i
    while start > token.sent.start and token.doc[start - 1].pos_ == "PROPN" == token.pos_:
        start -= 1
    return token.doc[start : token.i + 1]


def _things(tokens: Iterable[Token]) -> Iterator[Candidate]:
    """Yield the things of a list, each with the words that say which: "needle valves"."""
    for first in tokens:
        for token in [first, *grammar.conjuncts(first)][:_MOST]:
            inner = list(grammar.after(token, "of"))
            if token.lemma_.lower() in _GROUPS and inner:
                yield from _things(inner)
            elif token.pos_ in ("NOUN", "PROPN", "VERB", "ADJ") and not token.is_stop:
                phrase = _phrase(token)
                yield Candidate(phrase, frozenset((PRODUCT,)), name=phrase.text)


def _phrase(token: Token) -> Span:
    start = token.i
    while start > token.sent.start:
        before = token.doc[start - 1]
        inside = before.head.i in range(start - 1, token.i + 1) or before.is_punct
        if not inside or before.dep_ in ("det", "poss", "case", "nummod", "prep", "cc", "relcl"):
            break
        if before.is_punct and before.text != "-":
            break
        start -= 1
    while token.doc[start].text == "-":
        start += 1
    end = token.i + 1
    while end < token.sent.end and (token.doc[end].like_num or token.doc[end].text == "™"):
        end += 1
    return token.doc[start:end]


def _models(sentence: Span) -> Iterator[Found]:
    """A maker's name before its model: "the BMW X1", "the Lexus IS", "APR Intercooler"."""
    for token in sentence:
        end = token.i + 1
        follows = token.doc[end] if end < sentence.end else None
        if token.pos_ != "PROPN" or follows is None or token.ent_type_ in ("PERSON", "GPE", "DATE"):
            continue
        starts = token.i == sentence.start or token.doc[token.i - 1].pos_ != "PROPN"
        if not starts or follows.pos_ not in ("PROPN", "NUM", "NOUN") or follows.text.islower():
            continue
        while end < sentence.end and token.doc[end].pos_ in ("PROPN", "NUM"):
            end += 1
        if end > token.i + 1:
            maker = Candidate(token.doc[token.i : token.i + 1], frozenset((COMPANY,)))
            whole = token.doc[token.i : end]
            model = Candidate(whole, frozenset((PRODUCT,)), name=whole.text)
            yield Found(MAKES, maker, COMPANY, model, PRODUCT, None, 0.4, dict(UNNAMED))


def _overlap(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end
