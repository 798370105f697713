"""Landscape files in the form that LF AI & Data and the CNCF publish.

Categories are workloads, items are products, their organisations are the companies that make them;
a category of members or providers lists companies alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

import yaml
from tarpit_graph.errors import InputError
from tarpit_graph.identity import normalize_name
from tarpit_graph.ontology import COMPANY, DESCRIBED_AS, MAKES, PRODUCT, SERVES
from tarpit_graph.records import Mention

from tarpit_loaders.documents import files
from tarpit_loaders.documents.files import File
from tarpit_loaders.documents.items import Reading
from tarpit_loaders.formats.yaml_nodes import compose, flag, items, mapping, place, text_of, walk
from tarpit_loaders.names import catalog, namesakes
from tarpit_loaders.sources import Source
from tarpit_loaders.structured.claim_builder import ClaimBuilder, Stretch

_PATTERN = "landscape/1"

_LISTS_COMPANIES = re.compile(
    r"\b(?:members?|member company|companies|partners?|service providers?|end user|"
    r"certified cnfs)\b",
    re.IGNORECASE,
)
#: What landscapes add to a name: "Zilliz (hosting)", "Google Cloud (member)".
_REMARK = re.compile(
    r" \((?:hosting|kcsp|ktp|end user|supporter|archived|graduated|incubating|sandbox|"
    r"(?:cncf|lf ai|lfai|asf|apache)[^()]*|[^()]*\bmember\b[^()]*)\)$",
    re.I,
)
#: Crunchbase tells equal names apart by digits at the end: "wework-857c", "h2o-2".
_SLUG_SUFFIX = re.compile(r"-(?:(?=[0-9a-f]*\d)[0-9a-f]{4}|\d)$")
_FIRST_KEY = re.compile(r"^(?P<key>landscape|categories)\s*:", re.MULTILINE)
_HAS_ITEMS = re.compile(r"^\s+items\s*:", re.MULTILINE)
#: A longer name is none.
_LONGEST_NAME = 200
_KEYS = ("landscape", "categories")
_SMALL_WORDS = frozenset(("of", "the", "and", "for"))


def recognises(head: str) -> bool:
    """Tell a landscape file by its first key; landscape2 calls it `categories`, as its settings do."""
    found = _FIRST_KEY.search(head)
    return found is not None and (found["key"] == "landscape" or bool(_HAS_ITEMS.search(head)))


def read(file: File) -> Iterator[Reading]:
    """Yield the one document of a file."""
    text = files.text(file)
    root = mapping(compose(text))
    if (key := next((key for key in _KEYS if key in root), None)) is None:
        raise InputError('is YAML but no landscape file: it has no "landscape" at its top')
    rows = ClaimBuilder.of_file(file, text, SOURCE.kind, _PATTERN, title=file.path.name)
    listing = _Listing(rows, _company_names(root, key))
    for category in walk(root, key):
        listing.category(category)
    yield rows.reading(file.name)


def _company_names(root: dict[str, yaml.Node], key: str) -> dict[str, str]:
    """Return the spelled-out name for each Crunchbase page that a list of companies has."""
    names: dict[str, str] = {}
    for category in walk(root, key):
        for subcategory in walk(category, "subcategories"):
            if lists_companies(text_of(category.get("name")), text_of(subcategory.get("name"))):
                for item in walk(subcategory, "items"):
                    slug = organisation_slug(text_of(item.get("crunchbase")))
                    name = without_remark(text_of(item.get("name")))
                    if slug and name and len(name) < len(names.get(slug, "x" * 200)):
                        names[slug] = name
    return names


def lists_companies(category: str, subcategory: str) -> bool:
    """Tell whether a category lists companies, such as members, rather than products."""
    return any(_LISTS_COMPANIES.search(name) for name in (category, subcategory))


def without_remark(name: str) -> str:
    """Return a name without what a landscape adds to it.

    >>> without_remark("Google Cloud (member)")
    'Google Cloud'
    """
    return _REMARK.sub("", name) if len(name) <= _LONGEST_NAME else name


def organisation_slug(address: str) -> str:
    """Return what names an organisation in the address of its Crunchbase page."""
    _, found, slug = address.partition("/organization/")
    return unquote(slug).strip("/") if found else ""


class _Listing:
    """Walks one landscape file and says what each row says."""

    def __init__(self, rows: ClaimBuilder, names: dict[str, str]) -> None:
        self.rows = rows
        self.names = names

    def category(self, category: dict[str, yaml.Node]) -> None:
        layer = text_of(category.get("name"))
        for subcategory in walk(category, "subcategories"):
            segment = text_of(subcategory.get("name"))
            companies = lists_companies(layer, segment)
            for node in items(subcategory.get("items")):
                item = mapping(node)
                if companies:
                    self._member(place(node), item)
                elif layer and segment:
                    workload = self.rows.segment(place(subcategory["name"]), layer, segment)
                    self._product(place(node), item, workload)

    def _member(self, row: Stretch, item: dict[str, yaml.Node]) -> None:
        name = without_remark(text_of(item.get("name")))
        if name:
            self.rows.add(
                row,
                DESCRIBED_AS,
                self.rows.entity(COMPANY, name),
                attributes={
                    "homepage": text_of(item.get("homepage_url")),
                    "crunchbase": text_of(item.get("crunchbase")),
                    "ticker": text_of(item.get("stock_ticker")),
                    "description": text_of(item.get("description")),
                },
            )

    def _product(self, row: Stretch, item: dict[str, yaml.Node], workload: Mention) -> None:
        name = without_remark(text_of(item.get("name")))
        if not name:
            return
        addresses = (text_of(item.get(key)) for key in ("repo_url", "homepage_url"))
        product = self.rows.entity(PRODUCT, namesakes.name_at(name, *addresses))
        self.rows.add(row, SERVES, product, workload)
        for second in _second_paths(item):
            layer, _, segment = (part.strip() for part in second.partition("/"))
            if layer and segment:
                self.rows.add(row, SERVES, product, self.rows.segment(row, layer, segment))
        repository, declared = text_of(item.get("repo_url")), flag(item.get("open_source"))
        self.rows.add(
            row,
            DESCRIBED_AS,
            product,
            attributes={
                "homepage": text_of(item.get("homepage_url")),
                "description": text_of(item.get("description")),
                "repository": repository,
                "open_source": bool(repository) if declared is None else declared,
                "licence": text_of(item.get("license")),
                "maturity": text_of(item.get("project")),
            },
        )
        if (maker := self._maker(item)) and not catalog.is_foundation(maker):
            self.rows.add(row, MAKES, self.rows.entity(COMPANY, maker), product)

    def _maker(self, item: dict[str, yaml.Node]) -> str:
        organisation = text_of(mapping(item.get("organization")).get("name"))
        if organisation or flag(item.get("unnamed_organization")):
            return organisation
        slug = organisation_slug(text_of(item.get("crunchbase")))
        return self.names.get(slug) or spelled_out(slug, text_of(item.get("name")))


def spelled_out(slug: str, product: str) -> str:
    """Return the name that a slug stands for; that of its product where only capitals differ.

    >>> spelled_out("linux-foundation-3", "Zilla"), spelled_out("yugabyte", "YugaByte")
    ('Linux Foundation', 'YugaByte')
    """
    words = _SLUG_SUFFIX.sub("", slug).split("-")
    if normalize_name("".join(words)) == normalize_name(product):
        return product  # the slug has lost its capitals
    return " ".join(w if w in _SMALL_WORDS else w.title() for w in words if w)


def _second_paths(item: dict[str, yaml.Node]) -> list[str]:
    node = item.get("second_path")
    return [text_of(child) for child in items(node)] or [text for text in [text_of(node)] if text]


SOURCE = Source(
    kind="landscape",
    endings=(".yml", ".yaml"),
    reads=(
        "categories as workloads in layers, items as products with their makers, members as companies"
    ),
    skips="logos, funding figures and repository statistics",
    read=read,
    recognises=recognises,
)
