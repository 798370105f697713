"""Relations that no pattern states but the trained classifier sees: recall beside precision."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

from tarpit_graph.ontology import ACQUIRED, COMPANY, COMPETES_WITH, MAKES, PRODUCT

from tarpit_loaders.extraction import relation_model
from tarpit_loaders.extraction.candidates import Candidate
from tarpit_loaders.extraction.patterns.makes import may_make
from tarpit_loaders.extraction.relation_features import common_head
from tarpit_loaders.extraction.relation_model import Prediction
from tarpit_loaders.extraction.sentence import Found, goes_on, main_type

#: Raise when the model or its use changes.
NAME = "trained/2"
#: Words without which a text is not asked for the relations that have no pattern yet.
TRIGGERS = ("partner", "collabor", "invest", "stake", "subsidiar", "merg", "client", "customer")
#: In running text nobody has marked the names, and most pairs are unrelated: only what is clear,
#: and never a deal, which "acquired ten percent of" would be.
RAW_LEAST = 0.9
#: What the linear model must give a pair of running text for the transformer to look at it.
_WORTH_A_LOOK = 0.3
#: More names than this in one stretch are a list, not a sentence.
_MOST_NAMES = 12


def find(
    names: Sequence[Candidate],
    *,
    told: bool,
    is_settled: Callable[[Candidate, Candidate], bool] = lambda left, right: False,
) -> Iterator[Found]:
    """Yield what the classifier sees between every two names of one stretch of text.

    Args:
        names: In order.
        told: The input itself marks these names; otherwise both must be known.
        is_settled: Tells of two names that nobody need look at.
    """
    model = relation_model.current()
    if model is None or not 2 <= len(names) <= _MOST_NAMES:
        return
    for left, right in combinations(names, 2):
        if left.span.end > right.span.start or not (told or _may_relate(left, right)):
            continue
        if is_settled(left, right):
            continue
        seen = model.predict(left.span, right.span, 0.0 if told else _WORTH_A_LOOK)
        clear = seen.probability >= RAW_LEAST and seen.predicate != ACQUIRED
        if seen.is_sure and (told or clear):
            found = _found(left, right, seen)
            if found is not None:
                yield found


def _may_relate(left: Candidate, right: Candidate) -> bool:
    """Tell whether two names of running text are worth a look: known, and spoken of themselves.

    "NVIDIA chips" speaks of chips; in "Shopify, Slack and Figma" nothing joins one to the next,
    unless they do something together.
    """
    doc = left.span.doc
    for name in (left, right):
        follower = doc[name.span.end] if name.span.end < len(doc) else None
        is_other = follower is not None and follower.pos_ == "NOUN" and goes_on(follower)
        if not name.is_known or name.since is not None or is_other:
            return False
    between = doc[left.span.end : right.span.start]
    is_list = all(t.text == "," or t.lower_ in ("and", "or") or t.ent_type_ for t in between)
    return not is_list or left.root.dep_ == "nsubj"


def _found(left: Candidate, right: Candidate, seen: Prediction) -> Found | None:
    subject, object_ = (left, right) if seen.is_forward else (right, left)
    subject_type, object_type = _types(seen.predicate, subject, object_)
    if subject_type not in subject.types or object_type not in object_.types:
        return None
    if seen.predicate == MAKES and not may_make(subject, object_):
        return None  # "Baidu to release their own ChatGPT"
    head = common_head(left.root, right.root)
    is_name = head is not None and head in (left.root, right.root)
    return Found(
        seen.predicate,
        subject,
        subject_type,
        object_,
        object_type,
        None if is_name else head,
        seen.probability,
    )


def _types(predicate: str, subject: Candidate, object_: Candidate) -> tuple[str, str]:
    if predicate == COMPETES_WITH:
        return main_type(subject), main_type(object_)
    return COMPANY, PRODUCT if predicate == MAKES else COMPANY
