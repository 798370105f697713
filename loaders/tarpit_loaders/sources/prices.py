"""Price lists of models: what a million tokens cost, from which day to which.

Read are the files of github.com/simonw/llm-prices, one a vendor with the history of each model, and a
plain table: `product,price,per` with `company`, `currency`, `from`, `until` where known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml
from tarpit_graph.errors import InputError
from tarpit_graph.identity import normalize_name
from tarpit_graph.ontology import COMPANY, MAKES, PART_OF, PRICE, PRICED_AT, PRODUCT, SERVES
from tarpit_graph.records import Mention, Scalar

from tarpit_loaders.documents import files
from tarpit_loaders.documents.files import File
from tarpit_loaders.documents.items import Reading
from tarpit_loaders.formats import tabular
from tarpit_loaders.formats.tabular import Row
from tarpit_loaders.formats.yaml_nodes import compose, items, mapping, place, text_of
from tarpit_loaders.names import catalog
from tarpit_loaders.reader import money
from tarpit_loaders.sources import Source
from tarpit_loaders.structured.claim_builder import ClaimBuilder, Stretch, ValidTime

_PATTERN = "prices/1"

_JSON = re.compile(r'"price_history"\s*:|"prices"\s*:\s*\[')
_UNITS = {
    "input": "million input tokens",
    "output": "million output tokens",
    "input_cached": "million cached input tokens",
}
#: A price that holds from or up to so long a prompt: "Gemini 2.5 Pro >200k".
_TIER = re.compile(r" ?(?P<sign>[≤<>≥]=?) ?(?P<size>\d{1,6}k)$")
#: What a price is for, and a remark: "(image gen)"; a date stays, for it tells versions apart.
_KIND = re.compile(r" (?P<kind>(?:text|image|audio|video|cached) tokens)$")
_REMARK = re.compile(r" ?\([a-z ]{1,60}\)")
_PRODUCTS = ("product", "model", "name")


def recognises(head: str) -> bool:
    """Tell a price list by its fields, or by the head of its table."""
    if head.lstrip()[:1] in ("{", "["):
        return _JSON.search(head) is not None
    header = tabular.header(head)
    return "price" in header and bool(header & {"product", "model"})


def read(file: File) -> Iterator[Reading]:
    """Yield the one document of a list."""
    text = files.text(file)
    rows = ClaimBuilder.of_file(file, text, SOURCE.kind, _PATTERN)
    if text.lstrip()[:1] in ("{", "["):
        _vendors(rows, text, file.hints.workloads)
    else:
        for row in tabular.rows(text):
            _row(rows, row, file.hints.workloads)
    if not rows.claims:
        raise InputError("lists no price that could be read")
    yield rows.reading(file.name)


def _vendors(rows: ClaimBuilder, text: str, hints: tuple[str, ...]) -> None:
    root = mapping(compose(text))
    maker = text_of(root.get("vendor"))
    for node in items(root.get("models")):
        model = mapping(node)
        name = text_of(model.get("name")) or text_of(model.get("id"))
        for spell in items(model.get("price_history")):
            _spell(rows, spell, name, maker, hints)
    for node in items(root.get("prices")):
        row = mapping(node)
        name = text_of(row.get("name")) or text_of(row.get("id"))
        _spell(rows, node, name, text_of(row.get("vendor")), hints)


def _spell(
    rows: ClaimBuilder, node: yaml.Node, name: str, maker: str, hints: tuple[str, ...]
) -> None:
    """Say what a model costs in one stretch of time: up to three prices."""
    fields, row = mapping(node), place(node)
    when = ValidTime.stated(text_of(fields.get("from_date")), text_of(fields.get("to_date")))
    models, condition = _models(name)
    for field, unit in _UNITS.items():
        amount = _number(text_of(fields.get(field)))
        for model in models if amount is not None else ():
            product = _product(rows, row, model, maker, hints)
            _price(rows, row, product, amount or 0, f"{unit}{condition}", when)


def _models(name: str) -> tuple[tuple[str, ...], str]:
    """Part the models of a row from what its price holds for; a row is no product.

    >>> _models("Gemini 2.5 Pro >200k"), _models("GPT-4o")
    ((('Gemini 2.5 Pro',), ', prompts above 200k'), (('GPT-4o',), ''))
    >>> _models("Claude Sonnet 4 and 4.5 ≤200k")
    (('Claude Sonnet 4', 'Claude Sonnet 4.5'), ', prompts up to 200k')
    >>> _models("gpt-image-2 (image gen) text tokens")
    (('gpt-image-2',), ', text tokens')
    """
    name, condition = " ".join(name.split()), ""
    if len(name) > catalog.MAX_NAME:
        return (), condition
    if (match := _TIER.search(name)) is not None:
        side = "above" if match["sign"][0] in ">≥" else "up to"
        name, condition = name[: match.start()], f", prompts {side} {match['size']}"
    if (match := _KIND.search(name)) is not None:
        name, condition = name[: match.start()], f", {match['kind']}{condition}"
    name = _REMARK.sub("", name).strip()
    first, both, second = name.partition(" and ")
    if both and second[:1].isdigit():  # "Claude Sonnet 4 and 4.5"
        second = f"{first.rpartition(' ')[0]} {second}"
    return tuple(model for model in (first, second) if model), condition


def _row(rows: ClaimBuilder, row: Row, hints: tuple[str, ...]) -> None:
    name = row.first(*_PRODUCTS)
    when = ValidTime.stated(
        row.first("from", "from_date", "since", "date"), row.first("until", "to", "to_date")
    )
    amount = _number(row.first("price"))
    currency = row.first("currency").upper() or "USD"
    usd = money.in_usd(amount or 0, currency, when.since.year if when.since else None)
    if 0 < len(name) <= catalog.MAX_NAME and amount is not None and usd is not None:
        maker, job = row.first("company", "vendor", "maker"), row.first("workload", "category")
        product = _product(rows, row.place, name, maker, (job,) if job else hints)
        _price(rows, row.place, product, usd, row.first("per", "unit") or "unit", when)


def _product(
    rows: ClaimBuilder, row: Stretch, name: str, maker: str, jobs: tuple[str, ...]
) -> Mention:
    """Return the product that a list names, and say who makes it and which jobs it does.

    A list is exact: its "GPT-4o Mini" is not the "GPT-4" that a newsletter means by any such name.
    """
    product = rows.entity(PRODUCT, name, exact=True)
    family = catalog.load().family(name)
    if family is not None and (not maker or _maker(maker) == family.maker):
        rows.add(row, PART_OF, product, rows.entity(PRODUCT, family.name))
    if maker and (company := _maker(maker)):
        rows.add(row, MAKES, rows.entity(COMPANY, company), product)
    for job in jobs:
        rows.add(row, SERVES, product, rows.segment(row, "", job))
    return product


def _maker(vendor: str) -> str:
    """Return the company of a vendor, which may go by the name of its product: "qwen"."""
    spelling = vendor.replace("-", " ")
    names = catalog.load()
    if (company := names.find(COMPANY, spelling)) is not None:
        return company.name
    product = names.find(PRODUCT, spelling)
    return product.maker if product else spelling.title() if spelling.islower() else spelling


def _price(
    rows: ClaimBuilder, row: Stretch, product: Mention, usd: float, unit: str, when: ValidTime
) -> None:
    since = f" from {when.since.isoformat()}" if when.since else ""
    name = f"{product.name}: ${usd:g} per {unit}{since}"
    price = rows.entity(PRICE, name)
    said: dict[str, Scalar | None] = {"price_usd": usd, "price": f"${usd:g}", "per": unit}
    rows.add(row, PRICED_AT, product, price, said, when=when)


def _number(text: str) -> float | None:
    cleaned = text.strip().lstrip("$€£").replace(",", "")
    try:
        amount = float(cleaned)
    except ValueError:
        return None
    return amount if 0 <= amount < 1e9 and normalize_name(cleaned) != "nan" else None


SOURCE = Source(
    kind="prices",
    endings=(".json", ".csv", ".tsv"),
    reads="each price of each product with the days from and until which it holds; who makes it, for which job",
    skips="prices without a figure",
    read=read,
    recognises=recognises,
)
