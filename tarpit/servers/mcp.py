"""The MCP server: eight tools that read the graph, each answer short, with ids and the sentences behind it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field
from tarpit_graph.errors import TarpitError

from tarpit.servers import cited

if TYPE_CHECKING:
    from tarpit_graph.database.session import Database

_READS = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)

Name = Annotated[str, Field(max_length=200)]
Top = Annotated[int, Field(ge=1, le=50, description="How many rows or sentences at most.")]
Day = Annotated[date | None, Field(description="YYYY-MM-DD")]

GUIDE = """\
tarpit holds what documents say of the AI-infrastructure landscape: companies, products, segments (called workloads),
deals, rivals, prices, features. Every row has an id; `why` with that id gives the sentences behind it.

- A status tells how far something has come. completed and announced are established; planned, rumoured,
  hypothetical, candidate, denied and cancelled are not: never tell a deal of such a status as one that happened.
- `ask` takes a plain question and says which report answered it, or that none does. Where it is not sure, use
  `search`, which finds sentences by words and meaning.
- Quote the sentence and its document with what you tell. Where the answer has no sentences, say so.
- Scores and ranks are no probabilities.
"""


def server(open_database: Callable[[], Database]) -> MCPServer:
    """Return the server.

    Args:
        open_database: Opens the graph; called once, when the first tool needs it.
    """
    made = MCPServer("tarpit", instructions=GUIDE, log_level="WARNING")
    opened: list[Database] = []

    def database() -> Database:
        if not opened:
            opened.append(open_database())
        return opened[0]

    _texts(made, database)
    _reports(made, database)
    _resources(made)
    return made


def _tool(made: MCPServer, function: Callable[..., Any]) -> None:
    @wraps(function)
    def told(*arguments: Any, **named: Any) -> Any:
        try:
            return function(*arguments, **named)
        except TarpitError as error:
            raise ToolError(str(error)) from error

    made.tool(annotations=_READS)(told)


def _texts(made: MCPServer, database: Callable[[], Database]) -> None:
    def search(
        text: Annotated[str, Field(max_length=500, description="What to look for.")],
        company: Name = "",
        segment: Name = "",
        relation: Annotated[Name, Field(description="Such as ACQUIRED.")] = "",
        status: Annotated[Name, Field(description="Such as rumoured.")] = "",
        since: Day = None,
        until: Day = None,
        top: Top = 5,
    ) -> dict[str, Any]:
        """Find sentences of the documents by words and meaning, near-copies once."""
        from tarpit_queries.search import SearchFilters

        from tarpit import searching

        searching.refresh(database())
        wanted = SearchFilters(relation, status, company, segment, since, until)
        return cited.table(searching.search(database(), text, wanted, top=top), top)

    def ask(
        question: Annotated[str, Field(max_length=500, description="In plain words.")],
        top: Top = 5,
    ) -> dict[str, Any]:
        """Answer a plain question by the report or named question that it asks for, or say that none does."""
        from tarpit import asking

        asked, near = asking.understood(database(), question)
        if asked is None:
            return {"answered": False, "nearest": [one.command for one in near]}
        from tarpit_queries.answers.answer import answer

        told = cited.answer(database(), answer(database(), asked), top)
        return {"answered": True, "by": asked.command, **told}

    def why(
        id: Annotated[Name, Field(description="Of a fact, claim or document, or a name.")],
        top: Top = 5,
    ) -> dict[str, Any]:
        """Give the sentences behind a fact, an entity, a claim or a document, the best supported facts first."""
        from tarpit_queries import evidence

        return {"facts": [_story(story) for story in evidence.why(database(), id, top)]}

    for function in (search, ask, why):
        _tool(made, function)


def _story(story: Any) -> dict[str, Any]:
    return {
        "fact": story.fact,
        "says": " ".join(filter(None, (story.subject, story.predicate, story.object))),
        "status": story.status,
        "stands_as": story.stands_as,
        "sentences": [
            {
                "sentence": quote.sentence,
                "status": quote.status,
                "published": cited.plain(quote.published),
                "source": quote.title or quote.document,
                "url": quote.url,
                "claim": quote.claim,
            }
            for quote in story.quotes[: cited.SENTENCES]
            if not quote.is_own_list
        ],
    }


def _reports(made: MCPServer, database: Callable[[], Database]) -> None:
    def told(name: str, rows: int, *, of_company: str = "", **options: Any) -> dict[str, Any]:
        from tarpit_queries import reporting
        from tarpit_queries.reporting import ReportFilters

        wanted = ReportFilters(company=of_company)
        return cited.answer(database(), reporting.make(database(), name, wanted, **options), rows)

    def company(name: Name, top: Top = 5) -> dict[str, Any]:
        """Tell of a company: its products, segments, rivals, deals, money, and who might buy it."""
        return told("company", top, company=name)

    def segment(name: Name, top: Top = 5) -> dict[str, Any]:
        """Tell of a segment: how crowded it is, its products, deals, shared features, what replaces what."""
        return told("segment", top, segment=name)

    def competitors(company: Name, top: Top = 10) -> dict[str, Any]:
        """List who some sentence says is after the same customers as a company."""
        from tarpit_queries import questions

        table = questions.load("competitors").ask(database(), company=company)
        return cited.answer(database(), (table,), top)

    def deals(
        company: Annotated[Name, Field(description="Either side; empty for all.")] = "",
        unconfirmed: Annotated[
            bool, Field(description="What is only said, denied or cancelled, instead of deals.")
        ] = False,
        top: Top = 10,
    ) -> dict[str, Any]:
        """List deals: completed and announced ones, or apart from them those that are only said."""
        from tarpit_queries import questions

        if unconfirmed:
            table = questions.load("unconfirmed-deals").ask(database(), company=company)
            return cited.answer(database(), (table,), top)
        return told("deals", top, of_company=company)

    def likely_acquirers(company: Name, top: Top = 5) -> dict[str, Any]:
        """Rank who might buy a company, each with what speaks for it; a rank is no probability."""
        return told("acquirers", top, company=company, top=top)

    for function in (company, segment, competitors, deals, likely_acquirers):
        _tool(made, function)


def _resources(made: MCPServer) -> None:
    @made.resource("tarpit://guide", mime_type="text/plain")
    def guide() -> str:
        """How to read what the tools return."""
        return GUIDE

    @made.resource("tarpit://schema", mime_type="text/plain")
    def schema() -> str:
        """What the graph holds: labels, relationships and their properties."""
        from tarpit_queries import model_cypher

        return model_cypher.schema()
