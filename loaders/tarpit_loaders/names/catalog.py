"""What is known of names before any text is read: files of facts, looked up by folded name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from tarpit_graph.identity import base_name, decisions, entity_id, normalize_name
from tarpit_graph.identity.decisions import Decisions
from tarpit_graph.ontology import COMPANY, FEATURE, PRODUCT, WORKLOAD
from tarpit_graph.settings import Settings

WORKLOADS, FEATURES = "workloads.yml", "features.yml"
COMPANIES = ("companies.yml", "investors.yml")
PRODUCTS = ("products.yml", "lfai.yml")
#: Known when a text is read, and no part of the built-in landscape.
OTHER_PRODUCTS = ("other_products.yml",)
#: Where the name of a family may end and that of a version go on.
_PART = re.compile(r"[ -](?=\w)")
#: A longer name is none, in characters; Neo4j can index no more than 8 kB.
MAX_NAME = 200
#: Control characters, and marks that turn the direction of text.
_INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
#: What makes the rest a version: "Titan Takeoff" is none of Titan.
_VERSION = re.compile(
    r"\d|\b(?:pro|mini|nano|lite|flash|turbo|ultra|large|medium|small|haiku|sonnet|opus|instant|instruct|plus|max|"
    r"xl|vision|preview|base|thinking|reasoning)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """One known entity.

    Attributes:
        aliases: Other spellings and names of the same thing.
        categories: Names that only landscapes use for it, too common to be read in a text.
        ambiguous: The name is also an everyday word or a first name.
        maker: The company that makes a product.
        workload: The job a product does.
        kind: What sort it is: `investor`, `model`; empty for the usual.
        is_listed: Its shares are traded.
        homepage: Its address.
        hosts_only: A foundation: it hosts projects, but no product competes in its name.
        is_layer: A workload that only groups others, and that no text names.
        family: The product of which this is a version.
    """

    type: str
    name: str
    aliases: tuple[str, ...] = ()
    ambiguous: bool = False
    maker: str = ""
    workload: str = ""
    hosts_only: bool = False
    is_layer: bool = False
    categories: tuple[str, ...] = ()
    kind: str = ""
    is_listed: bool = False
    homepage: str = ""
    family: str = ""

    def is_everyday(self, surface: str) -> bool:
        """Tell whether a spelling is also an everyday word: "Together" is, "Together AI" is not."""
        return self.ambiguous and " " not in surface

    @property
    def id(self) -> str:
        """The entity's id in the graph."""
        return entity_id(self.type, self.name)

    @property
    def surfaces(self) -> tuple[str, ...]:
        """Every way to write it, its own name first."""
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True)
class Catalog:
    """All known entities, and what people decided of their names."""

    entries: tuple[CatalogEntry, ...]
    decisions: Decisions = field(default_factory=Decisions)
    _by_name: dict[tuple[str, str], CatalogEntry] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for entry in self.entries:
            for surface in (*entry.surfaces, *entry.categories):
                self._by_name.setdefault((entry.type, normalize_name(surface)), entry)

    def find(self, type_: str, name: str) -> CatalogEntry | None:
        """Return the known entity of this type and name, or None."""
        return self._by_name.get((type_, normalize_name(name)))

    def resolve(self, type_: str, name: str, spelling: str = "") -> tuple[str, str]:
        """Return the id and name under which an entity belongs in the graph.

        Args:
            type_: Its label.
            name: Its name as far as it is known.
            spelling: How the text writes it, where that is another word.

        >>> load().resolve("Company", "Open AI")
        ('company:openai', 'OpenAI')
        >>> load().resolve("Company", "Acme Vector, Inc.")
        ('company:acmevector', 'Acme Vector')
        """
        if (apart := self.decisions.split(type_, spelling or name)) is not None:
            return entity_id(type_, apart), apart
        return self.undecided(type_, self.decisions.name_of(type_, self.undecided(type_, name)[1]))

    def undecided(self, type_: str, name: str) -> tuple[str, str]:
        """Return the id and name of an entity as it would be without decisions about names."""
        entry = self.find(type_, name)
        if entry is not None:
            return entry.id, entry.name
        name = " ".join(_INVISIBLE.sub(" ", name).split())
        return entity_id(type_, name), base_name(name) if type_ == COMPANY else name

    def family(self, name: str) -> CatalogEntry | None:
        """Return the product of which a name spells a version: the same word, and more behind it.

        >>> [
        ...     entry and entry.name
        ...     for entry in map(load().family, ("GPT-4o Mini", "Claude Opus 4.5", "GPT-4.1"))
        ... ]
        ['GPT-4', 'Claude', None]
        """
        if len(name) > MAX_NAME:
            return None
        if (own := self.find(PRODUCT, name)) is not None:
            return self.find(PRODUCT, own.family) if own.family else None
        for match in reversed([*_PART.finditer(name)]):
            entry = self.find(PRODUCT, name[: match.start()])
            if entry is not None and entry.kind == "model" and _VERSION.search(name, match.end()):
                return self.find(PRODUCT, entry.family) if entry.family else entry
        return None


