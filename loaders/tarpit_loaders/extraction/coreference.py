"""Whom "the company", "the San Francisco-based startup" and "it" stand for, by rules.

The last company that was the subject of a sentence is what a text goes on about (Centering Theory:
Grosz, Joshi & Weinstein, 1995). Where more than one company is as likely, nothing is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from spacy.tokens import Doc, Span, Token
from tarpit_graph.ontology import COMPANY

from tarpit_loaders.extraction import model
from tarpit_loaders.extraction.candidates import Candidate
from tarpit_loaders.extraction.gazetteer import Hit
from tarpit_loaders.extraction.grammar import first_of_list
from tarpit_loaders.names import catalog
from tarpit_loaders.names.catalog import Entry

#: Nouns that, with "the" or "this", stand for a company named before.
NOUNS = frozenset(
    "company startup start-up firm business lab chipmaker unicorn vendor maker".split()
)
#: Nouns that never stand for a listed company.
_YOUNG = frozenset(("startup", "start-up", "unicorn"))
_SUBJECTS = frozenset(("nsubj", "nsubjpass"))
#: A name this many sentences back is no longer what the text is about.
_REACH = 3


#: Words by which an author speaks of itself.
_AUTHOR = frozenset(("we", "us", "our", "ours"))


@dataclass(slots=True)
class Discourse:
    """What a document speaks of, sentence after sentence. Ask it of every block, in order.

    Attributes:
        author: The company that writes, where the source knows: whom "we" stands for.
    """

    author: str = ""
    _focus: list[tuple[int, bool, Candidate]] = field(default_factory=list)
    _sentence: int = 0
    _doc: Doc | None = None

    def anaphors(self, doc: Doc, names: Sequence[Candidate]) -> list[Candidate]:
        """Return the words of a block that stand for a company, each as a candidate for it."""
        self._doc = doc
        found = []
        for sentence in doc.sents:
            self._sentence += 1
            inside = [n for n in names if sentence.start <= n.span.start < sentence.end]
            taken = {token.i for name in inside for token in name.span}
            for token in sentence:
                if self.author and _is_author(token):
                    found.append(self._author(token))
                elif is_anaphor(token) and token.i not in taken:
                    antecedent = self._antecedent(token, inside)
                    if antecedent is not None:
                        found.append(antecedent)
            self._remember(inside)
        return found

    def pass_over(self, text: str, hits: Sequence[Hit]) -> None:
        """Take note of a block that was not parsed: it may name the one company that is meant next."""
        self._sentence += 1
        names = [hit for hit in hits if any(_is_plain(e, hit, text) for e in hit.entries)]
        if len({hit.entries for hit in names}) == 1:
            doc = model.load().make_doc(text)
            span = doc.char_span(names[0].start, names[0].end)
            if span is not None:
                types = frozenset(entry.type for entry in names[0].entries)
                name = Candidate(span, types, names[0].entries)
                self._focus.append((self._sentence, False, name))

    def _author(self, token: Token) -> Candidate:
        entry = catalog.load().find(COMPANY, self.author)
        return Candidate(
            token.doc[token.i : token.i + 1],
            frozenset((COMPANY,)),
            (entry,) if entry else (),
            name=self.author,
        )

    def _antecedent(self, token: Token, inside: Sequence[Candidate]) -> Candidate | None:
        before = [n for n in inside if n.span.end <= token.i and COMPANY in n.types]
        fitting = [n for n in before if _may_stand_for(token, n)]
        options = [n for n in fitting if _is_subject(n)]
        if not options and not fitting:
            options = self._recent(token)
        if len({n.text for n in options}) != 1:
            return None
        name = options[-1]
        since = name.span.sent.start if name.span.doc is self._doc else None
        return replace(
            name, span=token.doc[token.i : token.i + 1], name=name.name or name.text, since=since
        )

    def _recent(self, token: Token) -> list[Candidate]:
        """Return the subjects of the last sentence that had one, else the companies last named."""
        recent = [
            (age, is_subject, name)
            for age, is_subject, name in self._focus
            if self._sentence - age <= _REACH and _may_stand_for(token, name)
        ]
        subjects = [f for f in recent if f[1]] or recent
        return [name for age, _, name in subjects if age == subjects[-1][0]]

    def _remember(self, inside: Sequence[Candidate]) -> None:
        companies = [n for n in inside if COMPANY in n.types and n.may_be_organisation]
        self._focus = [f for f in self._focus if self._sentence - f[0] < _REACH]
        self._focus += [(self._sentence, _is_subject(n), n) for n in companies]


def _is_author(token: Token) -> bool:
    """Tell whether a word stands for who writes: "we", and "the Company" as filings define it."""
    defined = token.text in ("Company", "Registrant") and any(
        c.lower_ == "the" for c in token.children
    )
    return token.lower_ in _AUTHOR or defined


def is_anaphor(token: Token) -> bool:
    """Tell whether a word stands for something named before: "the company", "it", not "a company"."""
    if token.lower_ == "it":
        return token.dep_ in _SUBJECTS and not _is_empty(token)
    if token.lower_ not in NOUNS or token.dep_ == "compound":
        return False
    named = any(
        c.dep_ in ("appos", "acl", "relcl") or c.pos_ == "PROPN" and c.i > token.i
        for c in token.children
    )
    # "the new startup, Inflection AI": a name follows, whatever the parser made of it
    after = token.doc[token.i + 1 : token.i + 3]
    named |= len(after) == 2 and after[0].text == "," and after[1].pos_ == "PROPN"
    return not named and any(c.lower_ in ("the", "this") for c in token.children)


def _is_empty(it: Token) -> bool:
    """ "It is clear that", "it seems", "makes it easy": nothing is meant."""
    verb = it.head
    if verb.pos_ == "ADJ":
        return True
    clause = any(c.dep_ in ("ccomp", "csubj", "xcomp", "advcl") for c in verb.children)
    return verb.lemma_ in ("seem", "appear", "turn") or (verb.lemma_ == "be" and clause)


def _is_plain(entry: Entry, hit: Hit, text: str) -> bool:
    return entry.type == COMPANY and not entry.is_everyday(text[hit.start : hit.end])


def _is_subject(name: Candidate) -> bool:
    return first_of_list(name.root).dep_ in _SUBJECTS


def _may_stand_for(token: Token, name: Candidate) -> bool:
    """Rule out who the words themselves rule out: "the Google-backed startup" is not Google."""
    described = {t.text for t in token.subtree}
    listed = any(entry.is_listed for entry in name.entries)
    return name.text not in described and not (token.lower_ in _YOUNG and listed)


def sentences_of(span: Span, ends: Sequence[Candidate]) -> Span:
    """Return a sentence with those before it that say whom its words stand for."""
    start = min((c.since for c in ends if c.since is not None), default=span.start)
    return span.doc[min(start, span.start) : span.end]
