"""The claim builder for structured sources: each row is the evidence for its claims, with its offsets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeAlias

from tarpit_graph.identity import claim_id, digest, entity_id, normalize_name
from tarpit_graph.ontology import ACQUIRED, DESCRIBED_AS, NAMED, PART_OF, WORKLOAD
from tarpit_graph.records import BY, Claim, Document, Mention, Scalar, Status

from tarpit_loaders.documents import date_forms, dates
from tarpit_loaders.documents.files import File
from tarpit_loaders.documents.items import Raw, Reading, document
from tarpit_loaders.formats import tabular
from tarpit_loaders.formats.tabular import Part
from tarpit_loaders.names import catalog

#: A row is quoted up to this length; its offsets still span all of it.
_MAX_QUOTE = 400
_CONFIDENCE = 0.95
#: Where a row starts and ends in the document's text.
Stretch: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ValidTime:
    """The days between which a row says that something holds; None where it does not say.

    Attributes:
        precision: How precisely `since` is stated: day, month or year.
    """

    since: date | None = None
    until: date | None = None
    precision: str = "day"

    @classmethod
    def stated(cls, since: object, until: object = None) -> ValidTime:
        """Return the days that cells state, as precisely as they state them.

        >>> (
        ...     ValidTime.stated("Jun 4, 2024"),
        ...     ValidTime.stated("2025-10").precision,
        ...     ValidTime.stated("soon").since,
        ... )
        (ValidTime(since=datetime.date(2024, 6, 4), until=None, precision='day'), 'month', None)
        """
        first, last = date_forms.parse(since), date_forms.parse(until)
        precision = first.precision if first else "day"
        since_day, until_day = first.start if first else None, last.last if last else None
        return cls(since_day, until_day, precision)


NEVER = ValidTime()
_NOTHING: Mapping[str, Scalar | None] = {}


@dataclass(slots=True)
class ClaimBuilder:
    """Collects the claims of one structured document."""

    document: Document
    kind: str
    claims: dict[str, Claim] = field(default_factory=dict)
    quarantined: list[str] = field(default_factory=list)

    @classmethod
    def of_part(cls, part: Part, file: File, source: str, pattern: str) -> ClaimBuilder:
        """Start the document of one part of a large table."""
        record = document(
            _part_id(part, file),
            part.text,
            source,
            title=tabular.title(file),
            published=dates.first(file_name=file.name, given=file.hints.published),
        )
        return cls(record, pattern)

    @classmethod
    def of_file(
        cls, file: File, text: str, source: str, pattern: str, *, title: str = ""
    ) -> ClaimBuilder:
        """Start the one document of a file; without a title it goes by the file's name."""
        record = document(
            file.hints.url or file.name,
            text,
            source,
            title=title or file.name.rpartition("/")[2],
            published=dates.first(file_name=file.name, given=file.hints.published),
        )
        return cls(record, pattern)

    def entity(self, type_: str, name: str, *, exact: bool = False) -> Mention:
        """Resolve a name of the row to an entity.

        Args:
            type_: Its label.
            name: As the row spells it.
            exact: Another name of a known entity is one of its own here.
        """
        names = catalog.load()
        entry = names.find(type_, name)
        if exact and entry is not None and normalize_name(entry.name) != normalize_name(name):
            return Mention(entity_id(type_, name), type_, name, name, 0, 0)
        id_, known = names.resolve(type_, name)
        return Mention(id_, type_, known, name, 0, 0)

    def segment(self, row: Stretch, layer: str, segment: str) -> Mention:
        """Return the job that a category of a layer stands for: a known one, else one of its name.

        Args:
            row: Where the category is named; it says that a job of its own is part of its layer.
            layer: The heading above it; may be empty.
            segment: Its own name.
        """
        for name in (f"{layer} {segment}", segment):
            known = catalog.load().find(WORKLOAD, name)
            if known and not known.is_layer:
                return self.entity(WORKLOAD, name)
        if not layer or layer == segment:
            return self.entity(WORKLOAD, segment)
        workload = self.entity(WORKLOAD, f"{layer}: {segment}")
        self.add(row, PART_OF, workload, self.entity(WORKLOAD, layer))
        return workload

    def add(
        self,
        row: Stretch,
        predicate: str,
        subject: Mention,
        object_: Mention | None = None,
        attributes: Mapping[str, Scalar | None] = _NOTHING,
        *,
        when: ValidTime = NEVER,
        status: Status = Status.COMPLETED,
        confidence: float = _CONFIDENCE,
        sentence: str = "",
    ) -> None:
        """Add the claim that a row makes; attributes that are None or empty are left out.

        Args:
            row: Where it stands.
            predicate, subject, object_, attributes: What it says.
            when: The days between which that holds.
            status, confidence: How far it has come, and how sure the row is of it.
            sentence: The row without its markup, where it has any.
        """
        said = {k: v for k, v in sorted(attributes.items()) if v is not None and v != ""}
        if (predicate == DESCRIBED_AS and not said) or self._has_long_name(subject, object_):
            return
        start, end = row
        claim = Claim(
            id=self._id(row, predicate, subject, object_, said),
            predicate=predicate,
            subject=_at(subject, start, end),
            object=_at(object_, start, end) if object_ else None,
            status=status,
            confidence=confidence,
            sentence=self._quote(row, sentence),
            start=start,
            end=end,
            document=self.document.id,
            pattern=self.kind,
            date=when.since or self.document.published,
            precision=self._precision(predicate, when),
            until=when.until,
            attributes=said,
        )
        self.claims[claim.id] = claim

    def _has_long_name(self, *ends: Mention | None) -> bool:
        """Quarantine a claim that a name too long to be one makes."""
        for end in ends:
            if end and len(end.surface) > catalog.MAX_NAME:
                self.quarantined.append(
                    f"{end.surface[:40]}…: a name of {len(end.surface):,} characters; "
                    f"{catalog.MAX_NAME} are the most"
                )
                return True
        return False

    def _precision(self, predicate: str, when: ValidTime) -> str:
        """A deal of a list without days had happened by the day of the list."""
        if when.since is None:
            return BY if predicate == ACQUIRED and self.document.published else ""
        return when.precision

    def _id(
        self,
        row: Stretch,
        predicate: str,
        subject: Mention,
        object_: Mention | None,
        said: Mapping[str, Scalar],
    ) -> str:
        detail = digest(*(f"{key}={value}" for key, value in said.items()))
        words = object_.words if object_ else ""
        return claim_id(self.document.id, predicate, subject.words, words, *row, detail)

    def _quote(self, row: Stretch, sentence: str) -> str:
        quote = sentence or " ".join(self.document.text[slice(*row)].split())
        return quote if len(quote) <= _MAX_QUOTE else f"{quote[:_MAX_QUOTE]}…"

    def alias(self, row: Stretch, entity: Mention, spelling: str) -> None:
        """Add the claim that a row names an entity by another spelling."""
        self.add(row, NAMED, replace(entity, surface=spelling))

    def reading(self, name: str, raw: Raw | None = None) -> Reading:
        """Return the document with its claims."""
        return Reading(
            name,
            self.document,
            claims=tuple(self.claims.values()),
            quarantined=tuple(dict.fromkeys(self.quarantined)),
            raw=raw,
        )

    def part_reading(self, part: Part, file: File) -> Reading:
        """Return the document of one part; read again, the part alone is a whole file."""
        id_ = _part_id(part, file)
        url = id_ if file.hints.url else ""
        hints = replace(file.hints, kind=self.document.kind, ending=".csv", url=url)
        return self.reading(id_, Raw(part.text.encode(), file.name + part.suffix, hints))


def _part_id(part: Part, file: File) -> str:
    return (file.hints.url or file.name) + part.suffix


def _at(mention: Mention, start: int, end: int) -> Mention:
    return replace(mention, start=start, end=end)