@cache
def load() -> Catalog:
    """Read the built-in files, once a process."""
    return Catalog(tuple(_entries()), decisions.read(Settings().decisions_file))


def text(file: str) -> str:
    """Return a built-in file of names as it stands."""
    return (files("tarpit_loaders.names") / file).read_text(encoding="utf-8")


def _entries() -> Iterator[CatalogEntry]:
    for layer in _rows(WORKLOADS):
        yield CatalogEntry(WORKLOAD, layer["layer"], is_layer=True)
        for workload in layer["workloads"]:
            yield CatalogEntry(
                WORKLOAD,
                workload["name"],
                tuple(workload.get("aliases", ())),
                categories=tuple(workload.get("categories", ())),
            )
    for row in _rows(FEATURES):
        yield _named(FEATURE, row)
    companies: dict[str, CatalogEntry] = {}
    for row in (row for file in COMPANIES for row in _rows(file)):
        company = companies[normalize_name(row["name"])] = _named(COMPANY, row)
        yield company
    for row in (row for file in (*PRODUCTS, *OTHER_PRODUCTS) for row in _rows(file)):
        product, maker = _named(PRODUCT, row), row.get("by", "")
        if maker and normalize_name(maker) not in companies:
            namesake = product.ambiguous and maker == product.name
            company = companies[normalize_name(maker)] = CatalogEntry(
                COMPANY, maker, ambiguous=namesake
            )
            yield company
        namesake_of = companies.get(normalize_name(product.name))
        if namesake_of is not None and namesake_of.ambiguous:
            # "Harvey" is a first name whichever of the two it stands for.
            product = replace(product, ambiguous=True)
        yield product
        yield from _versions(product, row)


def _versions(family: CatalogEntry, row: dict[str, Any]) -> Iterator[CatalogEntry]:
    for version in row.get("versions", ()):
        name = version if isinstance(version, str) else version["name"]
        aliases = () if isinstance(version, str) else tuple(version["aliases"])
        yield CatalogEntry(
            PRODUCT, name, aliases, maker=family.maker, workload=family.workload,
            kind=family.kind, family=family.name,
        )  # fmt: skip


def _rows(file: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = yaml.load(text(file), yaml.CSafeLoader)
    return rows


def _named(type_: str, row: dict[str, Any]) -> CatalogEntry:
    return CatalogEntry(
        type_,
        row["name"],
        tuple(row.get("aliases", ())),
        bool(row.get("ambiguous", False)),
        row.get("by", ""),
        row.get("does", ""),
        bool(row.get("foundation", False)),
        kind=row.get("kind", ""),
        is_listed=bool(row.get("ticker")),
        homepage=row.get("homepage", ""),
    )


def is_foundation(maker: str) -> bool:
    """Tell whether a maker is a foundation: no product competes in its name."""
    known = load().find(COMPANY, maker)
    return known.hosts_only if known else "foundation" in maker.lower().split()
