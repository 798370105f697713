"""From what a commit changed to claims, one function per kind of event."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from tarpit_graph.errors import InputError
from tarpit_graph.ontology import (
    ADOPTION,
    COMPANY,
    DESCRIBED_AS,
    FEATURE,
    HAS_ADOPTION,
    HAS_FEATURE,
    HELD_BY,
    LICENCE,
    LICENSED_UNDER,
    LISTED_IN,
    OWNER_LISTED_AS,
    PRODUCT,
    RENAMED_TO,
)
from tarpit_graph.records import Mention, Status

from tarpit_loaders.documents import dates
from tarpit_loaders.names import catalog, namesakes
from tarpit_loaders.structured.claim_builder import ClaimBuilder, Stretch, ValidTime

_NOTHING: Mapping[str, Any] = {}
#: How an event reads in the text of its commit.
_SIGNS = {"left": "-", "moved": "~", "renamed": "~", "owner": "~", "stage": "~"}


def words(event: Mapping[str, Any]) -> str:
    """Return one line that says what an event is, for a reader.

    >>> words({"event": "left", "product": "Kite", "category": "Data", "subcategory": "Stores"})
    '- Data / Stores: Kite (left)'
    """
    heading = " / ".join(filter(None, (event.get("category"), event.get("subcategory"))))
    line = str(event.get("line") or _named(event))
    now = event.get("owner") if event["event"] == "owner" else event.get("stage")
    detail = ", ".join(
        filter(
            None,
            (
                str(event["event"]),
                _origin(event),
                f"was {event['was']}" if event.get("was") else "",
                f"is {now}" if event["event"] in ("owner", "stage") and now else "",
                str(event.get("reason") or ""),
                "still listed elsewhere" if event.get("elsewhere") else "",
            ),
        )
    )
    sign = _SIGNS.get(str(event["event"]), "+")
    return " ".join(f"{sign} {heading + ': ' if heading else ''}{line} ({detail})".split())


def _named(event: Mapping[str, Any]) -> str:
    return " ".join(str(event[key]) for key in ("product", "feature", "value") if event.get(key))


def _origin(event: Mapping[str, Any]) -> str:
    if not event.get("from_product"):
        return ""
    return f"from {event['from_category']} / {event['from_subcategory']}: {event['from_product']}"


def add_record(rows: ClaimBuilder, record: Mapping[str, Any], stretches: Sequence[Stretch]) -> None:
    """Add the claims of every event of a commit.

    Args:
        rows: Where to.
        record: What the commit changed.
        stretches: Where each of its events stands in the document.

    Raises:
        InputError: there is no such event.
    """
    segments: dict[tuple[str, str], Mention] = {}
    for event, row in zip(record["events"], stretches, strict=True):
        kind = event["event"]
        if kind not in _KINDS:
            raise InputError(f"there is no event {kind!r}; known: {', '.join(_KINDS)}")
        _KINDS[kind](_Commit(rows, row, record, segments), event)


class _Commit:
    """Says what one event of one commit says, with the commit and the line as the sentence."""

    def __init__(
        self,
        rows: ClaimBuilder,
        row: Stretch,
        record: Mapping[str, Any],
        segments: dict[tuple[str, str], Mention],
    ) -> None:
        self.rows, self.row, self.record, self._segments = rows, row, record, segments
        self.day = date.fromisoformat(record["day"])
        line = rows.document.text[slice(*row)]
        subject = f"“{record['subject']}” " if record["subject"] else ""
        self.sentence = (
            f"{record['day']} {record['commit'][:10]} {subject}"
            f"{record['history']} {record['path']}: {line}"
        )

    def segment(self, category: str, subcategory: str) -> Mention:
        """Return the job that a heading names; its layer is told once a commit."""
        heading = (category, subcategory)
        if heading not in self._segments:
            self._segments[heading] = self.rows.segment(self.row, *heading)
        return self._segments[heading]

    def add(
        self,
        predicate: str,
        subject: Mention,
        object_: Mention | None = None,
        *,
        closes: bool = False,
        status: Status = Status.COMPLETED,
        confidence: float = 0.95,
        attributes: Mapping[str, Any] = _NOTHING,
        since: date | None = None,
    ) -> None:
        """Say that something holds since this day, or one that is stated, or no longer."""
        if object_ is not None and object_.id == subject.id:
            return
        self.rows.add(
            self.row,
            predicate,
            subject,
            object_,
            {k: v for k, v in attributes.items() if isinstance(v, (str, int, float))},
            when=ValidTime(None if closes else since or self.day, self.day if closes else None),
            status=status,
            confidence=confidence,
            sentence=self.sentence,
        )

    def product(self, name: str, event: Mapping[str, Any]) -> Mention:
        """Return the product of a name, told from its namesakes by its addresses."""
        addresses = (str(event.get("repository") or ""), str(event.get("homepage") or ""))
        return self.rows.entity(PRODUCT, namesakes.name_at(name, *addresses))


def _listed(
    commit: _Commit,
    product: Mention,
    category: str,
    subcategory: str,
    *,
    closes: bool = False,
    **attributes: str | bool | None,
) -> None:
    segment = commit.segment(category, subcategory)
    commit.add(
        LISTED_IN,
        product,
        segment,
        closes=closes,
        attributes={
            "list": commit.record["history"],
            "category": category,
            "subcategory": subcategory,
            **attributes,
        },
    )


def _arrived(commit: _Commit, event: Mapping[str, Any]) -> None:
    product = commit.product(event["product"], event)
    base = event["event"] == "base stock"
    _listed(commit, product, event["category"], event["subcategory"], base_stock=base or None)
    _described(commit, product, event)
    _owned(commit, product, event)


def _left(commit: _Commit, event: Mapping[str, Any]) -> None:
    product = commit.product(event["product"], event)
    reason = event.get("reason") or ("cleaned up" if commit.record.get("clean_up") else "")
    _listed(commit, product, event["category"], event["subcategory"], closes=True, reason=reason)


def _moved(commit: _Commit, event: Mapping[str, Any]) -> None:
    """A move, a rename or both: what stood in the old place left it, and stands in the new one."""
    product = commit.product(event["product"], event)
    before = commit.product(event["from_product"], event)
    _listed(
        commit,
        before,
        event["from_category"],
        event["from_subcategory"],
        closes=True,
        reason=event["event"],
    )
    _listed(commit, product, event["category"], event["subcategory"])
    commit.add(RENAMED_TO, before, product)
    _owned(commit, product, event)


def _owner(commit: _Commit, event: Mapping[str, Any]) -> None:
    product = commit.product(event["product"], event)
    if was := event.get("was"):
        _owned(commit, product, {"owner": was}, closes=True)
    _owned(commit, product, event)


def _owned(
    commit: _Commit, product: Mention, event: Mapping[str, Any], *, closes: bool = False
) -> None:
    if owner := event.get("owner"):
        commit.add(
            OWNER_LISTED_AS,
            product,
            commit.rows.entity(COMPANY, owner),
            closes=closes,
            attributes={
                "list": commit.record["history"],
                "foundation": catalog.is_foundation(owner) or None,
            },
        )


def _stage(commit: _Commit, event: Mapping[str, Any]) -> None:
    _described(commit, commit.product(event["product"], event), event)


def _feature(commit: _Commit, event: Mapping[str, Any]) -> None:
    product = commit.product(event["product"], event)
    feature = commit.rows.entity(FEATURE, event["feature"])
    decided = catalog.load().decisions.has_feature(feature.name, product.name)
    if decided is False:
        return
    is_confirmed = decided or event["status"] == "completed"
    commit.add(
        HAS_FEATURE,
        product,
        feature,
        status=Status.COMPLETED if is_confirmed else Status.CANDIDATE,
        confidence=CONFIRMED if is_confirmed else _CANDIDATE,
        attributes={
            key: event.get(key)
            for key in ("segment", "triggered", "release", "release_day", "lines")
        },
        since=dates.day(str(event.get("noted", ""))),
    )


def _licence(commit: _Commit, event: Mapping[str, Any]) -> None:
    _passes(commit, event, LICENSED_UNDER, LICENCE)


def _holder(commit: _Commit, event: Mapping[str, Any]) -> None:
    _passes(commit, event, HELD_BY, COMPANY)


def _passes(commit: _Commit, event: Mapping[str, Any], predicate: str, label: str) -> None:
    """From this day on one thing holds, and what held before it does no longer."""
    product = commit.product(event["product"], event)
    if was := event.get("was"):
        commit.add(predicate, product, commit.rows.entity(label, was), closes=True)
    commit.add(predicate, product, commit.rows.entity(label, event["value"]))


def _adoption(commit: _Commit, event: Mapping[str, Any]) -> None:
    product = commit.product(event["product"], event)
    history = commit.record["history"]
    name = f"{product.name}: {event['measure']} {event['period']}, {history}"
    commit.add(
        HAS_ADOPTION,
        product,
        commit.rows.entity(ADOPTION, name),
        attributes={
            "measure": event["measure"],
            "value": float(event["value"]),
            "period": event["period"],
            "list": history,
        },
    )


def _described(commit: _Commit, product: Mention, event: Mapping[str, Any]) -> None:
    repository = event.get("repository")
    commit.add(
        DESCRIBED_AS,
        product,
        attributes={
            "homepage": event.get("homepage"),
            "repository": repository,
            "open_source": True if repository else None,
            "maturity": event.get("stage"),
        },
    )


#: Shares of features that were dated to within a month of a careful reader's day: see docs/measurements.md.
CONFIRMED, _CANDIDATE = 0.9, 0.45

_KINDS: dict[str, Callable[[_Commit, Mapping[str, Any]], None]] = {
    "base stock": _arrived,
    "entered": _arrived,
    "returned": _arrived,
    "left": _left,
    "moved": _moved,
    "renamed": _moved,
    "owner": _owner,
    "stage": _stage,
    "feature": _feature,
    "licence": _licence,
    "holder": _holder,
    "adoption": _adoption,
}
