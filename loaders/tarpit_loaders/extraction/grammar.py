"""Who does what to whom in a parsed sentence: walks over spaCy's dependency tree.

The labels are those of the CLEAR style that spaCy's English models use; each walk states in its
docstring the wording that it is for.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

#: Nouns that a verb in "to …" may hang on: their owner is who does it.
_INTENTIONS = frozenset("deal plan plans bid agreement offer intent attempt proposal".split())


def conjuncts(token: Token) -> Iterator[Token]:
    """Yield what is joined to a word by "and", "or" and commas."""
    for child in token.children:
        if child.dep_ == "conj":
            yield child
            yield from conjuncts(child)
        elif child.dep_ == "appos" and child.i > token.i and child.ent_type_:
            # The parser often takes the second name of a list for an apposition.
            yield from conjuncts(child)


def subjects(verb: Token, depth: int = 0) -> Iterator[Token]:
    """Yield who does what a verb says, also where another clause says it.

    Follows conjoined verbs, "agreed to buy", "in talks to buy", "its deal to buy", "which bought",
    "denied that it bought".
    """
    own = [c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")]
    if own:
        for token in own:
            relative = token.tag_ in ("WDT", "WP") or token.lower_ in ("that", "which", "who")
            yield _antecedent(verb) if relative else token
            if token.lower_ in ("it", "they") and verb.dep_ in ("ccomp", "advcl"):
                yield from subjects(verb.head, depth + 1)
            elif token.lower_ in ("it", "they") and verb.dep_ == "acl":
                yield from _owner(verb.head, depth)  # "dismissed reports that it would buy"
        return
    head = verb.head
    if depth > 4 or head == verb:
        return
    if verb.dep_ in ("acl", "relcl") and head.pos_ in ("NOUN", "PROPN") and not is_passive(verb):
        yield from _owner(head, depth)
    elif verb.dep_ in ("conj", "xcomp", "advcl", "ccomp", "pcomp", "dep", "parataxis"):
        if head.pos_ in ("VERB", "AUX"):
            # "approved NVIDIA's deal to acquire": the parser may hang the deal's verb one too high.
            deals = [c for c in head.children if c.lower_ in _INTENTIONS and c.i < verb.i]
            named = [owner for deal in deals for owner in _possessors(deal)]
            yield from named or subjects(head, depth + 1)
        elif head.pos_ == "ADP":
            yield from _of_preposition(head, depth)
        elif head.pos_ in ("NOUN", "PROPN"):
            yield from _owner(head, depth)


def _antecedent(verb: Token) -> Token:
    while verb.dep_ == "conj":
        verb = verb.head
    return verb.head


def _owner(noun: Token, depth: int) -> Iterator[Token]:
    """Yield who has a plan, deal or talks: by possession, else who does what it is object of."""
    if noun.pos_ == "PROPN" or noun.ent_type_:
        yield noun
        return
    # "NVIDIA plans to invest": small models read the verb of a headline as a noun.
    misread = [c for c in noun.children if c.dep_ == "compound" and c.pos_ == "PROPN"]
    if owners := _possessors(noun) or (misread if noun.dep_ == "ROOT" else []):
        yield from owners
        return
    above = noun.head
    if above.pos_ in ("VERB", "AUX"):
        yield from subjects(above, depth + 1)
    elif above.pos_ == "ADP":
        yield from _of_preposition(above, depth)


def _possessors(noun: Token) -> list[Token]:
    """Return whose a thing is; in "NVIDIA's $700 million deal" the owner may hang on the sum."""
    return [t for t in noun.subtree if t.dep_ == "poss" and t.pos_ != "PRON" and t.i < noun.i]


def _of_preposition(preposition: Token, depth: int) -> Iterator[Token]:
    above = preposition.head
    if above.pos_ in ("VERB", "AUX"):
        yield from subjects(above, depth + 1)
    elif above.pos_ in ("NOUN", "PROPN"):
        yield from _owner(above, depth)
    elif above.dep_ in ("advmod", "prep", "acomp") and above.head != above:
        yield from subjects(above.head, depth + 1)


def objects(verb: Token) -> Iterator[Token]:
    """Yield what an active verb acts on."""
    for child in verb.children:
        if child.dep_ in ("dobj", "obj", "oprd"):
            relative = child.tag_ in ("WDT", "WP") and verb.dep_ == "relcl"
            yield _antecedent(verb) if relative else child
        elif child.dep_ == "ccomp" and child.lower_ in ("startup", "start"):
            # "buys AI startup InstaDeep": small models read "startup" as a verb.
            yield from (c for c in child.children if c.dep_ == "dobj")


def patients(verb: Token) -> Iterator[Token]:
    """Yield what a passive verb acts on: "X was bought", "X, bought by Y"."""
    own = [c for c in verb.children if c.dep_ == "nsubjpass"]
    if own:
        for token in own:
            relative = token.tag_ in ("WDT", "WP") or token.lower_ == "that"
            yield _antecedent(verb) if relative else token
    elif verb.dep_ in ("acl", "relcl", "appos", "amod", "advcl") and verb.head != verb:
        yield from [verb.head] if verb.head.pos_ in ("NOUN", "PROPN") else subjects(verb.head)
    elif verb.dep_ in ("conj", "xcomp") and verb.head.pos_ in ("VERB", "AUX"):
        yield from subjects(verb, 1)
    elif verb.dep_ == "xcomp" and verb.head.dep_ == "acomp":  # "was lucky to be bought"
        yield from subjects(verb.head.head)


def agents(verb: Token) -> Iterator[Token]:
    """Yield by whom a passive verb is done."""
    for child in verb.children:
        if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by"):
            yield from (c for c in child.children if c.dep_ == "pobj")


def is_passive(verb: Token) -> bool:
    """Tell whether a verb form is passive: "was bought", "bought by", "to be bought"."""
    if any(c.dep_ in ("auxpass", "nsubjpass", "agent") for c in verb.children):
        return True
    by = any(c.dep_ == "prep" and c.lower_ == "by" for c in verb.children)
    return verb.tag_ == "VBN" and by and not any(c.dep_ == "dobj" for c in verb.children)


def after(token: Token, *prepositions: str) -> Iterator[Token]:
    """Yield the nouns that follow a word by one of these prepositions."""
    for child in token.children:
        if child.dep_ in ("prep", "agent", "dative") and child.lower_ in prepositions:
            for noun in child.children:
                if noun.dep_ in ("pobj", "pcomp"):
                    yield noun
                elif noun.dep_ == "prep":
                    yield from (n for n in noun.children if n.dep_ == "pobj")


def called(noun: Token) -> Iterator[Token]:
    """Yield the words that a noun is said of: "X, a rival", "X is a rival", "rivals such as X"."""
    yield from (child for child in noun.children if child.dep_ == "appos")
    yield from after(noun, "like", "as", "including")
    if noun.dep_ in ("attr", "oprd", "dobj") and noun.head.lemma_ in ("be", "become", "include"):
        yield from subjects(noun.head)
    elif noun.dep_ in ("nsubj", "nsubjpass") and noun.head.lemma_ in ("be", "include"):
        yield from (child for child in noun.head.children if child.dep_ in ("attr", "dobj"))
    elif noun.dep_ in ("appos", "compound", "nmod"):
        # "OpenAI rival Anthropic": the parser makes the rival the head.
        yield noun.head
    elif noun.dep_ == "pobj" and noun.head.lower_ == "as":
        yield from subjects(noun.head.head)


def phrase_head(token: Token) -> Token:
    """Climb from a term to the noun that it describes: "the vector database market"."""
    while token.dep_ in ("compound", "nmod", "amod") and token.head.pos_ == "NOUN":
        token = token.head
    return token


def first_of_list(token: Token) -> Token:
    """Climb from any item of a list to its first: what holds of that holds of all."""
    while token.dep_ == "conj":
        token = token.head
    return token


def doers(noun: Token) -> Iterator[Token]:
    """Yield who does what a noun says: the subject over "completed its acquisition"."""
    return _owner(noun, 0)
