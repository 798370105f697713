"""The frozen records that travel between rooms: Document, Mention, Claim, Fact, Run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeAlias

#: What a claim or a node may carry as a property value. Neo4j stores each of these natively.
Scalar: TypeAlias = str | int | float | bool
Attributes: TypeAlias = Mapping[str, Scalar]
#: A date, in classes where `date` is a field.
Day: TypeAlias = date


class Status(StrEnum):
    """How far an event has come, by one sentence alone.

    A candidate is what a rule found and nothing else confirms yet.
    """

    COMPLETED = "completed"
    ANNOUNCED = "announced"
    PLANNED = "planned"
    RUMOURED = "rumoured"
    HYPOTHETICAL = "hypothetical"
    CANDIDATE = "candidate"
    DENIED = "denied"
    CANCELLED = "cancelled"

    @property
    def is_established(self) -> bool:
        """True for the two statuses that may stand as an edge of the relation's own type."""
        return self in (Status.COMPLETED, Status.ANNOUNCED)

    @property
    def is_refuted(self) -> bool:
        """True where the sentence says that it is not, or no longer, so."""
        return self in (Status.DENIED, Status.CANCELLED)


#: Where claims or readings disagree and nothing else decides, the one that promises least wins.
STATUS_BY_CAUTION = (
    Status.CANCELLED,
    Status.DENIED,
    Status.HYPOTHETICAL,
    Status.CANDIDATE,
    Status.RUMOURED,
    Status.PLANNED,
    Status.ANNOUNCED,
    Status.COMPLETED,
)


#: The kind of documents that are commits of a repository's history.
HISTORY = "history"
#: How precisely a sentence may state a date, the most precise first.
PRECISIONS = ("day", "week", "month", "quarter", "year")
#: In place of a day's precision: the text mentions the event in passing, so it had happened by the text's day.
BY = "by"


#: Code of a quarantine reason: both ends of a claim are one entity. Programs read the code, people the rest.
SELF_RELATION = "self-relation"


def self_relation(predicate: str, name: str, sentence: str) -> str:
    """Return why a claim is set aside whose two ends are one entity: its code, then the words for people."""
    return f"{SELF_RELATION}: {predicate} joins {name} to itself: {sentence}"


@dataclass(frozen=True, slots=True)
class Document:
    """One text as it was read. `text` is the whole decoded input; every offset points into it.

    Attributes:
        id: Address if the document names one, else its folder and name: see `docs/decisions`.
        sha256: Digest of the text; copies of one text count as one supporting document.
        published: Day of publication, or None where nothing states one. Never "now". Where only a week or
            month is known, its last day: by then the document was known.
        published_precision: `day`, `week`, `month` or `year`; empty without a day.
        dated_by: Where the day was read: `metadata`, `byline`, `file name`, `address`, …
        series, issue: Which issue of which series it is; empty and 0 where it bears no number.
        newest_link: The newest day in addresses that an issue links to: it was not published before.
        kind: The source kind that read it: `text`, `jsonl`, `landscape`, …
        author, site: Who wrote it, and the name of the site that published it.
        language: Code of ISO 639-1; empty where the text is too short to tell.
        trust: How far its claims count, from 0 to 1.
        workloads: Jobs that its source was said to be about.
        raw: Digest of the bytes that it was read from.
        origin: How they were read, as JSON: kind, name, address, day, settings.
        signature: MinHash of its words, in hexadecimal; empty for few words. See `minhash`.
    """

    id: str
    text: str
    sha256: str
    kind: str
    title: str = ""
    url: str = ""
    published: date | None = None
    published_precision: str = ""
    dated_by: str = ""
    series: str = ""
    issue: int = 0
    newest_link: date | None = None
    author: str = ""
    site: str = ""
    language: str = ""
    trust: float = 1.0
    workloads: tuple[str, ...] = ()
    raw: str = ""
    origin: str = ""
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text and the entity that it stands for.

    `start` and `end` are character offsets into the document's text, and `surface` is that stretch
    without its markup; `name` is the entity's name, which may be another spelling. `base` is the id
    that it would have without decisions about its name.
    """

    id: str
    type: str
    name: str
    surface: str
    start: int
    end: int
    base: str = ""

    @property
    def undecided(self) -> str:
        """The id that it would have without decisions."""
        return self.base or self.id

    @property
    def words(self) -> str:
        """The words of the text that name it, and where they stand."""
        return f"{self.type}:{self.surface}@{self.start}"


@dataclass(frozen=True, slots=True)
class Claim:
    """Who does what to whom, as one sentence of one document says.

    A claim without an object describes or names its subject alone. `date` is the day of the event
    where the sentence states one, else the document's, and `precision` says how precisely the
    sentence states it, or `by` where it mentions a past event in passing; `until` is the day since which it no longer holds, where the sentence states
    one; `start` and `end` bound the sentence in the document's text, and `sentence`
    is that stretch without its markup.
    """

    id: str
    predicate: str
    subject: Mention
    object: Mention | None
    status: Status
    confidence: float
    sentence: str
    start: int
    end: int
    document: str
    pattern: str
    date: date | None = None
    precision: str = ""
    until: Day | None = None
    attributes: Attributes = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a stored claim adds to a fact: enough to weigh it, without its sentence."""

    claim: str
    status: Status
    confidence: float
    source: str
    published: date | None
    date: date | None
    precision: str = ""
    until: Day | None = None
    attributes: Attributes = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fact:
    """One relation between two entities, as all its claims together support it.

    Attributes:
        support: Number of independent documents that take the side of `status`.
        valid_from: Day since which it holds: the first day of `valid_precision`.
        valid_precision: How precisely a sentence states that day: day, week, month, quarter, year;
            `by` where it had happened by then; empty where it is the first publication.
        valid_to: Day since which it no longer holds: where a completed deal was undone, or where
            every claim states the day.
        claims: Ids of all claims about it, whatever their status: the history.
    """

    id: str
    predicate: str
    subject: str
    object: str
    status: Status
    confidence: float
    support: int
    claims: tuple[str, ...]
    first_asserted: date | None
    last_asserted: date | None
    valid_from: date | None
    valid_to: date | None
    valid_precision: str = ""
    attributes: Attributes = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Run:
    """One load of a set of documents by one version of the software.

    The id comes from the inputs and the version, so the same load again is the same run.
    """

    id: str
    version: str
    documents: int
    claims: int
    quarantined: int

    @property
    def row(self) -> dict[str, Scalar]:
        """Its properties as they are stored."""
        return asdict(self)
