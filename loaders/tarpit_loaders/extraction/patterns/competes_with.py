"""Two companies or products are after the same customers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from spacy.tokens import Token

from tarpit_loaders.extraction import grammar
from tarpit_loaders.extraction.candidates import Candidate
from tarpit_loaders.extraction.sentence import Found, Sentence, main_type

PREDICATE = "COMPETES_WITH"
VERSION = 1

_COMPETE = frozenset(["compete", "competes", "competed", "competing"])
_RIVAL = frozenset(
    ["rival", "rivals", "rivaled", "rivalled", "challenge", "challenges", "challenged"]
)
_RIVALS = frozenset(
    [
        "rival",
        "rivals",
        "competitor",
        "competitors",
        "alternative",
        "alternatives",
        "challenger",
        "challengers",
    ]
)
_CONTEST = frozenset(("competition", "rivalry", "race", "battle"))
_VERSUS = frozenset(("vs", "vs.", "versus"))
TRIGGERS = ("compet", "rival", "challeng", "alternative", " vs", "versus", "race", "battle")

MATCHES = (
    (
        "Pinecone competes with Weaviate and Qdrant.",
        (("Pinecone", "Weaviate", "completed"), ("Pinecone", "Qdrant", "completed")),
    ),
    ("Claude is a rival to ChatGPT.", (("Claude", "ChatGPT", "completed"),)),
    ("Anthropic, a competitor to OpenAI, raised money.", (("Anthropic", "OpenAI", "completed"),)),
    ("OpenAI rival Anthropic opened an office.", (("Anthropic", "OpenAI", "completed"),)),
    ("OpenAI's rivals include Anthropic and Cohere.", (("OpenAI", "Anthropic", "completed"),)),
    ("Databricks vs Snowflake", (("Databricks", "Snowflake", "completed"),)),
    ("Mistral AI rivals OpenAI in language models.", (("Mistral AI", "OpenAI", "completed"),)),
    ("Langfuse is an alternative to LangSmith.", (("Langfuse", "LangSmith", "completed"),)),
    ("NVIDIA does not compete with AWS.", (("NVIDIA", "Amazon", "denied"),)),
)
MISSES = (
    "OpenAI and Microsoft are partners.",
    "Competitors can use Azure ML too.",
    "Google held a coding competition for Kaggle users.",
    "Anthropic has an alternative plan for AWS.",
)


def find(sentence: Sentence) -> Iterator[Found]:
    """Yield who competes with whom."""
    for token in sentence.span:
        for left, right, confidence in _pairs(sentence, token):
            if left is not right and left.text != right.text:
                yield Found(
                    PREDICATE,
                    left,
                    main_type(left),
                    right,
                    main_type(right),
                    None if _is_granted(token) else token,
                    confidence,
                )


def _is_granted(token: Token) -> bool:
    """Tell whether a word only names the rivalry: "OpenAI rival Anthropic", "its rival Cohere"."""
    return token.lower_ in _VERSUS or (
        token.lower_ in _RIVALS and token.dep_ not in ("attr", "oprd", "dobj", "nsubj", "ROOT")
    )


def _pairs(sentence: Sentence, token: Token) -> Iterator[tuple[Candidate, Candidate, float]]:
    word = token.lower_
    if word in _COMPETE:
        yield from _cross(sentence, grammar.subjects(token), _rivals_of(token), 0.9)
    elif word in _RIVAL and token.pos_ == "VERB":
        yield from _cross(sentence, grammar.subjects(token), grammar.objects(token), 0.85)
    elif word in _RIVALS:
        yield from _rival(sentence, token)
    elif word in _CONTEST:
        yield from _between(sentence, token)
    elif word in _VERSUS:
        for left, right in sentence.neighbours(token, between=0):
            yield left, right, 0.7


def _rivals_of(verb: Token) -> Iterator[Token]:
    """ "competes with X", "competes directly against X"."""
    return grammar.after(verb, "with", "against")


def _cross(
    sentence: Sentence, subjects: Iterable[Token], objects: Iterable[Token], confidence: float
) -> Iterator[tuple[Candidate, Candidate, float]]:
    for left, right in sentence.pairs(subjects, objects):
        yield left, right, confidence


def _rival(sentence: Sentence, noun: Token) -> Iterator[tuple[Candidate, Candidate, float]]:
    """Whose rival a noun speaks of, and who that is.

    "a rival to X", "a competitor of X", "X's rival", "X rival", each beside or "is" or "such as" Y.
    """
    of = [*grammar.after(noun, "to", "of", "for")]
    of += [c for c in noun.children if c.dep_ in ("poss", "compound", "nmod") and c.i < noun.i]
    of += list(grammar.after(noun, "with"))
    if not of:
        of = list(_whose(noun))
    for whose in of:
        for left in sentence.all_named(whose):
            for right in sentence.all_called(noun):
                yield right, left, 0.85


def _whose(noun: Token) -> Iterator[Token]:
    """ "X and its rivals Y and Z": the owner is what the pronoun stands for, named just before."""
    if any(c.dep_ == "poss" and c.lower_ in ("its", "their") for c in noun.children):
        if noun.dep_ == "conj":
            yield noun.head
        elif noun.dep_ == "pobj" and noun.head.head.pos_ in ("VERB", "AUX"):
            yield from grammar.subjects(noun.head.head)
        elif noun.dep_ == "dobj":
            yield from grammar.subjects(noun.head)


def _between(sentence: Sentence, noun: Token) -> Iterator[tuple[Candidate, Candidate, float]]:
    """ "the competition between X and Y"."""
    for first in grammar.after(noun, "between"):
        for left, right in combinations(sentence.all_named(first), 2):
            yield left, right, 0.8
