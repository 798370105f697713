"""The pages that people open: home, search, questions, companies, segments, deals, thesis, and why."""

from __future__ import annotations

import time
from datetime import date

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from tarpit_graph.dates import day
from tarpit_graph.errors import InputError
from tarpit_graph.ontology import COMPANY, MAKES, RELATIONS, WORKLOAD
from tarpit_graph.records import Status
from tarpit_queries import entity_names, evidence, reporting
from tarpit_queries import reports as known
from tarpit_queries.reporting import ReportFilters
from tarpit_queries.search import SearchFilters
from tarpit_queries.table import Column, Table

from tarpit import asking, searching
from tarpit.servers import cited
from tarpit.servers.web import health, reports, reviews, shown
from tarpit.servers.web.shown import Field

router = APIRouter()
#: Sentences on a page of search, names on a page of names, and facts on a page of `why`.
_SENTENCES, _NAMES, _FACTS = 20, 100, 20
#: Characters of a question that are read.
_LONGEST = 500


@router.get("/", response_class=HTMLResponse)
def home(request: Request) -> Response:
    """Show what the graph holds and where to begin."""
    (counts,) = request.app.state.database.rows(
        "RETURN COUNT { (:Document) } AS documents, COUNT { (:Company) } AS companies, "
        "COUNT { (:Product) } AS products, COUNT { (:Workload) } AS segments, "
        "COUNT { ()-[:ACQUIRED]->() } AS deals"
    )
    names = [(name, reports_title(name)) for name in known.names()]
    return shown.page(request, "home.html", counts=counts, reports=names)


def reports_title(name: str) -> str:
    """Return what a report tells, in one line."""
    return (known.load(name).make.__doc__ or "").strip().splitlines()[0].rstrip(".")


@router.get("/landscape", response_class=HTMLResponse)
def landscape(request: Request) -> Response:
    """Show the market map with everything on one page, as `tarpit report landscape` writes it."""
    page = reporting.page(request.app.state.database, "landscape", ReportFilters())
    # It carries its script and style inside, and a policy of its own that lets it load nothing.
    policy = {
        "Content-Security-Policy": "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"
    }
    return HTMLResponse(page, headers=policy)


@router.get("/search")
@router.get("/search.{ending}")
def search(request: Request, ending: str | None = None) -> Response:
    """Find sentences; the same filters as `tarpit search`."""
    given = {k: v[:_LONGEST] for k, v in request.query_params.items()}
    fields = [
        Field("company", "names this company", given.get("company", "")),
        Field("segment", "is of this segment", given.get("segment", "")),
        Field("since", "published since", given.get("since", ""), "date"),
        Field("until", "published by", given.get("until", ""), "date"),
    ]
    choices = {
        "relation": sorted(RELATIONS),
        "status": [status.value for status in Status],
    }
    found = _found(request, given) if given.get("q") else None
    if (form := shown.form_of(request, ending)) != "html":
        return shown.tables(request, [found] if found else [], form, title="Search")
    rows = found.rows if found else ()
    return shown.page(
        request,
        "search.html",
        rows=rows,
        fields=fields,
        choices=choices,
        given=given,
        notes=found.notes if found else (),
    )


def _found(request: Request, given: dict[str, str]) -> Table:
    database = request.app.state.database
    started = time.perf_counter()
    searching.refresh(database)
    filters = SearchFilters(
        given.get("relation", ""),
        given.get("status", ""),
        given.get("company", ""),
        given.get("segment", ""),
        _day(given, "since"),
        _day(given, "until"),
    )
    found = searching.search(database, given["q"], filters, top=_SENTENCES)
    health.took("/search", time.perf_counter() - started)
    return found


def _day(given: dict[str, str], name: str) -> date | None:
    return day(given[name], name) if given.get(name) else None


@router.get("/ask")
@router.get("/ask.{ending}")
def ask(request: Request, ending: str | None = None) -> Response:
    """Answer a plain question, or say what comes nearest and which sentences share its words."""
    question = request.query_params.get("q", "")[:_LONGEST]
    if not question.strip():
        raise InputError("nothing is asked: /ask?q=…")
    database = request.app.state.database
    started = time.perf_counter()
    answer = asking.ask(database, question)
    health.took("/ask", time.perf_counter() - started)
    form = shown.form_of(request, ending)
    if form == "json":
        told = {
            "question": question,
            "answered_by": answer.asked.command if answer.asked else None,
            "nearest": [asked.command for asked in answer.near],
            "tables": [cited.table(table, len(table.rows)) for table in answer.tables],
        }
        return JSONResponse(told)
    *tables, quoted = answer.tables or (None,)
    if answer.asked is None:
        tables, lead = (
            [],
            "I can't answer that. Nearest are: "
            + ("; ".join(asked.command for asked in answer.near) or "none"),
        )
    else:
        lead = f"Answered by {answer.asked.command}"
    filled = [table for table in tables if table and table.rows]
    return shown.tables(request, filled, form, title=question, lead=lead, quoted=quoted)


