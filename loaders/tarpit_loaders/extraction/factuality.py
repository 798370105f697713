"""How far the thing a sentence speaks of has come: done, announced, planned, rumoured, denied…

Read from the words that stand over the trigger (the verbs and nouns that it depends on), with their
negation and modality, then from the outcome that the same or a later sentence tells. Where cues
disagree the one that promises least wins: a rumour must never be shown as a deal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Token
from tarpit_graph.records import Status

_CANCELLED = re.compile(
    r"\b(?:fell (?:apart|through|off)|fall(?:s|ing|en)? (?:apart|through)|collaps\w+|"
    r"call(?:ed|s|ing)? off|abandon\w*|terminat(?:ed|es|ing|ion)|scrapp\w+|scuttl\w+|"
    r"walk(?:ed|s|ing)? away|g(?:ave|ives?|iven|iving) up|back(?:ed|s|ing)? out|withdr(?:aw\w*|ew)|pull(?:ed|s|ing)? out|block(?:ed|s)|"
    r"cancel\w*|shelv\w+|derail\w*|unwound|no longer (?:plans?|going)|broke down|"
    r"drop(?:ped|s) (?:its|the|their) (?:bid|plans?|offer|deal|attempt|pursuit)|"
    r"ended (?:its|the|their) (?:talks|pursuit|deal|agreement|partnership|collaboration|merger)|failed (?:bid|attempt|deal|talks|to)|"
    r"did(?: not|n['’]t) go through|went nowhere)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|dismiss\w*|rul(?:ed|es|ing) out|declin(?:e|ed|es|ing) to|"
    r"reject\w*|refus\w+|no longer|rebuff\w*|lack(?:s|ed|ing)?|turn(?:ed|s)? down|no (?:plans?|intention|interest|talks)|"
    r"not (?:planning|looking|interested|for sale|in talks|considering))\b",
    re.IGNORECASE,
)
_RUMOURED = re.compile(
    r"\b(?:rumou?r\w*|reportedly|in talks|talks (?:to|with|about|over|of)|early talks|"
    r"(?:held|holding|hold|holds|advanced|exclusive|late-stage|preliminary) (?:\w+ ){0,2}?(?:talks|discussions)|discussions (?:about|over|on|with)|"
    r"in discussions?|discuss(?:ed|ing|es)|negotiat\w+|consider(?:s|ed|ing)|explor(?:es|ed|ing)|"
    r"mull(?:s|ed|ing)|eye(?:s|d|ing)|eyeing|weigh(?:s|ed|ing)|speculat\w+|"
    r"sources? (?:say|said|claim)|(?:said|reported|believed) to (?:be|have)|close to|nears?|nearing|near a deal|approach(?:ed|es)|"
    r"bid for|offer(?:ed|s)? (?:to|for)|interested in|potential (?:buyer|acquirer|suitor)s?|"
    r"allegedly|courting|tried to|sought to|people familiar)\b",
    re.IGNORECASE,
)
_HYPOTHETICAL = re.compile(
    r"\b(?:if|whether|unless|suppose|imagine|what if|hypothetical\w*|in theory)\b", re.IGNORECASE
)
_ANNOUNCED = re.compile(
    r"\b(?:announc\w+|agree(?:d|s)?|agreement|definitive|sign(?:ed|s)|struck a deal|"
    r"reached a deal|pending|subject to)\b",
    re.IGNORECASE,
)
_PLANNED = re.compile(
    r"\b(?:want(?:s|ed)? (?:\w+ ){0,3}?to|plans?|planned|planning|intends?|intention|aims?|hopes?|expects?|expected|set to|"
    r"poised to|seeks?|seeking|looking to|prepar\w+ to|going to|soon to be|about to|slated to|"
    r"was to|were to)\b",
    re.IGNORECASE,
)
_COMPLETED = re.compile(
    r"\b(?:complet(?:ed|es|ion)|clos(?:ed|es) (?:its|the|on)|finali[sz]ed|has acquired|have acquired)\b",
    re.IGNORECASE,
)
#: Stronger than a rumour: "the deal, long rumoured, has closed". "Sources say it has acquired" is not.
_CLOSED = re.compile(r"\b(?:complet(?:ed|es)|clos(?:ed|es)|finali[sz]ed)\b", re.IGNORECASE)
#: Somebody says at once that it is not so: "Elon says: nope, it didn't".
_CONTRADICTED = re.compile(
    r"(?:\b(?:says?|said|replied|answered)\b|:)\W+(?:nope\b|no[,.!]|not true\b|"
    r"(?:it|they) (?:did|has|have|was|were)(?: not|n['’]t)\b)",
    re.IGNORECASE,
)
_SUPPOSED = frozenset(("imagine", "suppose", "supposing"))
_SAID = re.compile(r"\b(?:said|says|told|confirmed)\b", re.IGNORECASE)
_MODALS = frozenset(("could", "may", "might", "would", "should", "can"))
_NEGATIONS = frozenset(("not", "n't", "n’t", "never", "no", "neither", "nor"))

#: A later sentence about the outcome, with no name of its own.
OUTCOME = re.compile(
    r"\b(?:the|that|this|its|their) (?:\w+ ){0,2}?(?:deal|talks|acquisition|merger|takeover|sale|"
    r"purchase|agreement|offer|bid|negotiations)\b",
    re.IGNORECASE,
)


def status(trigger: Token) -> Status:
    """Return the status of what `trigger` says, by its own sentence.

    Args:
        trigger: The verb or noun by which a pattern found the relation.
    """
    scope = list(_scope(trigger))
    words = " ".join(t.text for t in sorted(_clause(scope), key=lambda t: t.i))
    if _CANCELLED.search(words):
        return Status.CANCELLED
    if _negated(scope) or _DENIED.search(words) or _CONTRADICTED.search(trigger.sent.text):
        return Status.DENIED
    if _RUMOURED.search(words) and not _CLOSED.search(words):
        return Status.RUMOURED
    if _conditional(scope) or _has(scope, _MODALS):
        promised = _has(scope, frozenset(("would",))) and not _conditional(scope)
        if promised and _ANNOUNCED.search(words):
            return Status.ANNOUNCED  # "announced that it would buy"
        return Status.PLANNED if promised and _SAID.search(words) else Status.HYPOTHETICAL
    return _future(trigger, scope, words) or Status.COMPLETED


def is_called_off(sentence: str) -> bool:
    """Tell whether a sentence says of an earlier deal that it came to nothing.

    >>> is_called_off("Regulators came in, the deal fell off.")
    True
    >>> is_called_off("The deal closed in June.")
    False
    """
    return bool(OUTCOME.search(sentence) and _CANCELLED.search(sentence))


def _scope(trigger: Token) -> Iterator[Token]:
    """Yield the trigger and what stands over it, as far as the same statement reaches."""
    token = trigger
    yield token
    while token.head != token and token.dep_ not in ("parataxis", "appos"):
        if token.dep_ == "relcl" and not _is_purpose(token):
            return
        if token.dep_ == "acl" and token.tag_ == "VBN":
            return
        if token.dep_ == "advcl" and not _is_purpose(token):
            return
        if token.dep_ == "conj" and token.head.pos_ != token.pos_:
            return
        token = token.head
        yield token


def _is_purpose(verb: Token) -> bool:
    """Tell "walked away from its deal to buy X" from "grew fast after it bought X"."""
    return any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)


def _clause(scope: list[Token]) -> set[Token]:
    """Return the words of the statement: its heads and what hangs closely on them.

    Clauses that tell of something else (relative, conjoined, subordinate) stay out.
    """
    words: set[Token] = set()
    chain = set(scope)
    for head in scope:
        words.add(head)
        for child in head.children:
            if child in chain:
                continue
            if child.dep_ in ("relcl", "conj", "advcl", "ccomp", "appos", "parataxis"):
                if child.dep_ == "advcl" and _CANCELLED.search(child.text):
                    words.update(child.subtree)
                continue
            words.update(_shallow(child))
    return words


def _shallow(token: Token) -> Iterator[Token]:
    yield token
    for child in token.children:
        if child.dep_ not in ("relcl", "acl", "advcl", "appos"):
            yield from _shallow(child)


def _negated(scope: list[Token]) -> bool:
    if any(t.lower_ == "without" for token in scope for t in (token.head, token)):
        return True
    return any(_negates(child) for token in scope for child in token.children)


def _negates(child: Token) -> bool:
    follower = child.doc[child.i + 1].lower_ if child.i + 1 < len(child.doc) else ""
    if child.lower_ == "not" and follower == "only":  # "not only bought" affirms
        return False
    if child.dep_ == "nsubj" and child.lower_ in ("nobody", "none"):
        return True
    if child.dep_ == "neg" or (child.dep_ == "det" and child.lower_ == "no"):
        return True
    return child.lower_ in _NEGATIONS and child.dep_ in ("preconj", "advmod")


def _has(scope: list[Token], words: frozenset[str]) -> bool:
    return any(c.dep_ == "aux" and c.lower_ in words for t in scope for c in t.children)


def _conditional(scope: list[Token]) -> bool:
    if scope[0].sent[0].lower_ in _SUPPOSED:
        return True
    return any(
        c.dep_ in ("mark", "advmod") and _HYPOTHETICAL.fullmatch(c.text)
        for token in scope
        for c in token.children
    )


def _future(trigger: Token, scope: list[Token], words: str) -> Status | None:
    if _COMPLETED.search(words) and not _PLANNED.search(words):
        return None
    announced = _ANNOUNCED.search(words)
    if _PLANNED.search(words):
        return Status.ANNOUNCED if announced else Status.PLANNED
    if _has(scope, frozenset(("will", "'ll", "shall"))):
        return Status.ANNOUNCED if announced else Status.PLANNED
    infinitive = any(c.dep_ == "aux" and c.lower_ == "to" for c in trigger.children)
    # "was lucky to be bought" tells what was; "is happy to buy" does not.
    infinitive &= not (trigger.head.dep_ == "acomp" and trigger.head.head.tag_ == "VBD")
    progressive = trigger.tag_ == "VBG" and any(
        c.dep_ == "aux" and c.lemma_ == "be" for c in trigger.children
    )
    progressive |= any(c.lower_ == "being" for c in trigger.children)
    if announced or progressive or infinitive:
        # "Adobe to acquire Figma", "is acquiring": said by the buyer, not yet done.
        return Status.ANNOUNCED
    return None
