"""A company offers a product."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token
from tarpit_graph.ontology import COMPANY, PRODUCT

from tarpit_loaders.extraction import grammar
from tarpit_loaders.extraction.candidates import Candidate
from tarpit_loaders.extraction.sentence import Found, Sentence

PREDICATE = "MAKES"
VERSION = 1

#: Verbs whose object is a new or lasting product of the subject.
_OFFER = frozenset(
    "launch launches launched launching release releases released releasing unveil unveils "
    "unveiled unveiling introduce introduces introduced introducing debut debuts debuted ship "
    "ships shipped open-source open-sources open-sourced offer offers offered offering make "
    "makes made making build builds built building develop develops developed developing "
    "create creates created creating provide provides provided sell sells sold announce "
    "announces announced announcing maintain maintains maintained".split()
)
#: Verbs whose object is a product also where its name looks like any other: "Meta released Voicebox".
_LAUNCH = frozenset(
    "launch launches launched launching release releases released releasing unveil unveils unveiled "
    "unveiling introduce introduces introduced introducing debut debuts debuted open-source "
    "open-sources open-sourced".split()
)
#: What companies launch that is no product.
_NO_PRODUCTS = frozenset(
    "alliance program programme report initiative fund challenge award institute day conference "
    "summit partnership project campaign index survey coalition academy".split()
)
_MAKERS = frozenset(["maker", "makers", "developer", "developers", "creator", "creators", "vendor"])
TRIGGERS = (
    *sorted({form[:6] for form in _OFFER}),
    "rolled out",
    "rolls out",
    "'s ",
    "’s ",
    "s' ",
    "s’ ",
    "maker",
    "vendor",
    " by ",
    " from ",
)

MATCHES = (
    ("OpenAI launched ChatGPT in November.", (("OpenAI", "ChatGPT", "completed"),)),
    ("Meta's Llama 2 is free for most uses.", (("Meta", "Llama", "completed"),)),
    ("Mixtral was released by Mistral AI.", (("Mistral AI", "Mixtral", "completed"),)),
    ("ChatGPT maker OpenAI hired a lawyer.", (("OpenAI", "ChatGPT", "completed"),)),
    ("Zilliz, the developer of Milvus, raised money.", (("Zilliz", "Milvus", "completed"),)),
    (
        "Databricks plans to release DBRX next month.",
        (("Databricks", "DBRX", "planned"),),
    ),
    ("Meta released Voicebox on Friday.", (("Meta", "Voicebox", "completed"),)),
    ("DataStax launched Astra Streaming.", (("DataStax", "Astra Streaming", "completed"),)),
    ("Anthropic offers Claude and Claude Code.", (("Anthropic", "Claude Code", "completed"),)),
)
MISSES = (
    "Google's Sundar Pichai spoke at the event.",
    "Microsoft uses GPT-4 in Bing.",
    "Shopify customers like ChatGPT.",
    "Salesforce announced a partnership with OpenAI.",
    "Apple released its results for June.",
)


def find(sentence: Sentence) -> Iterator[Found]:
    """Yield who makes what."""
    for token in sentence.span:
        for maker, product, confidence in _offers(sentence, token):
            launched = token.lower_ in _LAUNCH and _is_launched(token, product)
            if maker is not product and (may_make(maker, product) or launched):
                trigger = token if token.lower_ in _OFFER else None
                yield Found(PREDICATE, maker, COMPANY, product, PRODUCT, trigger, confidence)


def _offers(sentence: Sentence, token: Token) -> Iterator[tuple[Candidate, Candidate, float]]:
    if token.lower_ in _OFFER and token.pos_ in ("VERB", "NOUN", "PROPN"):
        yield from _offered(sentence, token)
    elif token.lower_ in _MAKERS:
        yield from _maker(sentence, token)
    elif token.dep_ == "poss":
        yield from _owned(sentence, token)


def _offered(sentence: Sentence, verb: Token) -> Iterator[tuple[Candidate, Candidate, float]]:
    """ "X launched Y", "Y was launched by X", "Y, built by X"."""
    if grammar.is_passive(verb):
        makers, products = list(grammar.agents(verb)), list(grammar.patients(verb))
    else:
        makers, products = list(grammar.subjects(verb)), list(grammar.objects(verb))
    for maker_token in makers:
        for maker in sentence.all_named(maker_token, COMPANY):
            for product_token in products:
                for product in sentence.all_named(product_token, PRODUCT):
                    yield maker, product, 0.9
    if not makers or not products:
        for left, right in sentence.neighbours(verb, between=2):
            if COMPANY in left.types and right.entries and PRODUCT in right.types:
                yield left, right, 0.8


def _is_launched(verb: Token, product: Candidate) -> bool:
    """Tell whether an unknown name is the very thing launched, not what qualifies it."""
    root = product.root
    alone = root.head == verb or (root.dep_ == "conj" and root.head.head == verb)
    proper = all(t.pos_ == "PROPN" or t.like_num for t in product.span)
    if product.is_known or product.name or root.lower_ in _NO_PRODUCTS or root.ent_type_ == "DATE":
        return False
    return alone and proper and all(child.dep_ != "prep" for child in root.children)


def _maker(sentence: Sentence, noun: Token) -> Iterator[tuple[Candidate, Candidate, float]]:
    """ "Y maker X", "X, the maker of Y"."""
    products = [*grammar.after(noun, "of")]
    products += [c for c in noun.children if c.dep_ in ("compound", "nmod", "poss")]
    if noun.dep_ in ("compound", "nmod"):
        # "ChatGPT maker OpenAI": all three hang on the last word.
        products += [c for c in noun.head.children if c.dep_ == "compound" and c.i < noun.i]
    makers = [noun.head, *(c for c in noun.children if c.dep_ == "appos")]
    if noun.dep_ == "attr":
        makers += grammar.subjects(noun.head)
    for product_token in products:
        for product in sentence.all_named(product_token, PRODUCT):
            for maker_token in makers:
                if (maker := sentence.named(maker_token, COMPANY)) is not None:
                    yield maker, product, 0.9


def _owned(sentence: Sentence, owner: Token) -> Iterator[tuple[Candidate, Candidate, float]]:
    """ "X's Y", where Y is known as a product: X's chief is not one."""
    maker = sentence.named(owner, COMPANY)
    product = sentence.named(owner.head, PRODUCT)
    if maker and product and product.is_known and product.span.start > maker.span.start:
        yield maker, product, 0.9


def may_make(maker: Candidate, product: Candidate) -> bool:
    """Tell whether a company may be the maker of what a name stands for.

    A name known for another maker's product is not ("Microsoft offers Llama"), nor is one known
    as a company alone; an unknown one must look like a product: "Gen-2", "StarCoder".
    """
    if product.given:
        return True
    if product.entries:
        makers = {e.maker for e in product.entries if e.type == PRODUCT}
        names = {e.name for e in maker.entries}
        return bool(makers & names) or makers == {""}
    text = product.text
    has_inner_capital = any(c.isupper() for c in text[1:]) and any(c.islower() for c in text)
    return any(c.isdigit() for c in text) or (has_inner_capital and " " not in text)
