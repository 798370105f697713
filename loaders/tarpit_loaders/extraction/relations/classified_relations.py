"""Claims from what the reader sees: names resolved, ends fitted to the ontology, status with its veto."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from tarpit_graph.ontology import (
    ACQUIRED,
    COMPANY,
    COMPETES_WITH,
    CUSTOMER_OF,
    FUNDING_ROUND,
    INVESTED_IN,
    MAKES,
    PRODUCT,
    RAISED,
)
from tarpit_graph.records import STATUS_BY_CAUTION, Claim, Document, Status
from tarpit_graph.records import Mention as Named

from tarpit_loaders.documents.items import AnnotatedSpan as GivenName
from tarpit_loaders.extraction import claims
from tarpit_loaders.extraction.attributes import deal_terms, factuality
from tarpit_loaders.extraction.claims import TextSpan
from tarpit_loaders.extraction.entities import entity_linking
from tarpit_loaders.extraction.read_sentences import ReadSentence
from tarpit_loaders.extraction.relations import (
    argument_checks,
    clause_scope,
    coordination,
    ownership,
    purchase_checks,
)
from tarpit_loaders.extraction.relations.ownership import are_together
from tarpit_loaders.markup.block import Block
from tarpit_loaders.names import catalog
from tarpit_loaders.reader import labels, money, read
from tarpit_loaders.reader.read import PredictedMention, Relation
from tarpit_loaders.reader.sentences import markup_of

#: From this probability on a company is meant, whatever else bears the name.
_SURE_COMPANY = 0.95
#: Where the lists know who makes a product, a sentence need say it less clearly.
_KNOWN_MAKER = 0.25
#: What a list's other members do, one member does from this probability on.
_LISTED = 0.4
#: A name that is mostly a product's buys nothing; one that is so at times may be a startup's and its product's.
_MOSTLY = 0.5
#: Relations of which a sentence often tells talk, and not deeds.
_DEALS = frozenset((ACQUIRED, "MERGED_WITH", INVESTED_IN, RAISED, "PARTNERS_WITH"))
#: Relations that join companies alone; a product at one end is a misreading.
_PEERS = frozenset(("PARTNERS_WITH", "MERGED_WITH", "SUBSIDIARY_OF"))
#: A rivalry that the sentence puts in the past; and a contest that is none.
_ENDED = re.compile(
    r"\b(?:had (?:\w+ )?competed|used to (?:compete|rival)|once (?:competed|rivalled)|formerly)\b",
    re.I,
)
_CONTEST = re.compile(
    r"\b(?:held|holds?|hosts?|hosted|hosting|runs?|launched|entered)\b.{0,30}\bcompetition\b", re.I
)


def of(sentence: ReadSentence) -> Iterator[Claim]:
    """Yield the claims of a sentence."""
    text, mentions = sentence.place.text, sentence.read.mentions
    likely = [r for r in sentence.read.relations if r.probability >= _least(sentence, r)]
    likely += _listed(sentence, likely)
    named = [r for r in likely if argument_checks.are_names(sentence, r)]
    for rule in (clause_scope, ownership, coordination):
        named = rule.keep(text, mentions, named)
    for relation in named:
        yield from _claims(sentence, relation)


def _listed(sentence: ReadSentence, likely: Sequence[Relation]) -> Iterator[Relation]:
    """Yield what is less sure and goes for a neighbour in one list: "competes with A, B and C"."""
    text, mentions = sentence.place.text, sentence.read.mentions

    def is_like(one: Relation, other: Relation) -> bool:
        differ = [
            (a, b) for a, b in ((one.subject, other.subject), (one.object, other.object)) if a != b
        ]
        return (
            one.predicate == other.predicate
            and len(differ) == 1
            and are_together(text, mentions, *(mentions[i] for i in differ[0]))
        )

    for relation in sentence.read.relations:
        is_unsure = relation not in likely and relation.probability >= _LISTED
        if is_unsure and any(is_like(relation, other) for other in likely):
            yield relation


def near(sentence: ReadSentence) -> Iterator[Claim]:
    """Yield what came close: relations that the network sees, too unsure to be reported."""
    for relation in sentence.read.relations:
        if relation.probability < _least(sentence, relation) and argument_checks.are_names(
            sentence, relation
        ):
            yield from _claims(sentence, relation)


def given(
    document: Document, blocks: Sequence[Block], names: Sequence[GivenName]
) -> Iterator[Claim]:
    """Yield what stands between names that the input marks, whatever they are.

    Args:
        document: The document.
        blocks: All of it; a block counts as one sentence, since someone says that its names belong together.
        names: The names, in characters of the document.
    """
    for index, block in enumerate(blocks):
        mentions = sorted(_marked(block, names), key=lambda m: (m.start, m.end))
        if len(mentions) < 2:
            continue
        markup = markup_of(block, 0, len(block.text))
        one = read.read([block.text], [markup], [mentions], given=True)[0]
        sentence = ReadSentence(index, TextSpan(document, block, 0, len(block.text)), one)
        for relation in one.relations:
            if relation.probability >= read.settings().given[relation.predicate]:
                yield _between(sentence, relation)


def _marked(block: Block, names: Sequence[GivenName]) -> Iterator[PredictedMention]:
    positions = {block.origin(i): i for i in range(len(block.text))}
    for name in names:
        start, last = positions.get(name.start), positions.get(name.end - 1)
        if start is not None and last is not None:
            word = block.text[start : last + 1]
            kind = {COMPANY: labels.COMPANY, PRODUCT: labels.PRODUCT}.get(name.type, "unknown")
            if labels.ANAPHORS.fullmatch(word) or not any(c.isupper() for c in word):
                kind = labels.ANAPHOR if kind != labels.PRODUCT else kind
            yield PredictedMention(start, last + 1, kind)


def _between(sentence: ReadSentence, relation: Relation) -> Claim:
    subject, object_ = relation.subject, relation.object
    made = relation.predicate == MAKES
    claim = claims.claim(
        sentence.place,
        relation.predicate,
        _named(sentence, subject, COMPANY),
        _named(sentence, object_, PRODUCT if made else COMPANY),
        _status(sentence, relation),
        relation.probability,
        read.settings().version,
        deal_terms.of(relation.predicate, sentence.place),
    )
    return claims.dated(claim, sentence.place)


def _least(sentence: ReadSentence, relation: Relation) -> float:
    """Return the probability from which on a relation becomes a claim."""
    if relation.predicate == MAKES:
        makers = {e.maker for e in sentence.entries(relation.object) if e.type == PRODUCT}
        if {e.name for e in sentence.entries(relation.subject)} & makers:
            return _KNOWN_MAKER
    return read.settings().thresholds[relation.predicate]


def _claims(sentence: ReadSentence, relation: Relation) -> Iterator[Claim]:
    fitted = _fitted(sentence, relation)
    if fitted is None:
        return
    subject, object_ = fitted
    if subject.id == object_.id or subject.name == object_.name:
        return
    status = _status(sentence, relation)
    made = claims.claim(
        sentence.evidence(relation.subject, relation.object),
        relation.predicate,
        subject,
        object_,
        status,
        relation.probability,
        read.settings().version,
        deal_terms.of(relation.predicate, sentence.place),
    )
    yield claims.dated(made, sentence.place)
    if relation.predicate == INVESTED_IN:
        yield from _funded(sentence, relation, made)


def _is_read_as_company(sentence: ReadSentence, index: int) -> bool:
    """Tell whether the network takes for a company what the lists know as a product: "Meta bought Instagram"."""
    mention = sentence.read.mentions[index]
    return mention.kind == labels.COMPANY and mention.probability >= _SURE_COMPANY


def _is_company(sentence: ReadSentence, index: int) -> bool:
    if sentence.read.mentions[index].kind != labels.PRODUCT:
        return not sentence.is_product(index)
    return any(entry.type == COMPANY for entry in sentence.entries(index))


def _fitted(sentence: ReadSentence, relation: Relation) -> tuple[Named, Named] | None:
    """Return both ends as the relation takes them, or None where they do not fit."""
    subject, object_ = relation.subject, relation.object
    if relation.predicate == RAISED:
        end = sentence.read.mentions[object_].end
        if not all(
            deal_terms.is_round(sentence.place.text, s)
            for s in money.sums(sentence.place.text)
            if s.end == end
        ):
            return None
        company = _named(sentence, subject, COMPANY)
        return company, _round(sentence, object_, company)
    if relation.predicate == MAKES:
        return _made(sentence, subject, object_)
    if relation.predicate == COMPETES_WITH:
        names = sentence.name(subject), sentence.name(object_)
        known = sentence.entries(subject), sentence.entries(object_)
        if _CONTEST.search(sentence.place.text) or argument_checks.are_of_one_house(names, known):
            return None
        ends = [_named(sentence, i, _own_type(sentence, i)) for i in (subject, object_)]
        return None if _is_makers_own(ends, sentence, relation) else (ends[0], ends[1])
    if relation.predicate == CUSTOMER_OF:
        return _bought_by(sentence, subject, object_)
    if relation.predicate == ACQUIRED and not _is_purchase(sentence, relation):
        return None
    if relation.predicate == ACQUIRED and any(
        (kinds := {e.type for e in sentence.entries(i)})
        and COMPANY not in kinds
        and not _is_read_as_company(sentence, i)
        for i in (subject, object_)
    ):
        return None  # known, and no company
    if relation.predicate in _PEERS and not all(
        _is_company(sentence, i) for i in (subject, object_)
    ):
        return None
    return _named(sentence, subject, COMPANY), _named(sentence, object_, COMPANY)


def _is_purchase(sentence: ReadSentence, relation: Relation) -> bool:
    buyer, bought = (sentence.read.mentions[i] for i in (relation.subject, relation.object))
    are_neighbours = abs(relation.subject - relation.object) == 1
    return purchase_checks.is_one(sentence.place.text, buyer, bought, are_neighbours)


def _made(sentence: ReadSentence, subject: int, object_: int) -> tuple[Named, Named] | None:
    entries = [e for e in sentence.entries(object_) if e.type == PRODUCT]
    family = None if entries else catalog.load().family(sentence.name(object_))
    makers = {entry.maker for entry in (*entries, *((family,) if family else ()))} - {""}
    maker = _named(sentence, subject, COMPANY)
    if makers and maker.name not in makers:
        return None  # "Intercom's bot runs on GPT-4"
    if not entries and sentence.entries(object_):
        return None  # known, and no product
    if argument_checks.is_built_upon(sentence, object_):
        return None
    if {e.type for e in sentence.entries(subject)} == {PRODUCT} or sentence.is_product(subject):
        return None  # "ChatGPT's plugins"
    return maker, _named(sentence, object_, PRODUCT)


def _bought_by(sentence: ReadSentence, subject: int, object_: int) -> tuple[Named, Named] | None:
    if sentence.is_product(subject, _MOSTLY):
        return None  # "Spark's metrics go to Prometheus"
    if argument_checks.is_built_upon(sentence, object_):
        return None  # "OpenAI-compatible clients such as LibreChat"
    return _named(sentence, subject, COMPANY), _seller(sentence, object_)


def _seller(sentence: ReadSentence, index: int) -> Named:
    """Return who is paid: the maker of a product that is known, else who bears its name."""
    makers = {e.maker for e in sentence.entries(index) if e.type == PRODUCT} - {""}
    name = makers.pop() if len(makers) == 1 else ""
    return _named(sentence, index, COMPANY, name)


def _is_makers_own(ends: Sequence[Named], sentence: ReadSentence, relation: Relation) -> bool:
    """Tell whether one end is a product of the other."""
    subject, object_ = relation.subject, relation.object
    return any(
        entry.type == PRODUCT and entry.maker == other.name
        for index, other in ((subject, ends[1]), (object_, ends[0]))
        if sentence.read.mentions[index].kind == labels.PRODUCT
        for entry in sentence.entries(index)
    )


def _own_type(sentence: ReadSentence, index: int) -> str:
    kinds = {entry.type for entry in sentence.entries(index)}
    if len(kinds) == 1:
        return kinds.pop()
    return PRODUCT if sentence.read.mentions[index].kind == labels.PRODUCT else COMPANY


def _named(sentence: ReadSentence, index: int, type_: str, name: str = "") -> Named:
    mention = sentence.read.mentions[index]
    entries = entity_linking.entries(name) if name else sentence.entries(index)
    name = name or sentence.name(index)
    entry = next((e for e in entries if e.type == type_), None)
    known = entry.name if entry else name
    return entity_linking.mention(sentence.place, mention.start, mention.end, type_, known)


def _round(sentence: ReadSentence, index: int, company: Named) -> Named:
    short = deal_terms.round_name(sentence.place.text, sentence.text(index))
    return _named(sentence, index, FUNDING_ROUND, f"{company.name} {short}")


def _funded(sentence: ReadSentence, relation: Relation, made: Claim) -> Iterator[Claim]:
    """Yield that an investor joined the round that the same sentence tells of."""
    for other in sentence.read.relations:
        if other.predicate == RAISED and other.subject == relation.object:
            company = _named(sentence, other.subject, COMPANY)
            leads = deal_terms.leads(
                sentence.place.text, sentence.read.mentions[relation.subject].start
            )
            held = deal_terms.of(RAISED, sentence.place) | ({"lead": True} if leads else {})
            yield replace(
                claims.claim(
                    sentence.place,
                    "FUNDED",
                    made.subject,
                    _round(sentence, other.object, company),
                    made.status,
                    made.confidence,
                    made.pattern,
                    held,
                ),
                date=made.date,
                precision=made.precision,
            )


def _status(sentence: ReadSentence, relation: Relation) -> Status:
    """Return the network's status, or the words' where that promises less."""
    own = Status(relation.status)
    text = sentence.place.text
    if relation.predicate == COMPETES_WITH and own is Status.COMPLETED and _ENDED.search(text):
        return Status.CANCELLED
    if own is Status.HYPOTHETICAL and factuality.is_weighed(text):
        return Status.RUMOURED
    if relation.predicate not in _DEALS or own not in (Status.COMPLETED, Status.ANNOUNCED):
        return own
    mentions = sentence.read.mentions
    left, right = sorted(
        (mentions[relation.subject], mentions[relation.object]), key=lambda m: m.start
    )
    said = [own, factuality.cue(text, left.start, right.end)]
    if relation.predicate == ACQUIRED:
        said.append(factuality.status(text, left.start, (left.end, right.start), right.end))
    if own is Status.ANNOUNCED:
        said = [own, *(status for status in said if status is Status.CANCELLED)]
    return min((status for status in said if status), key=STATUS_BY_CAUTION.index)
