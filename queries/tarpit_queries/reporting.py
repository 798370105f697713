"""Make a report: choose the facts, ask the report, keep the rows asked for, say what they rest on."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import chain
from typing import Any

from tarpit_graph import snapshot as snapshots
from tarpit_graph.database.at_once import answers
from tarpit_graph.database.session import Database
from tarpit_graph.dates import day
from tarpit_graph.errors import InputError
from tarpit_graph.ontology import COMPANY, WORKLOAD
from tarpit_graph.snapshot import FactFilter, Snapshot, projections, uncollected

from tarpit_queries import evidence, reports
from tarpit_queries.table import Table

#: How the ids of segments start.
_OF_SEGMENT = f"{WORKLOAD.lower()}:"
#: As good as all, for a report whose rows are chosen afterwards.
_ALL = 1_000_000


@dataclass(frozen=True, slots=True)
class ReportFilters:
    """What every report can be asked.

    Attributes:
        as_of: Only what was published by this day counts.
        sure: Only facts as sure as this count.
        segment, company: Only rows about this segment, or about this company.
        every_heading: Lists' own headings count as segments beside the markets of AI infrastructure.
    """

    as_of: date | None = None
    sure: FactFilter = FactFilter()
    segment: str = ""
    company: str = ""
    every_heading: bool = False


@uncollected()
def make(database: Database, name: str, asked: ReportFilters, **options: Any) -> tuple[Table, ...]:
    """Make one report.

    Args:
        database: Where the facts are.
        name: Of the report.
        asked: What every report can be asked.
        options: What this one can be asked besides.

    Raises:
        InputError: no such segment or company is in the graph, or an option makes no sense.
    """
    asked_for = reports.load(name)
    report = asked_for.make
    asked, options = _narrowed(report, asked, options)
    taken = _read(database, asked, asked.as_of)
    if option := asked_for.earlier:
        then = _read(database, asked, day(options[option], f"--{option}"))
        report = partial(report, earlier=then)
    about = _about(taken, asked)
    top = options.get("top", _ALL)
    if about and "top" in inspect.signature(report).parameters:
        options["top"] = _ALL
    made = report(taken, **options)
    tables: Iterable[Table] = (made,) if isinstance(made, Table) else made
    if about:
        tables = (_kept(table, about, top, is_segment=bool(asked.segment)) for table in tables)
    # What one part rests on is counted while the next is made.
    founded = answers(partial(_founded, database, until=asked.as_of), tables)
    return tuple(_marked(table, taken) for table in founded)


def _narrowed(
    report: Any, asked: ReportFilters, options: dict[str, Any]
) -> tuple[ReportFilters, dict[str, Any]]:
    """Let a report that takes a segment answer for it; of any other, rows are chosen afterwards."""
    if "segment" not in inspect.signature(report).parameters:
        return asked, options
    segment = options.get("segment") or asked.segment
    narrow = replace(asked, segment="", every_heading=asked.every_heading or bool(segment))
    return narrow, options | {"segment": segment}


def has_page(name: str, asked: ReportFilters) -> bool:
    """Tell whether a report has a page of its own, which shows everything and no part."""
    return reports.load(name).page is not None and not (asked.segment or asked.company)


@uncollected()
def page(database: Database, name: str, asked: ReportFilters) -> str:
    """Return a report's own page as HTML.

    Raises:
        InputError: it has none; see `has_page`.
    """
    write = reports.load(name).page
    if write is None:
        raise InputError(f"report {name} has no page of its own")
    taken = _read(database, asked, asked.as_of)
    return write(taken, partial(evidence.quotes, database, until=asked.as_of))


def _read(database: Database, asked: ReportFilters, as_of: date | None) -> Snapshot:
    """Read the facts that count. Whoever asks for one segment may ask for any heading."""
    taken = snapshots.read(database, as_of, asked.sure)
    return taken if asked.every_heading or asked.segment else projections.on_markets(taken)


def _about(taken: Snapshot, asked: ReportFilters) -> frozenset[str]:
    """Return the entities of a segment or company, and the facts that touch one; none for all."""
    core: set[str] = set()
    if asked.segment:
        workload = taken.find(WORKLOAD, asked.segment)
        core |= {workload, *projections.products_serving(taken).get(workload, ())}
    if asked.company:
        company = taken.find(COMPANY, asked.company)
        owned = {c for c, owner in projections.owners(taken).items() if owner == company}
        core |= {company, *owned}
        core |= {p for p, (maker, _) in projections.makers(taken).items() if maker in core}
    if not core:
        return frozenset()
    ends = chain.from_iterable(map(taken.facts.ends, taken.facts.relations()))
    touching = {fact for s, o, fact in ends if s in core or o in core}
    return frozenset(core | touching)


def _kept(table: Table, about: frozenset[str], top: int, *, is_segment: bool) -> Table:
    """Keep the rows about what was asked for, and none of another segment."""
    rows = [
        row
        for row in table.rows
        if (
            row["id"] in about
            if is_segment and str(row.get("id", "")).startswith(_OF_SEGMENT)
            else row.get("id") in about or not about.isdisjoint(row.get("facts", ()))
        )
    ]
    return replace(table, rows=tuple(rows[:top]))


def _founded(database: Database, table: Table, *, until: date | None) -> Table:
    """Add the number of claims and documents behind the rows to the notes."""
    claims, documents = evidence.evidence_counts(
        database, (f for r in table.rows for f in r.get("facts", ())), until
    )
    if not claims:
        return table
    note = f"Rests on claims: {claims:,}; documents: {documents:,}."
    return replace(table, notes=(*table.notes, note))


def _marked(table: Table, taken: Snapshot) -> Table:
    """Add to the notes how many facts of a past day rest on lists without a day, which may be younger."""
    if taken.as_of is None:
        return table
    wanted = {fact for row in table.rows for fact in row.get("facts", ())}
    undated = sum(
        day is None and fact in wanted
        for relation in taken.facts.relations()
        if None in (days := taken.facts.values(relation, "first_asserted"))
        for fact, day in zip(taken.facts.values(relation, "id"), days, strict=True)
    )
    if not undated:
        return table
    note = (
        f"As of {taken.as_of}; facts that only lists without a day know, so that they may be younger: "
        f"{undated:,}."
    )
    return replace(table, notes=(*table.notes, note))
