"""Phrases that may be further names of features: what commits add and no known phrase explains.

The words behind a verb such as "add" are a phrase. It is compared with every phrase of every feature by what the
reader's encoder makes of it in a sentence and by its letters. On the phrases of `names/features.yml`, each taken for
unknown, the feature that it belongs to is the likeliest for 72 of 100 and among the first three for 86; letters
alone find as many, words alone 65 and 76, the encoder alone 65 and 81. Nothing is decided here: people accept.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tarpit_graph.identity.decisions import Decisions

from tarpit_loaders.histories import phrases
from tarpit_loaders.histories.feature_commits import is_work_on_a_feature
from tarpit_loaders.histories.phrases import FeaturePhrases, Finder
from tarpit_loaders.histories.repository import Commit, Repository

#: What is added, up to what it is added to.
_ADDED = re.compile(
    r"\b(?:add(?:s|ed|ing)?|supports?|implement(?:s|ed)?|introduc(?:e[sd]?|ing)|enabl(?:e[sd]?|ing)|expos(?:e[sd]?|ing)|"
    r"allow(?:s|ed|ing)?|initial|new)\b(?: (?:support|ability) (?:for|of|to))?\s+"
    r"(?:(?:an?|the|new|initial|basic|native|full|more|support|for)\s+)*"
    r"(?P<what>[\w+./-]+(?: [\w+./-]+){0,3}?)"
    r"(?=\s+(?:for|to|in|into|on|with|via|from|and|by|of|when|as|support|using|at|so|if|that)\b|\s*[(,.:;#\[]|\s*$)",
    re.IGNORECASE,
)
#: A phrase of one shorter word may mean anything: "filter", "endpoint".
_MIN_LETTERS = 12
#: Sentences that the encoder is given phrases in.
_SENTENCE = "The product now supports {}."
#: Directions that all phrases share say nothing about one.
_SHARED = 8
_MAX_PHRASES = 5_000


@dataclass(frozen=True, slots=True)
class Proposal:
    """A phrase and the feature that it may name.

    Attributes:
        likeness: From 0 to 1 to the nearest phrase of the feature.
        nearest: That phrase.
        commits: How many commits add it.
        example: The first of them, as day, hash and subject.
        repository: Where that is.
    """

    phrase: str
    feature: str
    likeness: float
    nearest: str
    commits: int
    repositories: int
    example: str
    repository: str


def propose(
    repositories: Iterable[Repository],
    features: Sequence[FeaturePhrases],
    decisions: Decisions,
    least: float = 0.5,
) -> list[Proposal]:
    """Return phrases that may name a feature, the likeliest first.

    Args:
        repositories: Whose commits are read.
        features: What they may name.
        decisions: What was accepted or refused is not proposed again.
        least: Leave out what is less like.
    """
    found: dict[str, list[tuple[str, Commit]]] = defaultdict(list)
    finder = Finder(phrases.known().values())
    for repository in repositories:
        for phrase, commit in _unexplained(repository, finder):
            found[phrase].append((repository.name, commit))
    many = Counter({phrase: len(said) for phrase, said in found.items()})
    asked = [phrase for phrase, _ in many.most_common(_MAX_PHRASES)]
    made = []
    for phrase, (feature, nearest, likeness) in zip(asked, _nearest(asked, features), strict=True):
        if likeness >= least and decisions.is_phrase(feature, phrase) is None:
            made.append(_proposal(phrase, feature, nearest, likeness, found[phrase]))
    return sorted(made, key=lambda p: (-p.likeness, -p.commits, p.phrase))


def _proposal(
    phrase: str, feature: str, nearest: str, likeness: float, said: list[tuple[str, Commit]]
) -> Proposal:
    repository, first = min(said, key=lambda one: (one[1].authored, one[1].id))
    example = f"{first.day} {first.id[:10]} {first.subject[:120]}"
    repositories = len({name for name, _ in said})
    return Proposal(
        phrase, feature, round(likeness, 3), nearest, len(said), repositories, example, repository
    )


def _unexplained(repository: Repository, finder: Finder) -> Iterator[tuple[str, Commit]]:
    for commit in repository.all_commits():
        phrase = added(commit.subject) if is_work_on_a_feature(commit.subject) else ""
        if phrase and not finder.find(commit.subject):
            yield phrase, commit


def added(subject: str) -> str:
    """Return what a subject says is added, in lower case; nothing where that is unclear.

    >>> added("[Core] Add support for fused ranking to the query API (#123)")
    'fused ranking'
    >>> added("Fix the build"), added("Add a filter")
    ('', '')
    """
    match = _ADDED.search(subject)
    phrase = " ".join(phrases.tokens(match["what"])) if match else ""
    return phrase if " " in phrase or len(phrase) >= _MIN_LETTERS else ""


def _nearest(
    asked: Sequence[str], features: Sequence[FeaturePhrases]
) -> Iterator[tuple[str, str, float]]:
    """Yield the feature, its nearest phrase and the likeness of each phrase."""
    known = [(feature.name, phrase) for feature in features for phrase in feature.phrases]
    if not asked or not known:
        return
    texts = [*asked, *(phrase for _, phrase in known)]
    both = _unit(np.hstack([_unit(_meanings(texts)), _unit(_letters(texts))]))
    ours, theirs = both[: len(asked)], both[len(asked) :]
    for row in ours @ theirs.T:
        feature, phrase = known[int(row.argmax())]
        yield feature, phrase, float(row.max())


def _meanings(texts: Sequence[str]) -> NDArray[np.float32]:
    """Return what the encoder makes of phrases, without what it makes of all of them."""
    from tarpit_loaders.reader import network, tokens

    sentences = [_SENTENCE.format(text) for text in texts]
    nothing: list[list[tuple[int, int, int]]] = [[] for _ in texts]
    cut = tokens.tokenize(sentences, [tokens.Markup()] * len(texts), nothing)
    start = _SENTENCE.index("{")
    made = []
    for text, pieces, encoded in zip(texts, cut, network.encode(cut), strict=True):
        first, last = pieces.pieces_of(start, start + len(text))
        made.append(encoded.hidden[first:last].mean(axis=0))
    apart = np.array(made) - np.mean(made, axis=0)
    shared = np.linalg.svd(apart, full_matrices=False)[2][:_SHARED]
    return np.asarray(apart - (apart @ shared.T) @ shared, np.float32)


def _letters(texts: Sequence[str]) -> NDArray[np.float32]:
    """Return phrases × groups of three letters, the rarer the heavier."""
    groups = [_threes(text) for text in texts]
    counts = Counter(group for each in groups for group in each)
    position = {group: n for n, group in enumerate(sorted(counts))}
    made = np.zeros((len(texts), len(position)), np.float32)
    for row, each in enumerate(groups):
        for group in each:
            made[row, position[group]] = np.log(len(texts) / counts[group])
    return made


def _threes(text: str) -> set[str]:
    spelled = f" {' '.join(phrases.tokens(text))} "
    return {spelled[i : i + 3] for i in range(len(spelled) - 2)}


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(length > 0, length, 1), np.float32)
