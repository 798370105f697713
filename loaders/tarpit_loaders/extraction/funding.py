"""Rounds of funding in a sentence: who raises how much, in which round, from whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Span, Token
from tarpit_graph.ontology import COMPANY, FUNDING_ROUND
from tarpit_graph.records import Attributes, Scalar

from tarpit_loaders.extraction import claims, grammar, money
from tarpit_loaders.extraction.candidates import Candidate
from tarpit_loaders.extraction.money import Sum
from tarpit_loaders.extraction.sentence import Sentence

#: Words by which a block may speak of a round.
TRIGGERS = ("rais", "secur", "clos", "land", "nab", "bag", "round", "series ", "seed", "funding")
_RAISE = frozenset(
    "raise raises raised raising secure secures secured securing close closes closed closing "
    "land lands landed nab nabs nabbed bag bags bagged".split()
)
_ROUND = frozenset(("round", "funding", "financing", "seed", "series"))
_SERIES = re.compile(r"\b(?:(pre-?seed|seed|angel)|series[ -]([a-k])\d?)\b(?!-)", re.IGNORECASE)
#: Sums that are no round: what a fund, a price or a product brings.
_OTHER = re.compile(
    r"\A[\s-]*(?:\w+[\s-]){0,2}?(?:fund|funds|revenue|arr|debt|loan|deal|contract|"
    r"acquisition|customers|per|a month|tender)\b|\A/",
    re.IGNORECASE,
)
#: A series that another sentence tells of: "six months after its seed round".
_EARLIER = re.compile(r"\b(?:after|since|following|before|previous|earlier|last)\b.{0,20}\Z")
#: What is raised and is no round: "raised the price from $2 to $3".
_THINGS = frozenset("price prices cost costs fee fees target forecast guidance limit cap".split())
_LEAST = 10_000


@dataclass(frozen=True, slots=True)
class Round:
    """A round of funding that a sentence speaks of.

    Attributes:
        money: The words that state the sum or the series; they stand for the round.
        trigger: The word whose surroundings tell the status.
        investors: Names that the sentence says took part, each with whether it led the round.
    """

    company: Candidate
    money: Candidate
    trigger: Token
    attributes: Attributes
    investors: tuple[tuple[Candidate, bool], ...]


def rounds(sentence: Sentence) -> Iterator[Round]:
    """Yield the rounds of a sentence: "X raised $4 million in a Series A led by Y"."""
    sums = [s for s in money.sums(sentence.span.text, sentence.year) if not _is_other(sentence, s)]
    raised, valuation = _split(sentence, sums)
    series = _own_series(sentence.span.text)
    if raised is None and series is None:
        return
    for token in sentence.span:
        things = {t.lower_ for t in grammar.objects(token)} if token.lower_ in _RAISE else set()
        if token.lower_ not in _RAISE | _ROUND or things & _THINGS:
            continue
        for company in _companies(sentence, token):
            yield _round(sentence, token, company, raised, series, valuation)
            return


def _round(
    sentence: Sentence,
    trigger: Token,
    company: Candidate,
    raised: Sum | None,
    series: re.Match[str] | None,
    valuation: Sum | None,
) -> Round:
    attributes: dict[str, Scalar] = {}
    if raised is not None:
        attributes |= {"amount_usd": raised.usd, "amount": raised.text}
    if series is not None:
        attributes["series"] = _series(series)
    if valuation is not None:
        attributes["valuation_usd"] = valuation.usd
    start, end = (raised.start, raised.end) if raised else series.span() if series else (0, 0)
    span = _span(sentence.span, start, end)
    _, known = claims.resolved(company, COMPANY)
    # A round is known by its series, else by its sum: "Pinecone Series B", "Pinecone $100M".
    name = f"{known} {attributes.get('series') or _short(raised)}"
    round_ = Candidate(span, frozenset((FUNDING_ROUND,)), name=name)
    return Round(company, round_, trigger, attributes, tuple(_investors(sentence, company)))


def _companies(sentence: Sentence, token: Token) -> Iterator[Candidate]:
    """Yield who raises: the subject of the verb, whose round it is, or for whom it is."""
    if token.lower_ in _RAISE:
        tokens = list(grammar.subjects(token))
    else:
        head = token.head if token.dep_ == "compound" else token  # "Series A" hangs on the A
        tokens = [t for t in head.subtree if t.dep_ == "poss"]
        tokens += list(grammar.after(token, "for", "in"))
    for name in (name for t in tokens for name in sentence.all_named(t, COMPANY)):
        if not any(entry.kind == "investor" for entry in name.entries):  # raises funds, not rounds
            yield name
    if token.lower_ in _RAISE and not tokens:
        before = [c for c in sentence.candidates if c.span.end <= token.i and COMPANY in c.types]
        if before and token.i - before[-1].span.end <= 2:
            yield before[-1]


def _investors(sentence: Sentence, company: Candidate) -> Iterator[tuple[Candidate, bool]]:
    seen = {company.text}
    for token in sentence.span:
        if token.lower_ in ("led", "co-led", "headed"):
            sources, leads = [*grammar.agents(token)], True
            if not sources and not grammar.is_passive(token):
                objects = " ".join(t.lower_ for o in grammar.objects(token) for t in o.subtree)
                sources = list(grammar.subjects(token)) if "round" in objects else []
        elif token.lower_ in ("from", "including") or (
            token.lower_ in ("by", "of") and token.head.lower_ in ("participation", "backing")
        ):
            sources, leads = [c for c in token.children if c.dep_ == "pobj"], False
        else:
            continue
        for source in sources:
            for name in sentence.all_named(source, COMPANY):
                if name.text not in seen:
                    seen.add(name.text)
                    yield name, leads


def _split(sentence: Sentence, sums: list[Sum]) -> tuple[Sum | None, Sum | None]:
    """Return the sum raised and the valuation: "raised $100M at a $1B valuation"."""
    text = sentence.span.text
    valued = [s for s in sums if _is_valuation(text, s)]
    raised = [s for s in sums if s not in valued]
    return (raised[0] if raised else None), (valued[0] if valued else None)


def _is_valuation(text: str, sum_: Sum) -> bool:
    before, after = text[max(0, sum_.start - 40) : sum_.start], text[sum_.end : sum_.end + 25]
    return bool(
        re.match(r"[\s-]*(?:\w+-?money )?valuation", after)
        or re.search(
            r"(?:valu(?:e[ds]|ing|ation)\b(?: \w+){0,4}|worth)\W*\Z", before, re.IGNORECASE
        )
    )


def _is_other(sentence: Sentence, sum_: Sum) -> bool:
    rest = sentence.span.text[sum_.end : sum_.end + 40]
    return sum_.usd < _LEAST or bool(_OTHER.match(rest))


def _own_series(text: str) -> re.Match[str] | None:
    matches = _SERIES.finditer(text)
    return next((m for m in matches if not _EARLIER.search(text[: m.start()])), None)


def _series(match: re.Match[str]) -> str:
    early, letter = match.groups()
    if letter:
        return f"Series {letter.upper()}"
    return "Pre-seed" if early.lower().startswith("pre") else early.capitalize()


def _short(sum_: Sum | None) -> str:
    return "" if sum_ is None else sum_.text.replace(" million", "M").replace(" billion", "B")


def _span(sentence: Span, start: int, end: int) -> Span:
    found = sentence.char_span(start, end, alignment_mode="expand")
    return sentence if found is None else found
