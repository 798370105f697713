"""Which stretches of a sentence may name a company or product, and what speaks for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token
from tarpit_graph.identity import fold
from tarpit_graph.ontology import COMPANY, PRODUCT

from tarpit_loaders.extraction.gazetteer import Hit
from tarpit_loaders.names import catalog
from tarpit_loaders.names.catalog import Entry

#: What the statistical model may call a company or product that it has never seen.
_LABELS = frozenset(("ORG", "PRODUCT", "PERSON", "GPE", "WORK_OF_ART", "FAC"))
_GENERIC = frozenset(
    "ai api apis llm llms gpu gpus ceo cto cfo saas ipo sec ftc doj eu us uk u.s. usa ml nlp "
    "gpt series developers users customers researchers startup startups company companies "
    "the this that it they we you i".split()
)
#: A name ends before these where white space parts them: "SciSpace - Your AI assistant".
_BREAKS = frozenset(("-", "–", "—", "|", ":"))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible name.

    Attributes:
        types: What it may be.
        entries: What is known to bear the name.
        given: The input itself marks the name.
        name: What it stands for, where the words are not its name: "$4 million" for a round,
            "the company" for one named before.
        since: Where the sentence starts that names what "the company" stands for, in words.
    """

    span: Span
    types: frozenset[str]
    entries: tuple[Entry, ...] = ()
    given: bool = False
    name: str = ""
    since: int | None = None

    @property
    def text(self) -> str:
        """The name as the text spells it."""
        return self.span.text

    @property
    def root(self) -> Token:
        """The word that the sentence hangs the name on."""
        return self.span.root

    @property
    def is_known(self) -> bool:
        """True where the name was told or stands in the built-in files."""
        return self.given or bool(self.entries)

    @property
    def may_be_organisation(self) -> bool:
        """True unless the statistical model alone speaks for the name, and calls it a person."""
        return self.is_known or bool(self.name) or self.span.root.ent_type_ in ("ORG", "PRODUCT")

    def trust(self) -> float:
        """How sure it is that this names something: told, known, or only looks like it."""
        if self.since is not None:
            return 0.8
        return 1.0 if self.given else 0.97 if self.entries else 0.8


def told(doc: Doc, spans: Iterable[Span]) -> list[Candidate]:
    """Return as candidates the names that the input itself marks, the longer of two overlapping."""
    longest_first = sorted(spans, key=lambda span: (-len(span), span.start))
    taken: set[int] = set()
    found = []
    for span in longest_first:
        covered = {token.i for token in span}
        if not covered & taken:
            taken |= covered
            found.append(Candidate(span, _given_types(span), (), given=True))
    return sorted(found, key=lambda c: c.span.start)


def find(doc: Doc, hits: Iterable[Hit]) -> list[Candidate]:
    """Return the candidates of a text in order, none overlapping another.

    Known names come first, then what the statistical model calls a name, then runs of proper
    nouns: a small model misses most companies founded after it was trained.
    """
    taken: set[int] = set()
    refused: set[tuple[int, int]] = set()
    found: list[Candidate] = []

    def add(candidate: Candidate) -> None:
        covered = {token.i for token in candidate.span}
        if not covered & taken and (candidate.span.start, candidate.span.end) not in refused:
            taken.update(covered)
            found.append(candidate)

    for hit in hits:
        known = doc.char_span(hit.start, hit.end)
        if known is None:
            continue
        if hit.is_certain or _is_name_here(known, hit.entries):
            add(Candidate(known, frozenset(e.type for e in hit.entries), hit.entries))
        else:
            refused.add((known.start, known.end))  # nor is it an unknown name
    for entity in doc.ents:
        name = _trimmed(entity)
        if name is not None and _only_reports(name):
            refused.add((name.start, name.end))
            continue
        if name is not None and entity.label_ in _LABELS and _may_be_company(name, entity.label_):
            add(Candidate(name, frozenset((COMPANY, PRODUCT))))
    for span in _proper_runs(doc):
        if _may_be_company(span, ""):
            add(Candidate(span, frozenset((COMPANY, PRODUCT))))
    return sorted(found, key=lambda c: c.span.start)


