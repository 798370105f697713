"""Argument checks: both ends of a relation must be a company or a product."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tarpit_graph.identity import is_legal_form
from tarpit_graph.ontology import MAKES, PRODUCT

from tarpit_loaders.extraction.read_sentences import ReadSentence
from tarpit_loaders.names import gazetteer, no_companies, no_products
from tarpit_loaders.names.catalog import CatalogEntry
from tarpit_loaders.reader import labels
from tarpit_loaders.reader.read import PredictedMention, Relation

#: An unknown name makes no claim below this probability.
_SURE_NAME, _SURE_PRODUCT = 0.5, 0.7
#: Between two names of one company.
_RENAMED = re.compile(
    r",? ?\(?(?:now|formerly|previously|then|later|also|better)?(?: known as| called| renamed(?: as| to)?)? ?"
    r"(?<=[a-z] )"
)
#: A name in lower case that is an address: "webuyanycar.com".
_ADDRESS = re.compile(r"[\w-]+\.(?:com|ai|io|dev|co|org|app)", re.IGNORECASE)
#: What is read, heard or attended is no product of the trade: "the event EmTech", "Next-Level Automation series".
_MEDIA = (
    r"(?:events?|conferences?|summits?|webinars?|podcasts?|newsletters?|books?|papers?|reports?|stud(?:y|ies)|surveys?|"
    r"courses?|series(?!.{0,20}\bmodels?\b)|episodes?|cohorts?|fellowships?|hackathons?|articles?|essays?|keynotes?|prizes?|awards?)"
)
_MEDIA_BEFORE = re.compile(rf"\b{_MEDIA}(?: called| named| titled|:|,)? [“\"']?$", re.I)
_MEDIA_BEHIND = re.compile(rf"[”\"'’]? (?:\d{{4}} )?{_MEDIA}\b", re.I)
#: What is built on a thing is not the thing: "a Triton-based backend".
_BASED = re.compile(
    r"[- ](?:based|powered|compatible|style|like|native|inspired|specific)\b", re.IGNORECASE
)
#: Where a version starts: "EAGLE-3", "vLLM 0.11.1rc3".
_VERSION = re.compile(r"[- ]?v?\d[\w.]*$")


def are_of_one_house(
    names: tuple[str, str], known: tuple[Iterable[CatalogEntry], Iterable[CatalogEntry]]
) -> bool:
    """Tell versions of one thing, and products of one maker by the lists: they are no rivals.

    >>> (
    ...     are_of_one_house(("EAGLE", "EAGLE-3.1"), ((), ())),
    ...     are_of_one_house(("GPT-4", "Claude 3"), ((), ())),
    ... )
    (True, False)
    """
    stems = {_VERSION.sub("", name.casefold()) for name in names}
    return (len(stems) == 1 and stems != {""}) or have_one_maker(*known)


def have_one_maker(one: Iterable[CatalogEntry], other: Iterable[CatalogEntry]) -> bool:
    """Tell whether the lists know two products of one maker, which are no rivals."""
    makers = ({e.maker for e in known if e.type == PRODUCT and e.maker} for known in (one, other))
    return not set.isdisjoint(*makers)


def is_built_upon(sentence: ReadSentence, index: int) -> bool:
    """Tell whether what is named is not the thing but what is built on it: "a GPT-4-based assistant"."""
    return bool(_BASED.match(sentence.place.text, sentence.read.mentions[index].end))


def are_names(sentence: ReadSentence, relation: Relation) -> bool:
    """Tell whether both ends name something, and not the same: "JPMorgan Partners (now CCMP Capital)"."""
    least = _SURE_PRODUCT if relation.predicate == MAKES else _SURE_NAME
    ends = relation.subject, relation.object
    left, right = sorted((sentence.read.mentions[i] for i in ends), key=lambda m: m.start)
    renamed = _RENAMED.fullmatch(sentence.place.text, left.end, right.start)
    if renamed or all(_is_first_name(sentence, i) for i in ends):
        return False
    return all(_is_name(sentence, i, least) for i in ends)


def _is_first_name(sentence: ReadSentence, index: int) -> bool:
    """Tell a first name that is no known company's: "Greg and Sam are partners"."""
    return no_companies.is_first_name(sentence.name(index)) and not sentence.entries(index)


def _is_name(sentence: ReadSentence, index: int, least: float) -> bool:
    """Tell whether a mention names something: it is known, stands for a name, or is clearly one."""
    mention, name = sentence.read.mentions[index], sentence.name(index)
    if mention.kind == labels.ANAPHOR:
        return index in sentence.antecedents
    if mention.kind == labels.MONEY or sentence.entries(index):
        return True
    if sentence.unnamed and mention.kind == labels.PRODUCT:
        return True
    if len(gazetteer.load().find(name)) > 1:
        return False  # two names that lost what stood between them
    if _is_job(sentence.place.text, mention) or _is_medium(sentence.place.text, mention):
        return False
    letters = [c for c in name if c.isalnum()]
    is_spelled = len(letters) > 1 and (
        any(c.isupper() or c.isdigit() for c in letters) or _ADDRESS.fullmatch(name)
    )
    if (
        not is_spelled
        or name.endswith("-")
        or mention.probability < least
        or no_products.is_term(name)
    ):
        return False
    if is_legal_form(name):
        return False
    return mention.kind == labels.PRODUCT or not no_companies.is_none(name)


def _is_job(text: str, mention: PredictedMention) -> bool:
    """Tell what a thing does from its name: "observability", a part of "LLM observability"."""
    for job in gazetteer.load().find_workloads(text):
        if job.start <= mention.start and mention.end <= job.end:
            return (job.start, job.end) != (mention.start, mention.end) or text[job.start].islower()
    return False


def _is_medium(text: str, mention: PredictedMention) -> bool:
    """Tell a product from what is read, heard or attended."""
    return mention.kind == labels.PRODUCT and bool(
        _MEDIA_BEHIND.match(text, mention.end)
        or _MEDIA_BEFORE.search(text[max(0, mention.start - 40) : mention.start])
    )
