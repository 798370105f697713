"""`tarpit report NAME`: every file in queries/reports is one."""

from __future__ import annotations

import inspect
from functools import partial
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from tarpit.cli.shared.dynamic import FoundByScan, Option, Shared, command, group
from tarpit.cli.shared.facts import (
    Established,
    EveryHeading,
    MinConfidence,
    OfStatus,
    OnlyCompany,
    OnlySegment,
    sure,
)
from tarpit.cli.shared.output import HTML, PDF, emit, format_of, write
from tarpit.cli.shared.session import AsOf, day, open_database

if TYPE_CHECKING:
    from tarpit_queries.reports import Report

#: What every report can be asked.
FILTERS: tuple[Shared, ...] = (
    ("as_of", AsOf, ""),
    ("of_confidence", MinConfidence, 0.0),
    ("of_status", OfStatus, None),
    ("of_segment", OnlySegment, ""),
    ("of_company", OnlyCompany, ""),
    ("every_heading", EveryHeading, False),
)


class _Reports(FoundByScan):
    def names(self) -> list[str]:
        from tarpit_queries import reports

        return reports.names()

    def build(self, name: str) -> Any:
        from tarpit_queries import reports

        report = reports.load(name)
        doc = inspect.getdoc(report.make) or ""
        return command(
            name,
            doc.splitlines()[0],
            _options(report),
            _runner(name),
            shared=FILTERS,
            examples=_examples(name, report),
        )


app = group(
    "Make a report: crowding, brokers, acquirers, deals, or the landscape on one page.", _Reports
)


@app.callback()
def _group() -> None:
    pass


def _options(report: Report) -> list[Option]:
    hints = get_type_hints(report.make, include_extras=True)
    options = []
    asked = inspect.signature(report.make).parameters.values()
    for parameter in (p for p in asked if p.kind is inspect.Parameter.KEYWORD_ONLY):
        type_, doc = get_args(hints[parameter.name])
        is_argument = parameter.name in report.arguments
        if is_argument or parameter.name != "segment":  # Every report has --segment.
            options.append(Option(parameter.name, type_, parameter.default, doc, is_argument))
    return options


def _examples(name: str, report: Report) -> tuple[str, ...]:
    """Return what people type first, with what the report cannot do without."""
    needed = [f" {value}" for value in report.example]
    start = f"tarpit report {name}{''.join(needed)}"
    return (start, f"{start} --as-of 2024-12-31 --format json", f"{start} --output {name}.html")


def _runner(name: str) -> Any:
    def run(
        format_: str | None,
        output: Any,
        as_of: str,
        of_confidence: float,
        of_status: list[Established] | None,
        of_segment: str,
        of_company: str,
        every_heading: bool,
        **values: Any,
    ) -> None:
        from tarpit_queries import evidence, reporting
        from tarpit_queries.render import pdf
        from tarpit_queries.reporting import ReportFilters

        facts = sure(of_confidence, of_status)
        asked = ReportFilters(day(as_of, "--as-of"), facts, of_segment, of_company, every_heading)
        chosen = format_of(format_, output)
        with open_database() as database:
            if chosen in (HTML, PDF) and reporting.has_page(name, asked):
                page = reporting.page(database, name, asked)
                write(page if chosen == HTML else pdf.printed(page), output)
            else:
                tables = reporting.make(database, name, asked, **values)
                quotes = partial(evidence.quotes, database, until=asked.as_of)
                emit(tables, chosen, output, quotes)

    return run
