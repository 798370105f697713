"""Factuality: whether a relation is completed, announced, planned, rumoured, denied, …

Read from the words around what is said, with their negation and modality, then from the outcome that the same
or a later sentence tells. Where cues disagree the one that promises least wins: a rumour must never be shown
as a deal.
"""

from __future__ import annotations

import re

from tarpit_graph.records import Status

_CANCELLED = re.compile(
    r"\b(?:fell (?:apart|through|off)|fall(?:s|ing|en)? (?:apart|through)|collaps\w+|"
    r"call(?:ed|s|ing)? off|abandon\w*|terminat(?:ed|es|ing|ion)|scrapp\w+|scuttl\w+|"
    r"walk(?:ed|s|ing)? away|g(?:ave|ives?|iven|iving) up|back(?:ed|s|ing)? out|withdr(?:aw\w*|ew)|pull(?:ed|s|ing)? out|block(?:ed|s)|"
    r"cancel\w*|shelv\w+|derail\w*|unwound|no longer (?:plans?|going)|broke down|"
    r"drop(?:ped|s) (?:its|the|their) (?:bid|plans?|offer|deal|attempt|pursuit)|"
    r"ended (?:its|the|their) (?:talks|pursuit|deal|agreement|partnership|collaboration|merger)|"
    r"failed\s+(?:bid|attempt|deal|talks|acquisition|merger|takeover|buyout|sale|to)|"
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
    r"in discussions?|discuss(?:ed|ing|es)?|negotiat\w+|consider(?:s|ed|ing)|explor(?:es|ed|ing)|"
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
#: Someone says at once that it is not so: "Elon says: nope, it didn't".
_CONTRADICTED = re.compile(
    r"(?:\b(?:says?|said|replied|answered)\b|:)\W+(?:nope\b|no[,.!]|not true\b|"
    r"(?:it|they) (?:did|has|have|was|were)(?: not|n['’]t)\b)",
    re.IGNORECASE,
)
_SAID = re.compile(r"\b(?:said|says|told|confirmed)\b", re.IGNORECASE)

#: A later sentence about the outcome, with no name of its own.
OUTCOME = re.compile(
    r"\b(?:the|that|this|its|their) (?:\w+ ){0,2}?(?:deal|talks|acquisition|merger|takeover|sale|"
    r"purchase|agreement|offer|bid|negotiations)\b",
    re.IGNORECASE,
)


#: How far before the first of two terms, and behind the last, words still belong to what joins them.
_LEAD, _TAIL = 60, 40
_BREAK = re.compile(r"[.;:!?](?:\s|\Z)|\s[-–—]\s|, (?:but|and|while|which|who|where|although)\b")
_NEGATED = re.compile(
    r"\b(?:not(?! only)|never|nobody|none|neither|nor|without|no(?! longer| one\b))\b|n['’]t\b",
    re.IGNORECASE,
)
_MODAL = re.compile(r"\b(?:could|may|might|should|can)\b")
_WOULD = re.compile(r"\b(?:would)\b|['’]d\b", re.IGNORECASE)
_WILL = re.compile(r"\b(?:will|shall)\b|['’]ll\b", re.IGNORECASE)
_TO = re.compile(r"\bto \w+\W*\Z", re.IGNORECASE)
_GOING_ON = re.compile(
    r"(?:\b(?:is|are|am|being)|['’](?:s|re)) (?:\w+ly |now |also |still )?\w+ing\b", re.IGNORECASE
)


def status(text: str, first: int, said: tuple[int, int], last: int) -> Status:
    """Return how far something has come by the words around two terms.

    Args:
        text: The sentence.
        first: Where the first of the two starts.
        said: Start and end of the words that join them.
        last: Where the last of the two ends.

    >>> status("NVIDIA plans to enter the gateway market.", 0, (6, 26), 33)
    <Status.PLANNED: 'planned'>
    >>> status("Neon is not a vector database.", 0, (4, 14), 29)
    <Status.DENIED: 'denied'>
    """
    lead = _BREAK.split(text[max(0, first - _LEAD) : first])[-1]
    verb = text[said[0] : said[1]]
    if verb.startswith(","):
        lead = ""  # "agreed to buy Figma, a design tool": said about the name alone
    tail = _BREAK.split(text[last : last + _TAIL])[0]
    words = f"{lead} {verb} {tail}"
    if _CANCELLED.search(words):
        return Status.CANCELLED
    stated = f"{lead} {verb}"
    if _NEGATED.search(stated) or _DENIED.search(stated) or _CONTRADICTED.search(text):
        return Status.DENIED
    if _RUMOURED.search(stated) and not _CLOSED.search(stated):
        return Status.RUMOURED
    return _supposed(lead, verb) or _ahead(verb, lead) or Status.COMPLETED


def _supposed(lead: str, verb: str) -> Status | None:
    stated = f"{lead} {verb}"
    if _HYPOTHETICAL.search(lead) or _MODAL.search(verb):
        return Status.HYPOTHETICAL
    if _WOULD.search(verb):
        if _ANNOUNCED.search(stated):
            return Status.ANNOUNCED  # "announced that it would add"
        return Status.PLANNED if _SAID.search(stated) else Status.HYPOTHETICAL
    return None


def _ahead(verb: str, lead: str) -> Status | None:
    stated = f"{lead} {verb}"
    if _COMPLETED.search(stated) and not _PLANNED.search(stated):
        return None
    announced = _ANNOUNCED.search(stated)
    if _PLANNED.search(stated) or _WILL.search(verb):
        return Status.ANNOUNCED if announced else Status.PLANNED
    if announced or _GOING_ON.search(verb) or _TO.match(verb.strip()):
        return Status.ANNOUNCED  # "to add", "is adding": said by the maker, not yet done
    return None


#: How far before the first name and behind the last a cue still belongs to what joins them.
_BEFORE, _BEHIND = 60, 40
_MYTH = re.compile(
    r"\b(?:myth|untrue|false(?:ly)?|hoax|made[- ]up|mistaken|no truth)\b", re.IGNORECASE
)
_NEVER = re.compile(r"\bnever\b", re.IGNORECASE)
_IS_NOT = re.compile(r"\b(?:did|has|have|was|is)(?: not|n['’]t) ")


#: "May" is a month.
_OPEN = re.compile(r"\b(?:[Ii]f|[Ii]magine|[Ww]hat if|[Cc]ould|may|[Mm]ight)\b")


def cue(text: str, start: int, end: int) -> Status | None:
    """Return what the words around two names say of their relation, without a parse.

    Args:
        text: The sentence.
        start: Where the first of the two names starts.
        end: Where the last of them ends.

    >>> cue("It is a myth that Adobe bought Figma.", 18, 36)
    <Status.DENIED: 'denied'>
    >>> cue("Adobe bought Figma.", 0, 18) is None
    True
    """
    # Behind the names "never" belongs to others: "A bought B, but most never will".
    ahead = text[max(0, start - _BEFORE) : end]
    words = text[max(0, start - _BEFORE) : end + _BEHIND]
    if _CANCELLED.search(words):
        return Status.CANCELLED
    if _MYTH.search(words) or _NEVER.search(ahead) or _IS_NOT.search(text[start:end]):
        return Status.DENIED
    if _RUMOURED.search(words) and not _CLOSED.search(words):
        return Status.RUMOURED
    if _OPEN.search(ahead):
        return Status.HYPOTHETICAL
    return None


_WEIGHED = re.compile(
    r"\b(?:discuss|consider|weigh|debat|explor|mull|deliberat)\w* (?:\w+ )?whether\b", re.IGNORECASE
)


def is_weighed(sentence: str) -> bool:
    """Tell whether someone is said to think about it: a rumour, and more than a thought of the author's.

    >>> is_weighed("Apple executives have discussed whether Apple should buy Perplexity.")
    True
    >>> is_weighed("Imagine that Apple bought Perplexity.")
    False
    """
    return bool(_WEIGHED.search(sentence))


def is_called_off(sentence: str) -> bool:
    """Tell whether a sentence says of an earlier deal that it came to nothing.

    >>> is_called_off("Regulators came in, the deal fell off.")
    True
    >>> is_called_off("The deal closed in June.")
    False
    """
    return bool(OUTCOME.search(sentence) and _CANCELLED.search(sentence))