def _given_types(span: Span) -> frozenset[str]:
    return frozenset((span.label_,)) if span.label_ else frozenset((COMPANY, PRODUCT))


def _is_name_here(span: Span, entries: Sequence[Entry]) -> bool:
    """Tell whether an ambiguous word is used as a name: "Meta said", not "meta" or "Ray Kurzweil"."""
    if not all(entry.is_everyday(span.text) for entry in entries):
        return True
    token, doc = span[-1], span.doc
    follower = doc[token.i + 1] if token.i + 1 < len(doc) else None
    leader = doc[span.start - 1] if span.start > span.sent.start else None
    if span.text.isupper() and len(span) == 1 and span.text != entries[0].name:
        return False
    after_first_name = leader is not None and leader.is_alpha and leader.ent_type_ == "PERSON"
    if _continues(follower) or after_first_name:
        # A longer name, such as a person's; "Modal Labs" is an alias and was found as a whole.
        return False
    labelled = any(t.ent_type_ in ("ORG", "PRODUCT", "GPE") for t in span)
    starts = leader is None or (leader.is_punct and leader.text not in (",", "(", "/"))
    if starts and not labelled:
        # A capital says nothing here, and a small model takes a name it never saw for a noun.
        headline = follower is not None and (
            follower.pos_ == "VERB" or follower.lower_ in ("to", "vs", "vs.", "versus")
        )
        return token.dep_ in ("nsubj", "nsubjpass", "poss") or headline
    return labelled or token.pos_ == "PROPN"


def _only_reports(name: Span) -> bool:
    """Tell whether a publication is named as a source: "Bloomberg reported", not "Reuters bought"."""
    if fold(name.text) not in catalog.publications():
        return False
    root = name.root
    acts = root.dep_ in ("nsubj", "nsubjpass", "dobj") or root.head.dep_ == "agent"
    return not (acts and root.head.lemma_ not in _REPORTS)


_REPORTS = frozenset(
    "report say write claim note tell publish cite reveal confirm according".split()
)


def _continues(token: Token | None) -> bool:
    return token is not None and token.is_title and token.pos_ == "PROPN"


def _trimmed(span: Span) -> Span | None:
    """Cut articles, quotes and possessives from the ends of a name, and all after a comma or dash."""
    start, end = span.start, span.end
    doc = span.doc
    for token in doc[start + 1 : end]:
        if token.text == "," or (token.text in _BREAKS and token.nbor(-1).whitespace_):
            end = token.i
            break
    while start < end and (doc[start].is_punct or doc[start].lower_ in ("the", "a", "an")):
        start += 1
    while start < end and (doc[end - 1].is_punct or doc[end - 1].lower_ in ("'s", "’s", "’", "'")):
        end -= 1
    return doc[start:end] if start < end else None


def _may_be_company(span: Span, label: str) -> bool:
    text = span.text
    if not any(c.isupper() for c in text) or text.lower() in _GENERIC or len(text) > 60:
        return False
    if (
        any(t.like_num or t.like_url or t.is_currency or t.is_space for t in span)
        and len(span) == 1
    ):
        return False
    if not text[0].isalnum():
        return False
    # First and last name, or a place, unless it is spelled as none is: "ElevenLabs". A company of
    # two plain words is known, or the model missed it.
    is_odd = any(not t.is_upper and any(c.isupper() for c in t.text[1:]) for t in span)
    return is_odd or not (label == "GPE" or (label == "PERSON" and len(span) > 1))


def _proper_runs(doc: Doc) -> Iterable[Span]:
    start: int | None = None
    for token in [*doc, None]:
        proper = (
            token is not None
            and token.text[:1].isupper()
            and (token.pos_ == "PROPN" or any(c.isupper() for c in token.text[1:]))
            and token.is_alpha | any(c.isdigit() for c in token.text)
            and not token.ent_type_
        )
        if proper and start is None and token is not None:
            start = token.i
        elif not proper and start is not None:
            end = token.i if token is not None else len(doc)
            yield doc[start:end]
            start = None
