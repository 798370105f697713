"""The MCP server: eight tools that read the graph, each answer short, with ids and the sentences behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache, wraps
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
    tools = Tools(cache(open_database))
    for tool in (
        tools.search,
        tools.ask,
        tools.why,
        tools.company,
        tools.segment,
        tools.competitors,
        tools.deals,
        tools.likely_acquirers,
    ):
        made.tool(annotations=_READS)(_told(tool))
    made.resource("tarpit://guide", mime_type="text/plain")(guide)
    made.resource("tarpit://schema", mime_type="text/plain")(schema)
    return made


def _told(tool: Callable[..., Any]) -> Callable[..., Any]:
    """Turn our errors into what the client shows: one sentence, and what to do."""

    @wraps(tool)
    def told(*arguments: Any, **named: Any) -> Any:
        try:
            return tool(*arguments, **named)
        except TarpitError as error:
            raise ToolError(str(error)) from error

    return told


@dataclass(frozen=True)
class Tools:
    """What an agent can ask.

    Attributes:
        database: Returns the open graph.
    """

    database: Callable[[], Database]

    def search(
        self,
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

        searching.refresh(self.database())
        wanted = SearchFilters(relation, status, company, segment, since, until)
        return cited.table(searching.search(self.database(), text, wanted, top=top), top)

    def ask(
        self,
        question: Annotated[str, Field(max_length=500, description="In plain words.")],
        top: Top = 5,
    ) -> dict[str, Any]:
        """Answer a plain question by the report or named question that it asks for, or say that none does."""
        from tarpit import asking

        asked, near = asking.understood(self.database(), question)
        if asked is None:
            return {"answered": False, "nearest": [one.command for one in near]}
        from tarpit_queries.answers.answer import answer

        told = cited.answer(self.database(), answer(self.database(), asked), top)
        return {"answered": True, "by": asked.command, **told}

    def why(
        self,
        id: Annotated[Name, Field(description="Of a fact, claim or document, or a name.")],
        top: Top = 5,
    ) -> dict[str, Any]:
        """Give the sentences behind a fact, an entity, a claim or a document, the best supported facts first."""
        from tarpit_queries import evidence

        return {"facts": [cited.story(one) for one in evidence.why(self.database(), id, top)]}

    def company(self, name: Name, top: Top = 5) -> dict[str, Any]:
        """Tell of a company: its products, segments, rivals, deals, money, and who might buy it."""
        return self._report("company", top, company=name)

    def segment(self, name: Name, top: Top = 5) -> dict[str, Any]:
        """Tell of a segment: how crowded it is, its products, deals, shared features, what replaces what."""
        return self._report("segment", top, segment=name)

    def competitors(self, company: Name, top: Top = 10) -> dict[str, Any]:
        """List who some sentence says is after the same customers as a company."""
        from tarpit_queries import questions

        table = questions.load("competitors").ask(self.database(), company=company)
        return cited.answer(self.database(), (table,), top)

    def deals(
        self,
        company: Annotated[Name, Field(description="Either side; empty for all.")] = "",
        unconfirmed: Annotated[
            bool, Field(description="What is only said, denied or cancelled, instead of deals.")
        ] = False,
        top: Top = 10,
    ) -> dict[str, Any]:
        """List deals: completed and announced ones, or apart from them those that are only said."""
        from tarpit_queries import questions

        if unconfirmed:
            table = questions.load("unconfirmed-deals").ask(self.database(), company=company)
            return cited.answer(self.database(), (table,), top)
        return self._report("deals", top, of_company=company)

    def likely_acquirers(self, company: Name, top: Top = 5) -> dict[str, Any]:
        """Rank who might buy a company, each with what speaks for it; a rank is no probability."""
        return self._report("acquirers", top, company=company, top=top)

    def _report(
        self, name: str, rows: int, *, of_company: str = "", **options: Any
    ) -> dict[str, Any]:
        from tarpit_queries import reporting
        from tarpit_queries.reporting import ReportFilters

        wanted = ReportFilters(company=of_company)
        made = reporting.make(self.database(), name, wanted, **options)
        return cited.answer(self.database(), made, rows)


def guide() -> str:
    """How to read what the tools return."""
    return GUIDE


def schema() -> str:
    """What the graph holds: labels, relationships and their properties."""
    from tarpit_queries import model_cypher

    return model_cypher.schema()
