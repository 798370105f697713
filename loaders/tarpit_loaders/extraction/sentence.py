"""A parsed sentence with its candidates, and the questions that patterns ask of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import product

from spacy.tokens import Span, Token
from tarpit_graph.ontology import COMPANY, PRODUCT
from tarpit_graph.records import Attributes

from tarpit_loaders.extraction.candidates import Candidate
from tarpit_loaders.extraction.grammar import called, conjuncts
from tarpit_loaders.markup.block import Kind
from tarpit_loaders.names import catalog

#: How a name hangs on the noun it is set beside: "the startup MosaicML", "MosaicML, a startup".
_NAMING = frozenset(("appos", "oprd", "attr"))
#: Nouns that say only what kind of thing a name is, so that the name is what is spoken of.
KINDS = frozenset(
    "startup company firm maker provider developer vendor lab giant platform business unit "
    "team creator operator specialist tool model app service library framework database".split()
)

#: People who act for their company: "Apple executives have discussed a bid".
_STAFF = frozenset(
    "executives executive officials leaders management board leadership bosses team".split()
)


@dataclass(frozen=True, slots=True)
class Found:
    """A relation that a pattern sees, before its status is read.

    `trigger` is the word whose surroundings tell the status; None where the sentence takes the
    relation for granted: "OpenAI rival Anthropic plans …" plans something else.
    """

    predicate: str
    subject: Candidate
    subject_type: str
    object: Candidate
    object_type: str
    trigger: Token | None
    confidence: float
    attributes: Attributes = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a parsed text.

    Attributes:
        candidates: Names of companies and products in it, in order.
        workloads: Jobs that it names, in order.
        features: Known features that it names, in order.
        by_token: The candidate that each word of the text belongs to.
        kind: What the block is that it stands in.
        published: The document's day of publication.
    """

    span: Span
    candidates: tuple[Candidate, ...]
    workloads: tuple[Candidate, ...]
    by_token: Mapping[int, Candidate]
    kind: Kind = Kind.PARAGRAPH
    features: tuple[Candidate, ...] = ()
    published: date | None = None

    @property
    def year(self) -> int | None:
        """The year of publication."""
        return self.published.year if self.published else None

    def named(self, token: Token | None, *types: str) -> Candidate | None:
        """Return the name that a word stands for: itself, or the name set beside it.

        "bought the startup MosaicML", "bought MosaicML, a startup", "the startup called MosaicML".

        Args:
            token: The word.
            types: Labels that the name may have; any when none is given.
        """
        if token is None:
            return None
        if found := self._at(token, types):
            return found
        for child in token.children:
            if child.dep_ in _NAMING and (found := self._at(child, types)):
                return found
            if child.dep_ == "acl" and child.lower_ in ("called", "named", "dubbed"):
                for name in child.children:
                    if found := self._at(name, types):
                        return found
        return self._beside(token, types)

    def all_named(self, token: Token | None, *types: str) -> Iterator[Candidate]:
        """Yield the names of a list: "Pinecone, Weaviate and Qdrant"."""
        if token is None:
            return
        seen: set[int] = set()
        for item in (token, *conjuncts(token)):
            candidate = self.named(item, *types)
            if candidate is not None and candidate.span.start not in seen:
                seen.add(candidate.span.start)
                yield candidate

    def all_called(self, noun: Token) -> Iterator[Candidate]:
        """Yield the names that a noun is said of: set beside it, said to be it, or examples of it.

        "X, a rival of Z", "X is a rival of Z", "rivals such as X and Y", "Z rival X".
        """
        yield from (name for token in called(noun) for name in self.all_named(token))

    def pairs(
        self, left: Iterable[Token], right: Iterable[Token], *types: str
    ) -> Iterator[tuple[Candidate, Candidate]]:
        """Yield each name that the `left` words list with each that the `right` words list."""
        return product(
            [name for token in left for name in self.all_named(token, *types)],
            [name for token in right for name in self.all_named(token, *types)],
        )

    def neighbours(self, trigger: Token, between: int = 4) -> Iterator[tuple[Candidate, Candidate]]:
        """Yield the names right before and right after a word, where the parser may have failed.

        Headlines in title case are parsed badly; "Databricks Acquires MosaicML" is clear enough.
        At most `between` words, none of them a name, verb or comma, may stand on either side.
        """
        before = [c for c in self.candidates if c.span.end <= trigger.i]
        after = [c for c in self.candidates if c.span.start > trigger.i]
        if not before or not after:
            return
        left, right = before[-1], after[0]
        doc = trigger.doc
        if right.span.end < len(doc) and goes_on(doc[right.span.end]):
            return
        gaps = (*doc[left.span.end : trigger.i], *doc[trigger.i + 1 : right.span.start])
        if all(_may_stand_between(token) for token in gaps) and len(gaps) <= between:
            yield left, right

    def _beside(self, token: Token, types: tuple[str, ...]) -> Candidate | None:
        """Return X of "X startup", "startup X" and "X executives", hung side by side."""
        if token.lower_ not in KINDS | _STAFF:
            return None
        for child in reversed(list(token.children)):
            close = child.dep_ in ("compound", "nmod", "amod") and child.i == token.i - 1
            close |= child.dep_ == "poss" and token.lower_ in _STAFF
            if close and (found := self._at(child, types)):
                return found
        return None

    def _at(self, token: Token, types: tuple[str, ...]) -> Candidate | None:
        candidate = self.by_token.get(token.i)
        if candidate is None or not types or not candidate.types.isdisjoint(types):
            return candidate
        return _maker(candidate) if COMPANY in types else None


def _maker(product: Candidate) -> Candidate | None:
    """Return the company that a product does something for: "Cursor raised $8 million".

    Only for what the name does: who buys an H100 does not buy its maker.
    """
    makers = {entry.maker for entry in product.entries}
    known = catalog.load().find(COMPANY, makers.pop()) if len(makers) == 1 else None
    if known is None or product.root.dep_ != "nsubj":
        return None
    return replace(product, types=frozenset((COMPANY,)), entries=(known,), name=known.name)


def main_type(candidate: Candidate) -> str:
    """Return what a name is taken for where a pattern takes either: a company, if it can be.

    What belongs to somebody is a product, unless it is known better: "Amazon's Aurora database".
    """
    if COMPANY not in candidate.types:
        return PRODUCT
    phrase = candidate.root.head if candidate.root.dep_ == "compound" else candidate.root
    owned = any(child.dep_ == "poss" for child in phrase.children)
    return PRODUCT if owned and not candidate.is_known else COMPANY


def goes_on(follower: Token) -> bool:
    """Tell whether a name only qualifies what follows it: "NVIDIA chips", "OpenAI's board"."""
    noun = follower.pos_ == "NOUN" and follower.is_lower and follower.lower_ not in KINDS
    return noun or follower.tag_ == "POS" or follower.lower_ in ("'s", "’s")


def _may_stand_between(token: Token) -> bool:
    return token.lower_ in _FILLERS or token.lower_ in KINDS or token.pos_ in ("DET", "ADV", "ADJ")


_FILLERS = frozenset(
    "has have had just is was been will to by the a an its ai ml data generative - – — ( $".split()
)
