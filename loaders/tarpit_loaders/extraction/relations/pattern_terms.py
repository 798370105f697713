"""The names, jobs and features of a sentence: what patterns join."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tarpit_graph.identity import is_legal_form
from tarpit_graph.ontology import COMPANY, PRODUCT

from tarpit_loaders.extraction.masked_sentence import BOTH, JOB, NAME, TERM, Sentence, Term
from tarpit_loaders.extraction.read_sentences import ReadSentence
from tarpit_loaders.names import gazetteer
from tarpit_loaders.names.gazetteer import NameMatch
from tarpit_loaders.reader import labels
from tarpit_loaders.reader.read import PredictedMention

_ANYTHING = frozenset((COMPANY, PRODUCT))
#: A name that no file knows counts from this probability on.
_SURE = 0.5
_KNOWN, _UNKNOWN = 0.97, 0.8


def sentence(read: ReadSentence) -> Sentence | None:
    """Return a sentence with its terms, or None where a pattern can find nothing in it."""
    text, block = read.place.text, read.place.block
    gazette = gazetteer.load()
    jobs, features = gazette.find_workloads(text), gazette.find_features(text)
    names = _apart(_names(read, (*jobs, *features)))
    if not names:
        return None
    others = [
        *_both(jobs, features),
        *(_term(h, JOB) for h in jobs),
        *(_term(h, TERM) for h in features),
    ]
    others.sort(key=lambda term: term.start - term.end)  # the longer of two
    terms = sorted(_apart((*names, *others)), key=lambda term: term.start)
    opens = not block.text[: read.place.start].strip()
    return Sentence(text, tuple(terms), block.kind, opens, read.place.document.published)


def _names(read: ReadSentence, terms: Sequence[NameMatch]) -> Iterator[Term]:
    """Yield the names, the surer ones first, but those inside a job or a feature."""
    text, spoken = read.place.text, _spoken(read)
    certain = {(t.start, t.end) for t in spoken if t.trust >= _SURE}
    known = [hit for hit in read.hits if _is_name(hit, text, certain)]
    products = {m.start for m in read.read.mentions if m.kind == labels.PRODUCT}
    longer = [
        term
        for term in spoken
        if any(_holds(term, hit) and _is_apart(term, hit, products) for hit in known)
    ]
    yield from longer
    for hit in known:
        if not any(_is_part(hit, term) for term in terms):
            yield Term(hit.start, hit.end, NAME, _types(hit), hit.entries, trust=_KNOWN)
    yield from (t for t in spoken if not any(w.start <= t.start and t.end <= w.end for w in terms))


def _is_part(hit: NameMatch, term: NameMatch | Term) -> bool:
    """Tell whether a name is a part of what a thing is called: "serverless Postgres"."""
    inside = term.start <= hit.start and hit.end <= term.end
    return inside and (term.start, term.end) != (hit.start, hit.end)


def _spoken(read: ReadSentence) -> list[Term]:
    """Return what the network names, and what its pronouns stand for."""
    found = []
    for index, mention in enumerate(read.read.mentions):
        place = mention.start, mention.end
        if mention.kind in (labels.COMPANY, labels.PRODUCT) and _is_sure(mention, read.text(index)):
            entries = read.entries(index)
            types = frozenset(e.type for e in entries) or _ANYTHING
            found.append(Term(*place, NAME, types, entries, read.text(index), _UNKNOWN))
        elif index in read.antecedents:
            name, entries = read.name(index), read.entries(index)
            types = frozenset(e.type for e in entries) or frozenset((COMPANY,))
            found.append(Term(*place, NAME, types, entries, name, _UNKNOWN))
    return found


def _is_sure(mention: PredictedMention, text: str) -> bool:
    is_spelled = any(c.isupper() or c.isdigit() for c in text)
    return mention.probability >= _SURE and is_spelled and not is_legal_form(text)


def _is_name(hit: NameMatch, text: str, spoken: set[tuple[int, int]]) -> bool:
    """Tell an everyday word from the name: the source is about it, or the network names it."""
    everyday = all(entry.is_everyday(text[hit.start : hit.end]) for entry in hit.entries)
    return hit.is_certain or not everyday or (hit.start, hit.end) in spoken


def _holds(term: Term, hit: NameMatch) -> bool:
    """Tell whether a name holds a known one and more: "Ray Robotics"."""
    return _is_part(hit, term) and not hit.is_certain


def _is_apart(term: Term, hit: NameMatch, products: set[int]) -> bool:
    """Tell "Ray Robotics", which is not Ray, from "Nvidia Omniverse", which names NVIDIA as well."""
    return term.start not in products or COMPANY not in _types(hit)


def _types(hit: NameMatch) -> frozenset[str]:
    return frozenset(entry.type for entry in hit.entries)


def _apart(terms: Iterable[Term]) -> list[Term]:
    """Keep of overlapping terms the first."""
    kept: list[Term] = []
    for term in terms:
        if all(term.end <= other.start or other.end <= term.start for other in kept):
            kept.append(term)
    return kept


def _term(hit: NameMatch, kind: str) -> Term:
    return Term(hit.start, hit.end, kind, _types(hit), hit.entries)


def _both(jobs: Iterable[NameMatch], features: Iterable[NameMatch]) -> Iterator[Term]:
    places = {(hit.start, hit.end): hit for hit in features}
    for job in jobs:
        if feature := places.get((job.start, job.end)):
            types = _types(job) | _types(feature)
            yield Term(job.start, job.end, BOTH, types, (*job.entries, *feature.entries))
