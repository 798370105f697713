"""A company buys a company, or hires its people and licenses its technology."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Token
from tarpit_graph.ontology import COMPANY
from tarpit_graph.records import Scalar

from tarpit_loaders.extraction import grammar, money
from tarpit_loaders.extraction.candidates import Candidate
from tarpit_loaders.extraction.sentence import Found, Sentence

PREDICATE = "ACQUIRED"
VERSION = 1

_BUY = frozenset(
    "acquire acquires acquired acquiring buy buys bought buying purchase purchases purchased "
    "purchasing acquihire acquihires acquihired acqui-hire acqui-hires acqui-hired".split()
)
#: Verbs that mean a purchase only with their particle: "snapped up", "took over".
_PARTICLES = {
    **dict.fromkeys(("snap", "snaps", "snapped", "snapping"), "up"),
    **dict.fromkeys(("scoop", "scoops", "scooped", "scooping"), "up"),
    **dict.fromkeys(("gobble", "gobbles", "gobbled", "gobbling"), "up"),
    **dict.fromkeys(("pick", "picks", "picked", "picking"), "up"),
    **dict.fromkeys(("take", "takes", "took", "taken", "taking"), "over"),
}
_SELL = frozenset(["sell", "sells", "sold", "selling"])
_JOIN = frozenset(["join", "joins", "joined", "joining"])
_DEAL = frozenset(
    ["acquisition", "takeover", "purchase", "buyout", "acquihire", "acqui-hire", "bid", "buy"]
)
_SALE = frozenset(("sale",))
_BUYERS = frozenset(("buyer", "acquirer", "suitor", "bidder"))
_PAY = frozenset(("pay", "pays", "paid", "paying"))
_HIRE = frozenset(["hire", "hires", "hired", "hiring", "poach", "poaches", "poached", "poaching"])
_LICENSE = frozenset(
    ["license", "licenses", "licensed", "licensing", "licence", "licences", "licenced", "licencing"]
)
TRIGGERS = (
    "acqui",
    "buy",
    "bought",
    "purchas",
    "takeover",
    "bid",
    "snap",
    "scoop",
    "gobbl",
    "pick",
    "over",
    "sale",
    "suitor",
    "paid",
    "pay",
    "sell",
    "sold",
    "join",
    "part of",
    "licen",
)
_OTHER_SUMS = re.compile(r"valu|rais|fund|revenue|worth of", re.IGNORECASE)
_PAYMENT = re.compile(r"\b(?:in|all[- ])(?:(?: |-)?(?:cash|stock)(?: and)?)+\b", re.IGNORECASE)
_UNDISCLOSED = re.compile(r"\b(?:undisclosed|terms\b.{0,30}\bnot disclosed)", re.IGNORECASE)
_ACQUIHIRE = re.compile(r"acqui-?hire", re.IGNORECASE)

MATCHES = (
    (
        "Databricks acquired MosaicML for $1.3 billion.",
        (("Databricks", "MosaicML", "completed"),),
    ),
    (
        "Anthropic, MosaicML (acquired by Databricks), Cohere and Hugging Face spoke.",
        (("Databricks", "MosaicML", "completed"),),
    ),
    (
        "Google acquires Twitter-backed AI avatar startup Alter for $100 million.",
        (("Google", "Alter", "completed"),),
    ),
    (
        "DigitalOcean, the web-hosting provider, acquires Paperspace for its GPUs.",
        (("DigitalOcean", "Paperspace", "completed"),),
    ),
    ("Snowflake gained people in its acquihire of Neeva.", (("Snowflake", "Neeva", "completed"),)),
    (
        "Germany's BioNTech buys British AI startup InstaDeep.",
        (("BioNTech", "InstaDeep", "completed"),),
    ),
    ("MosaicML was acquired by Databricks in 2023.", (("Databricks", "MosaicML", "completed"),)),
    (
        "MosaicML was lucky to be acquired by Databricks.",
        (("Databricks", "MosaicML", "completed"),),
    ),
    ("Databricks Acquires MosaicML", (("Databricks", "MosaicML", "completed"),)),
    (
        "OpenAI has agreed to buy Statsig in an all-stock deal.",
        (("OpenAI", "Statsig", "announced"),),
    ),
    ("OpenAI is in talks to acquire Windsurf.", (("OpenAI", "Windsurf", "rumoured"),)),
    ("Snowflake's acquisition of TruEra closed in May.", (("Snowflake", "TruEra", "completed"),)),
    ("Argilla is joining Hugging Face.", (("Hugging Face", "Argilla", "announced"),)),
    (
        "MosaicML, now part of Databricks, trains language models.",
        (("Databricks", "MosaicML", "completed"),),
    ),
    (
        "Amazon hired the founders of Adept and licensed its technology.",
        (("Amazon", "Adept", "completed"),),
    ),
    (
        "Amazon hired the founders of Covariant and licensed its models, as with Adept.",
        (("Amazon", "Covariant", "completed"),),
    ),
    (
        "The European Commission approved NVIDIA's $700 million deal to acquire Run:ai.",
        (("NVIDIA", "Run:ai", "announced"),),
    ),
    (
        "Palo Alto Networks announced that it would acquire Protect AI.",
        (("Palo Alto Networks", "Protect AI", "announced"),),
    ),
    (
        "Adobe walked away from its $20 billion deal to buy Figma.",
        (("Adobe", "Figma", "cancelled"),),
    ),
    ("Apple denied that it would buy Perplexity.", (("Apple", "Perplexity", "denied"),)),
    (
        "Cognition snapped up Windsurf in July.",
        (("Cognition", "Windsurf", "completed"),),
    ),
    (
        "OpenAI's Rockset acquisition gives it real-time search.",
        (("OpenAI", "Rockset", "completed"),),
    ),
    (
        "Tabular, a Databricks acquisition, was founded by engineers.",
        (("Databricks", "Tabular", "completed"),),
    ),
    (
        "Apple executives have discussed buying Perplexity.",
        (("Apple", "Perplexity", "rumoured"),),
    ),
    (
        "Oracle has emerged as a potential buyer of Rockset.",
        (("Oracle", "Rockset", "rumoured"),),
    ),
    (
        "Snowflake paid $250 million for Crunchy Data.",
        (("Snowflake", "Crunchy Data", "completed"),),
    ),
    ("NVIDIA gave up its attempt to buy Arm.", (("NVIDIA", "Arm", "cancelled"),)),
    ("Graphcore was sold to SoftBank.", (("SoftBank", "Graphcore", "completed"),)),
    (
        "If Snowflake bought Pinecone, the segment would shrink.",
        (("Snowflake", "Pinecone", "hypothetical"),),
    ),
)
MISSES = (
    "Google acquired a 10% stake in Anthropic.",
    "OpenAI acquired the domain chat.com.",
    "Databricks acquired customers from Snowflake.",
    "Meta bought 350,000 GPUs from NVIDIA.",
    "Microsoft bought NVIDIA chips.",
    "Apple acquires a taste for language models.",
    "Microsoft paid $10 million for OpenAI's help.",
    "Sam Altman is joining Microsoft.",
    "Anthropic raised money from Google.",
)


def find(sentence: Sentence) -> Iterator[Found]:
    """Yield who buys whom."""
    for token in sentence.span:
        for buyer, target, confidence in _deals(sentence, token):
            if buyer is not target and buyer.text != target.text:
                yield Found(
                    PREDICATE,
                    buyer,
                    COMPANY,
                    target,
                    COMPANY,
                    None if token.lower_ == "part" and token.dep_ == "appos" else token,
                    confidence,
                    _attributes(sentence, token),
                )


def _deals(sentence: Sentence, token: Token) -> Iterator[tuple[Candidate, Candidate, float]]:
    word = token.lower_
    if word in _BUY or _has_particle(token):
        yield from _bought(sentence, token)
    if word in _DEAL:
        yield from _deal(sentence, token)
    elif word in _SELL or word in _SALE:
        yield from _sold(sentence, token)
    elif word in _JOIN:
        yield from _joined(sentence, token)
    elif word == "part":
        yield from _part(sentence, token)
    elif word in _BUYERS:
        for target in grammar.after(token, "of", "for"):
            for name in sentence.all_named(target, COMPANY):
                yield from ((buyer, name, 0.85) for buyer in sentence.all_called(token))
    elif word in _PAY:
        yield from _paid(sentence, token)
    elif word in _HIRE:
        yield from _hired(sentence, token)


def _has_particle(token: Token) -> bool:
    particle = _PARTICLES.get(token.lower_)
    return particle is not None and any(
        c.lower_ == particle and c.dep_ in ("prt", "advmod", "prep") and c.i - token.i <= 3
        for c in token.children
    )


def _bought(sentence: Sentence, verb: Token) -> Iterator[tuple[Candidate, Candidate, float]]:
    """ "X bought Y", "Y was bought by X", "X's plan to buy Y", "X Buys Y"."""
    found = False
    buyers: list[Token] = []
    owned: list[Token] = []
    if verb.dep_ == "acl" and verb.tag_ == "VBN":
        # "A, B (bought by X), C and D": X bought B alone.
        pass
    elif grammar.is_passive(verb):
        buyers, owned = list(grammar.agents(verb)), list(grammar.patients(verb))
    else:
        buyers, owned = list(grammar.subjects(verb)), list(grammar.objects(verb))
    for buyer, target in sentence.pairs(buyers, owned, COMPANY):
        found = True
        yield buyer, target, 0.95
    if not found:
        follows = verb.i + 1 < len(verb.doc) and verb.doc[verb.i + 1].lower_ == "by"
        for left, right in sentence.neighbours(verb):
            if {COMPANY} <= left.types and {COMPANY} <= right.types:
                yield (right, left, 0.85) if follows else (left, right, 0.85)


def _deal(sentence: Sentence, noun: Token) -> Iterator[tuple[Candidate, Candidate, float]]:
    """ "X's acquisition of Y", "its acquisition of Y", "Y's acquisition by X"."""
    targets = [*grammar.after(noun, "of", "for")]
    if not targets and noun.dep_ == "dobj":  # "dropped its bid for": hung on the verb
        targets = [*grammar.after(noun.head, "for")]
    buyers = [*grammar.after(noun, "by"), *(b for t in targets for b in grammar.after(t, "by"))]
    owners = [c for c in noun.children if c.dep_ == "poss"]
    named = [c for c in noun.children if c.dep_ in ("compound", "nmod") and sentence.named(c)]
    if not targets and owners and named and not buyers:
        targets, buyers = named, owners  # "OpenAI's Rockset acquisition"
    elif not targets and named and noun.dep_ in ("appos", "attr"):
        targets, buyers = list(grammar.called(noun)), named  # "Tabular, a Databricks acquisition"
    elif not targets:
        targets = owners
    elif not buyers:
        buyers = [o for o in owners if o.pos_ != "PRON" or sentence.named(o)] or named
        buyers = buyers or list(grammar.doers(noun))
    for buyer, target in sentence.pairs(buyers, targets, COMPANY):
        yield buyer, target, 0.9


def _sold(sentence: Sentence, token: Token) -> Iterator[tuple[Candidate, Candidate, float]]:
    """ "Y was sold to X", "the sale of Y to X", "Y sold itself to X"."""
    if token.lower_ in _SALE:
        owners = [c for c in token.children if c.dep_ == "poss"]
        things = [*grammar.after(token, "of"), *owners]
    elif grammar.is_passive(token) or any(c.dep_ == "auxpass" for c in token.children):
        things = list(grammar.patients(token))
    else:
        things = list(grammar.objects(token))
        if any(t.lower_ == "itself" for t in things):
            things = list(grammar.subjects(token))
    for target, buyer in sentence.pairs(things, grammar.after(token, "to"), COMPANY):
        yield buyer, target, 0.85


def _joined(sentence: Sentence, verb: Token) -> Iterator[tuple[Candidate, Candidate, float]]:
    """ "Y joins X", where both are known companies: people join companies too."""
    for joiner in grammar.subjects(verb):
        target = sentence.named(joiner, COMPANY)
        for object_ in grammar.objects(verb):
            buyer = sentence.named(object_, COMPANY)
            if target and buyer and target.is_known and buyer.is_known:
                yield buyer, target, 0.6


def _paid(sentence: Sentence, verb: Token) -> Iterator[tuple[Candidate, Candidate, float]]:
    """ "X paid $250 million for Y", where Y is known as a company: things are paid for, too."""
    if any(
        t.ent_type_ == "MONEY" or t.text in "$€£" for o in grammar.objects(verb) for t in o.subtree
    ):
        targets = list(grammar.after(verb, "for"))
        targets += [t for thing in grammar.objects(verb) for t in grammar.after(thing, "for")]
        for buyer, target in sentence.pairs(grammar.subjects(verb), targets, COMPANY):
            if target.is_known:
                yield buyer, target, 0.75


def _part(sentence: Sentence, noun: Token) -> Iterator[tuple[Candidate, Candidate, float]]:
    """ "Y, now part of X", "Y is now part of X"."""
    if noun.i == 0 or noun.doc[noun.i - 1].lower_ not in ("now", "become", "becoming", "became"):
        return
    if noun.dep_ in ("attr", "acomp") or noun.head.pos_ in ("AUX", "VERB"):
        owned = list(grammar.subjects(noun.head))
    else:
        owned = [noun.head]
    for parent in grammar.after(noun, "of"):
        buyer = sentence.named(parent, COMPANY)
        for token in owned:
            target = sentence.named(token, COMPANY)
            if buyer and target:
                yield buyer, target, 0.85


def _hired(sentence: Sentence, verb: Token) -> Iterator[tuple[Candidate, Candidate, float]]:
    """ "X hired the founders of Y and licensed its technology"."""
    if not any(t.lower_ in _LICENSE for t in sentence.span):
        return
    hired = {t.i for object_ in grammar.objects(verb) for t in object_.subtree}
    # Where the parser lost the object, the words up to the next verb are what was hired.
    hired |= set(range(verb.i, min(verb.i + 8, sentence.span.end))) if not hired else set()
    for buyer_token in grammar.subjects(verb):
        buyer = sentence.named(buyer_token, COMPANY)
        for target in sentence.candidates:
            if buyer and COMPANY in target.types and target.root.i in hired:
                yield buyer, target, 0.85
                return


def _attributes(sentence: Sentence, trigger: Token) -> dict[str, Scalar]:
    text = sentence.span.text
    kind = "acquisition"
    if trigger.lower_ in _HIRE:
        kind = "licence_and_hire"
    elif _ACQUIHIRE.search(text):
        kind = "acquihire"
    attributes: dict[str, Scalar] = {"kind": kind}
    if payment := _PAYMENT.search(text):
        attributes["payment"] = " and ".join(re.findall(r"cash|stock", payment[0].lower()))
    if _UNDISCLOSED.search(text):
        attributes["price"] = "undisclosed"
    elif not _OTHER_SUMS.search(text) and (price := money.only(text, sentence.year)):
        attributes |= {"price": price.text, "price_usd": price.usd}
    return attributes
