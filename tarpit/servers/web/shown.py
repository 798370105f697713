"""Tables as a page, as JSON or as CSV, whichever the address asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from tarpit_graph.errors import InputError
from tarpit_queries import render
from tarpit_queries.evidence import address
from tarpit_queries.table import Column, Table

from tarpit.servers import cited
from tarpit.servers.web import guard

_CODE = re.compile("`([^`]*)`")
#: Columns whose values have a page of their own.
_COMPANIES = frozenset(("company", "acquirer", "target", "rival", "competitor", "leader", "owner"))
_SEGMENTS = frozenset(("segment",))
#: Facts of one row whose sentences its link opens.
_MOST_FACTS = 20
#: A text of more characters than this needs a wide column to be read, also on a phone.
_LONG = 60


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the form above a page: a filter that stands in the address.

    Attributes:
        name: As in the address.
        words: What a person reads.
        kind: text, date, number or check.
    """

    name: str
    words: str
    value: str = ""
    kind: str = "text"


@cache
def _environment() -> Environment:
    loaded = Environment(
        loader=PackageLoader("tarpit.servers.web"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    loaded.filters |= {"address": address, "words": lambda name: name.replace("_", " ")}
    return loaded


def page(request: Request, template: str, **values: Any) -> HTMLResponse:
    """Return a page."""
    text = (
        _environment()
        .get_template(template)
        .render(
            path=request.url.path,
            here=_here(request),
            asked=request.query_params.get("q", ""),
            reviewer=request.state.reviewer,
            **values,
        )
    )
    return HTMLResponse(text)


def _here(request: Request) -> str:
    return f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path


def tables(
    request: Request,
    made: Sequence[Table],
    form: str,
    *,
    title: str,
    lead: str = "",
    fields: Sequence[Field] = (),
    quoted: Table | None = None,
) -> Response:
    """Return tables in a form.

    Args:
        request: What was asked.
        made: The tables.
        form: html, json or csv; CSV is of one table, the first or the one that `table` in the address numbers.
        title, lead: Of the page.
        fields: Its filters.
        quoted: Sentences to show below.
    """
    if form == "json":
        all_ = (*made, *((quoted,) if quoted else ()))
        return JSONResponse([cited.table(table, len(table.rows)) for table in all_])
    if form == "csv":
        return _csv(request, made)
    return page(
        request,
        "tables.html",
        title=title,
        lead=_CODE.sub("“\\1”", lead),
        fields=fields,
        parts=[_part(request, number, table) for number, table in enumerate(made)],
        quoted=quoted.rows if quoted else (),
        links={"JSON": _other(request, "json")},
    )


def form_of(request: Request, ending: str | None) -> str:
    """Return html, json or csv: by the ending of the path, else by what the visitor accepts."""
    if ending in ("json", "csv"):
        return ending
    return "json" if guard.wants_json(request) else "html"


def _csv(request: Request, made: Sequence[Table]) -> Response:
    asked = request.query_params.get("table", "0")
    if not asked.isdecimal() or int(asked) >= len(made):
        raise InputError(f"there is no table {asked}; there are {len(made)}, from 0")
    text = render.render("csv", [made[int(asked)]])
    name = request.url.path.rpartition("/")[2]
    return Response(
        text,
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{quote(name)}"'},
    )


def _other(request: Request, form: str, **more: str) -> str:
    """Return the address of the same in another form."""
    path = request.url.path.removesuffix("/") or "/home"
    query = urlencode([*request.query_params.multi_items(), *more.items()])
    return f"{quote(path)}.{form}" + (f"?{query}" if query else "")


def _part(request: Request, number: int, table: Table) -> dict[str, Any]:
    columns = [c for c in table.columns if c.name != "id" and not c.is_detail]
    numeric = {c.name for c in columns if any(_is_number(r.get(c.name)) for r in table.rows)}
    most = {
        c.name: max((r[c.name] or 0 for r in table.rows), default=0) for c in columns if c.is_bar
    }
    return {
        "title": table.title,
        "columns": columns,
        "numeric": numeric,
        "notes": table.notes,
        "csv": _other(request, "csv", table=str(number)),
        "rows": [
            {"cells": [_cell(table, row, c, most) for c in columns], "why": _why(row)}
            for row in table.rows
        ],
    }


def _cell(
    table: Table, row: dict[str, Any], column: Column, most: dict[str, Any]
) -> dict[str, Any]:
    value = row.get(column.name)
    link = ""
    if isinstance(value, str) and value:
        if column.name in _COMPANIES:
            link = f"/companies/{quote(value, safe='')}"
        elif column.name in _SEGMENTS:
            link = f"/segments/{quote(value, safe='')}"
    share = round(100 * value / most[column.name]) if most.get(column.name) and value else None
    text = table.shown(row, column)
    return {
        "text": text,
        "column": column,
        "link": link,
        "share": share,
        "is_long": len(text) > _LONG,
    }


def _why(row: dict[str, Any]) -> str:
    ids = row.get("facts", [])[:_MOST_FACTS] or ([row["id"]] if row.get("id") else [])
    return f"/why?{urlencode([('id', id_) for id_ in ids])}" if ids else ""


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def field_of(name: str, words: str, value: object, type_: type) -> Field:
    """Return a field for a value of a type."""
    kinds = {bool: "check", int: "number", float: "number", date: "date"}
    shown = "" if value in (None, "", False) else "on" if value is True else str(value)
    return Field(name, words, shown, kinds.get(type_, "text"))
