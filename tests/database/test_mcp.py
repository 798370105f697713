"""The MCP server as a client meets it, through pipes and by HTTP."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import anyio
import httpx
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from tarpit_graph.database.session import Database
from tarpit_graph.settings import Settings
from tarpit_loaders.documents.files import SourceHints
from tarpit_loaders.load import inputs, pipeline

from tests.conftest import REPOSITORY, free_port

pytestmark = pytest.mark.database
TOOLS = {
    "search", "ask", "why", "company", "segment", "competitors", "deals", "likely_acquirers",
}  # fmt: skip
COMMAND = ["-m", "tarpit.cli.main", "mcp"]


@pytest.fixture
def environment(settings: Settings, database: Database) -> dict[str, str]:
    brief = REPOSITORY / "examples/briefs"
    notes = [
        str(brief / name)
        for name in (
            "2023-06-26-databricks-mosaicml-agreed.md",
            "2023-07-19-databricks-mosaicml-completed.md",
        )
        if (brief / name).exists()
    ]
    pipeline.load(
        database, inputs.readings(notes or [str(brief)], SourceHints(), with_builtin=True)
    )
    return {
        **os.environ,
        "NEO4J_URI": settings.uri or "",
        "NEO4J_USERNAME": settings.username,
        "NEO4J_PASSWORD": settings.password.get_secret_value(),
    }


async def _questioned(client: Client) -> dict[str, Any]:
    answers: dict[str, Any] = {"tools": (await client.list_tools()).tools}
    asked = {
        "ask": {"question": "Who bought MosaicML?"},
        "search": {"text": "Databricks acquisition of MosaicML", "relation": "ACQUIRED"},
        "why": {"id": "MosaicML"},
        "company": {"name": "Databricks"},
        "segment": {"name": "Vector databases"},
        "competitors": {"company": "Pinecone"},
        "deals": {"company": "Databricks"},
        "likely_acquirers": {"company": "Pinecone"},
        "unknown": {"company": "Databrics"},
    }
    for name, arguments in asked.items():
        tool = "deals" if name == "unknown" else name
        answers[name] = await client.call_tool(tool, arguments)
    answers["guide"] = (await client.read_resource("tarpit://guide")).contents[0]
    answers["schema"] = (await client.read_resource("tarpit://schema")).contents[0]
    return answers


def _check(answers: dict[str, Any]) -> None:
    assert {tool.name for tool in answers["tools"]} == TOOLS
    assert all(tool.annotations.read_only_hint for tool in answers["tools"])
    for name in TOOLS:
        assert not answers[name].is_error, (name, answers[name].content)
        assert len(answers[name].content[0].text) < 20_000
    said = answers["ask"].structured_content
    assert said["by"] == "tarpit report deals --company MosaicML"
    assert said["tables"][0]["rows"][0]["acquirer"] == "Databricks"
    assert "MosaicML" in said["sentences"][0]["sentence"]
    assert answers["search"].structured_content["rows"][0]["id"].startswith("fact:")
    assert answers["unknown"].is_error
    assert "did you mean Databricks" in answers["unknown"].content[0].text
    assert "Traceback" not in answers["unknown"].content[0].text
    assert "never tell a deal" in answers["guide"].text
    assert "(:Company)-[:ACQUIRED]->(:Company)" in answers["schema"].text


def test_through_pipes(environment: dict[str, str]) -> None:
    async def talk() -> None:
        server = StdioServerParameters(command=sys.executable, args=COMMAND, env=environment)
        async with Client(stdio_client(server)) as client:
            _check(await _questioned(client))

    anyio.run(talk)


@pytest.fixture
def address(environment: dict[str, str]) -> Iterator[str]:
    port = free_port()
    arguments = [sys.executable, *COMMAND, "--transport", "http", "--port", str(port)]
    server = subprocess.Popen(arguments, env=environment)
    address = f"http://127.0.0.1:{port}/mcp"
    try:
        for _ in range(300):
            try:
                httpx.get(address, timeout=1)
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait(20)


def test_by_http(address: str) -> None:
    async def talk() -> None:
        async with Client(address) as client:
            _check(await _questioned(client))

    anyio.run(talk)


def test_a_page_of_another_site_cannot_speak_for_its_reader(address: str) -> None:
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    told = httpx.post(
        address, json=body, headers={"Host": "evil.example", "Origin": "http://evil.example"}
    )
    assert told.status_code in (403, 421)