@router.get("/companies")
@router.get("/companies.{ending}")
def companies(request: Request, ending: str | None = None) -> Response:
    """List the companies that most documents name."""
    table = _companies(request)
    return shown.tables(request, [table], shown.form_of(request, ending), title="Companies")


@router.get("/segments")
@router.get("/segments.{ending}")
def segments(request: Request, ending: str | None = None) -> Response:
    """List the segments, by how crowded they are."""
    form = shown.form_of(request, ending)
    return reports.made(request, "crowding", form, title="Segments", options={})


def _companies(request: Request) -> Table:
    text = request.query_params.get("q", "")
    database = request.app.state.database
    if text:
        found = entity_names.find(database, text, (COMPANY,))
        found += [e for e in entity_names.alike(database, text, (COMPANY,)) if e not in found]
        rows = [{"company": entity.name, "id": entity.id} for entity in found]
        return Table("Names like this", (Column("company"), Column("id")), tuple(rows))
    rows = database.rows(
        f"MATCH (e:{COMPANY})<-[:SUBJECT|OBJECT]-(c:Claim) "
        "WITH e, count(c) AS claims ORDER BY claims DESC, e.id LIMIT $most "
        f"RETURN e.name AS company, COUNT {{ (e)-[:{MAKES}]->() }} AS products, claims, e.id AS id",
        {"most": _NAMES},
    )
    columns = (Column("company"), Column("products"), Column("claims", is_bar=True), Column("id"))
    return Table("Companies that most claims are about", columns, tuple(rows))


@router.get("/companies/{name}")
def company(request: Request, name: str) -> Response:
    """Tell of one company: what it makes, against whom, its deals, and who might buy it."""
    name, form = _form(request, name)
    found = entity_names.the_one(request.app.state.database, name, COMPANY)
    options = {"company": found.name, "top": 10}
    return reports.made(
        request, "company", form, title=found.name, options=options, with_sentences=True
    )


@router.get("/segments/{name}")
def segment(request: Request, name: str) -> Response:
    """Tell of one segment: how crowded it is, its products, deals and features."""
    name, form = _form(request, name)
    found = entity_names.the_one(request.app.state.database, name, WORKLOAD)
    options = {"segment": found.name, "top": 20}
    return reports.made(
        request, "segment", form, title=found.name, options=options, with_sentences=True
    )


def _form(request: Request, name: str) -> tuple[str, str]:
    """Take the form off a name; names may hold dots themselves: "Neptune.ai"."""
    for ending in ("json", "csv"):
        if name.endswith(f".{ending}"):
            return name.removesuffix(f".{ending}"), ending
    return name, shown.form_of(request, None)


@router.get("/deals")
@router.get("/deals.{ending}")
def deals(request: Request, ending: str | None = None) -> Response:
    """List completed and announced deals; what is only said stands at /questions/unconfirmed-deals."""
    form = shown.form_of(request, ending)
    return reports.made(request, "deals", form, title="Deals", options={})


@router.get("/thesis")
@router.get("/thesis.{ending}")
def thesis(request: Request, ending: str | None = None) -> Response:
    """Judge each claim of the thesis by what was observed."""
    form = shown.form_of(request, ending)
    return reports.made(request, "thesis", form, title="Does the thesis hold?", options={})


@router.get("/why")
@router.get("/why.{ending}")
def why(request: Request, ending: str | None = None) -> Response:
    """Show the sentences behind facts, entities, claims or documents: ?id=…, also several."""
    ids = request.query_params.getlist("id")[:_FACTS]
    if not ids:
        raise InputError("name what to explain: /why?id=…")
    database = request.app.state.database
    stories = [story for id_ in ids for story in evidence.why(database, id_, _FACTS)]
    distinct = list({story.fact or str(story.quotes): story for story in stories}.values())
    if shown.form_of(request, ending) == "json":
        return JSONResponse([cited.story(story, len(story.quotes)) for story in distinct[:_FACTS]])
    stories = distinct[:_FACTS]
    return shown.page(
        request,
        "why.html",
        stories=stories,
        says=cited.says,
        title=_heading(stories),
        choices=reviews.choices(),
    )


def _heading(stories: list[evidence.FactHistory]) -> str:
    if len(stories) == 1:
        return cited.says(stories[0])
    return f"{len(stories)} facts and the sentences behind them"
