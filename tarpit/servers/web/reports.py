"""Every report and every named question at an address of its own; what can be asked stands in the query string."""

from __future__ import annotations

import inspect
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from enum import Enum
from typing import Any, get_args, get_type_hints

from fastapi import APIRouter, Request, Response
from tarpit_graph.dates import day
from tarpit_graph.errors import InputError
from tarpit_graph.snapshot import FactFilter
from tarpit_queries import questions, reporting
from tarpit_queries import reports as known
from tarpit_queries.answers import answer as answers
from tarpit_queries.reporting import ReportFilters
from tarpit_queries.table import Table

from tarpit.servers.web import health, shown
from tarpit.servers.web.shown import Field

router = APIRouter()
#: Rows of one table on a page; JSON and CSV have all that the report gives.
ROWS = 50


@router.get("/reports/{name}")
@router.get("/reports/{name}.{ending}")
def report(request: Request, name: str, ending: str | None = None) -> Response:
    """Make a report; its options are those of `tarpit report NAME`."""
    name, form = _named(request, name, ending)
    return made(request, name, form, title=_title(known.load(name).make), options={})


@router.get("/questions/{name}")
@router.get("/questions/{name}.{ending}")
def question(request: Request, name: str, ending: str | None = None) -> Response:
    """Ask a named question; its parameters are those of `tarpit query NAME`."""
    name, form = _named(request, name, ending)
    asked = questions.load(name)
    given = dict(request.query_params)
    values: dict[str, Any] = {}
    for parameter in asked.parameters:
        if given.get(parameter.name):
            values[parameter.name] = _read(
                parameter.name, given[parameter.name], type(parameter.default)
            )
    started = time.perf_counter()
    table = asked.ask(request.app.state.database, **values)
    health.took(f"/questions/{name}", time.perf_counter() - started)
    fields = [
        shown.field_of(p.name, p.doc, values.get(p.name, p.default), type(p.default))
        for p in asked.parameters
    ]
    return shown.tables(request, [table], form, title=asked.doc, fields=fields)


def made(
    request: Request,
    name: str,
    form: str,
    *,
    title: str,
    options: Mapping[str, Any],
    with_sentences: bool = False,
) -> Response:
    """Make a report and show it.

    Args:
        request: Its query string has the options that are not given.
        name: Of the report.
        form: html, json or csv.
        title: Of the page.
        options: What the page's address says.
        with_sentences: Quote the first sentences below.
    """
    asked = known.load(name)
    given = {k: v for k, v in request.query_params.items() if v}
    own = dict(_options(asked, given)) | dict(options)
    filters = _filters({k: v for k, v in given.items() if k not in own})
    started = time.perf_counter()
    database = request.app.state.database
    tables = reporting.make(database, name, filters, **_complete(asked, own))
    quoted = answers.sentences(database, tables) if with_sentences and form == "html" else None
    health.took(f"/reports/{name}", time.perf_counter() - started)
    fields = [*_fields(asked, own, options), *_filter_fields(given, options)]
    tables = _first_rows(tables) if form == "html" else tables
    lead = asked.how_to_read
    return shown.tables(request, tables, form, title=title, lead=lead, fields=fields, quoted=quoted)


def _named(request: Request, name: str, ending: str | None) -> tuple[str, str]:
    """Return what is asked for and in which form; names themselves have no dots."""
    if ending not in (None, "json", "csv"):
        raise InputError(f"there is no form {ending!r}; there are json and csv")
    return name, shown.form_of(request, ending)


def _title(make: Any) -> str:
    return (inspect.getdoc(make) or "").splitlines()[0].rstrip(".")


def _keywords(asked: known.Report) -> Iterator[tuple[inspect.Parameter, type, str]]:
    hints = get_type_hints(asked.make, include_extras=True)
    for parameter in inspect.signature(asked.make).parameters.values():
        arguments = get_args(hints.get(parameter.name))
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY and len(arguments) == 2:
            yield parameter, arguments[0], arguments[1]


def _options(asked: known.Report, given: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    for parameter, type_, _ in _keywords(asked):
        if parameter.name in given and parameter.name not in ("company", "segment"):
            yield parameter.name, _read(parameter.name, given[parameter.name], type_)
        elif parameter.name in given:
            yield parameter.name, given[parameter.name]


def _complete(asked: known.Report, own: Mapping[str, Any]) -> dict[str, Any]:
    for parameter, _, doc in _keywords(asked):
        if parameter.default is inspect.Parameter.empty and not own.get(parameter.name):
            raise InputError(f"name {doc}: ?{parameter.name}=…")
    return {name: value for name, value in own.items() if value != ""}


def _read(name: str, text: str, type_: type) -> Any:
    try:
        if type_ is bool:
            return text in ("on", "true", "1")
        if type_ in (int, float):
            if (value := type_(text)) < 0:
                raise ValueError(text)
            return value
        if issubclass(type_, Enum):
            return type_(text)
    except ValueError:
        choices = f"; one of {', '.join(c.value for c in type_)}" if issubclass(type_, Enum) else ""
        raise InputError(f"{name}={text} is no {type_.__name__.lower()}{choices}") from None
    return text


def _filters(given: Mapping[str, str]) -> ReportFilters:
    statuses = frozenset(filter(None, given.get("status", "").split(",")))
    if unknown := statuses - {"completed", "announced"}:
        raise InputError(
            f"status={min(unknown)}: reports count completed and announced facts alone"
        )
    confidence = _read("min_confidence", given.get("min_confidence", "0"), float)
    return ReportFilters(
        day(given["as_of"], "as_of") if "as_of" in given else None,
        FactFilter(confidence, statuses),
        given.get("segment", ""),
        given.get("company", ""),
        _read("all", given.get("all", ""), bool),
    )


def _fields(
    asked: known.Report, own: Mapping[str, Any], fixed: Mapping[str, Any]
) -> Iterator[Field]:
    for parameter, type_, doc in _keywords(asked):
        if parameter.name not in fixed and parameter.name not in ("company", "segment"):
            value = own.get(parameter.name, parameter.default)
            value = "" if value is inspect.Parameter.empty else value
            value = value.value if isinstance(value, Enum) else value
            yield shown.field_of(parameter.name, doc, value, type_)


def _filter_fields(given: Mapping[str, str], fixed: Mapping[str, Any]) -> Iterator[Field]:
    words = {"segment": "only this segment", "company": "only this company"}
    for name, text in words.items():
        if name not in fixed:
            yield Field(name, text, given.get(name, ""))
    yield Field("as_of", "as published by this day", given.get("as_of", ""), "date")
    yield Field("all", "lists' own headings too", given.get("all", ""), "check")


def _first_rows(tables: tuple[Table, ...]) -> tuple[Table, ...]:
    return tuple(
        replace(
            table,
            rows=table.rows[:ROWS],
            notes=(*table.notes, f"The first {ROWS} of {len(table.rows)} rows; CSV has all."),
        )
        if len(table.rows) > ROWS
        else table
        for table in tables
    )
