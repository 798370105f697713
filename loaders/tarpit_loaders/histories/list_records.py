"""What a change of a list says, as a record: products by name, headings and owners as the list spells them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tarpit_loaders.histories import records
from tarpit_loaders.histories.listing import Change, Event
from tarpit_loaders.histories.records import HistoryFile
from tarpit_loaders.sources.landscape import spelled_out, without_remark

#: Events that also tell who owns a product.
_TELL_OWNER = frozenset(("base stock", "entered", "returned", "renamed", "owner"))


def of_list(
    source: HistoryFile, change: Change, organisations: Mapping[str, str]
) -> dict[str, Any]:
    """Return the record of one change of a list.

    Args:
        source: The list.
        change: What one commit did to it.
        organisations: The spelled-out name of an owner by its slug, where the list has one.
    """
    events = [_event(event, organisations) for event in change.events]
    return records.record(
        source,
        change.commit,
        events,
        clean_up=change.is_cleanup,
        restructure=change.is_restructure,
    )


def _event(event: Event, organisations: Mapping[str, str]) -> dict[str, Any]:
    category, subcategory, _ = event.place
    item = event.item
    said: dict[str, Any] = {
        "event": event.kind,
        "product": without_remark(item.name),
        "category": category,
        "subcategory": subcategory,
        "line": item.line,
        "homepage": item.homepage,
        "repository": item.repository,
        "reason": event.reason,
        "elsewhere": event.elsewhere,
    }
    if event.before is not None:
        said["from_category"], said["from_subcategory"], name = event.before
        said["from_product"] = without_remark(name)
    if event.kind in _TELL_OWNER and item.owner:
        said["owner"] = _owner(item.owner, item.name, organisations)
    if event.kind == "owner" and event.was:
        said["was"] = _owner(event.was, item.name, organisations)
    if event.kind in ("stage", "base stock", "entered", "returned"):
        said["stage"] = item.stage
    if event.kind == "stage":
        said["was"] = event.was
    return said


def _owner(slug: str, product: str, organisations: Mapping[str, str]) -> str:
    return organisations.get(slug) or spelled_out(slug, product)
