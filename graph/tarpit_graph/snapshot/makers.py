"""Who makes each product, by what says so best.

In: a snapshot. Out: a company for each product, and the fact that says so. A product whose maker is unknown
is no competitor of its own, so weaker signs are asked where no sentence speaks: its licence file, the
organisation that owns its repository, the host of its home page.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

from tarpit_graph.identity import entity_id, normalize_name
from tarpit_graph.ontology import COMPANY, HELD_BY, MAKES, OWNER_LISTED_AS, PART_OF, PRODUCT
from tarpit_graph.snapshot import Snapshot, once

#: Each product's company and the id of the fact that says so; the id is empty where no fact does.
Makers = dict[str, tuple[str, str]]

#: Words in the names of those who hold what many make.
_COMMON = ("foundation", "authors", "contributors", "committers", "community", "university")
#: Hosts on which everybody has pages.
_SHARED_HOSTS = frozenset(
    ("github.com", "gitlab.com", "huggingface.co", "pypi.org", "arxiv.org", "readthedocs.io")
)
#: An organisation's other products speak for its maker where so many name one, and no more than a fifth another.
_MIN_PRODUCTS, _MIN_SHARE = 2, 0.75


@once
def makers(snapshot: Snapshot) -> Makers:
    """Return for each product its maker and the fact that says so.

    The best supported MAKES wins. Where there is none, in this order: the owner that a list names last; the
    holder that its licence file names; a company of the product's own name ("Qdrant, a vector database,
    raised…"); the company that its repository's organisation is named after, or that makes the organisation's
    other products; the company with its home page's host. A foundation or a crowd of contributors is no maker.
    A version's is its family's.
    """
    found = _said(snapshot)
    for predicate in (OWNER_LISTED_AS, HELD_BY):
        for product, claim in _named_last(snapshot, predicate).items():
            found.setdefault(product, claim)
    for version, whole in families(snapshot).items():
        if whole in found:
            found.setdefault(version, found[whole])
    products = [n for n, data in snapshot.entities.items() if data["label"] == PRODUCT]
    for product in (p for p in products if p not in found):
        namesake = entity_id(COMPANY, snapshot.name(product))
        if namesake in snapshot.entities:
            found[product] = (namesake, "")
    return found | {p: (company, "") for p, company in _by_address(snapshot, products, found)}


@once
def families(snapshot: Snapshot) -> dict[str, str]:
    """Return the product of which each version is a part: they are one competitor's one product."""
    nodes = snapshot.entities
    return {p: whole for p, whole, _ in snapshot.edges(PART_OF) if nodes[p]["label"] == PRODUCT}


def _said(snapshot: Snapshot) -> Makers:
    best: dict[str, tuple[int, float, str, str]] = {}
    for company, product, fact, *weight in snapshot.facts.told(MAKES, "support", "confidence"):
        claim = (*weight, company, fact)
        best[product] = max(claim, best.get(product, (0, 0.0, "", "")))
    return {product: (company, fact) for product, (_, _, company, fact) in best.items()}


def _named_last(snapshot: Snapshot, predicate: str) -> Makers:
    """Return whom a list or a licence file names last, where that still stands."""
    edges = [
        edge
        for edge in snapshot.edges(predicate)
        if not edge[2].get("valid_to") and not edge[2].get("foundation")
    ]
    edges.sort(key=lambda edge: edge[2].get("valid_from") or date.min)
    return {
        product: (company, fact["id"])
        for product, company, fact in edges
        if not _is_common(snapshot.name(company))
    }


def _is_common(name: str) -> bool:
    return any(word in name.casefold() for word in _COMMON)


def _by_address(
    snapshot: Snapshot, products: list[str], found: Makers
) -> Iterator[tuple[str, str]]:
    """Yield products without a maker whose repository or home page belongs to a company."""
    unmade = {
        product: (_organisation(snapshot, product), _host(snapshot, product))
        for product in products
        if product not in found
    }
    if not any(map(any, unmade.values())):
        return
    named, hosts = _companies_by_name(snapshot), _companies_by_host(snapshot)
    others: dict[str, Counter[str]] = defaultdict(Counter)
    for product in products:
        if product in found and (organisation := _organisation(snapshot, product)):
            others[organisation][found[product][0]] += 1
    for product, (organisation, host) in unmade.items():
        company = named.get(organisation, "") or _most(others[organisation])
        if company := company or hosts.get(host, ""):
            yield product, company


def _most(makers_of: Counter[str]) -> str:
    """Return the company that makes nearly all of an organisation's products; empty where none does."""
    total = makers_of.total()
    company, count = max(makers_of.items(), key=lambda one: (one[1], one[0]), default=("", 0))
    return company if total >= _MIN_PRODUCTS and count >= _MIN_SHARE * total else ""


def _companies_by_name(snapshot: Snapshot) -> dict[str, str]:
    found: dict[str, str] = {}
    for id_, data in sorted(snapshot.entities.items()):
        if data["label"] == COMPANY and not _is_common(data["name"]):
            for name in (data["name"], *data.get("aliases", ())):
                found.setdefault(normalize_name(name), id_)
    found.pop("", None)
    return found


def _companies_by_host(snapshot: Snapshot) -> dict[str, str]:
    found: dict[str, set[str]] = defaultdict(set)
    for id_, data in snapshot.entities.items():
        homepage = data.get("homepage")
        if homepage and data["label"] == COMPANY and not _is_common(data["name"]):
            found[_host_of(homepage)].add(id_)
    return {host: min(ids) for host, ids in found.items() if host and len(ids) == 1}


def _organisation(snapshot: Snapshot, product: str) -> str:
    """Return who owns a product's repository, folded; empty where no repository is known."""
    data = snapshot.entities[product]
    for address in filter(None, (data.get("repository"), data.get("homepage"))):
        parts = urlsplit(address)
        if parts.netloc.removeprefix("www.") in ("github.com", "gitlab.com"):
            return normalize_name(parts.path.strip("/").partition("/")[0])
    return ""


def _host(snapshot: Snapshot, product: str) -> str:
    homepage = snapshot.entities[product].get("homepage")
    return _host_of(homepage) if homepage else ""


def _host_of(address: str) -> str:
    host = urlsplit(address).netloc.lower().removeprefix("www.")
    return "" if host in _SHARED_HOSTS or host.endswith((".github.io", ".readthedocs.io")) else host
