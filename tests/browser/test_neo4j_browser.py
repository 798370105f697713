"""Neo4j Browser, the real one: our guide, style and questions in it, as people use them."""

import base64
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

import neo4j
import pytest
from playwright.sync_api import Locator, Page, expect, sync_playwright
from tarpit_graph.database.session import Database
from tarpit_graph.embedded import server as neo4j_server
from tarpit_graph.ontology import COMPANY, EDGE_TYPES, NODES, PRODUCT, REFUTED, WORKLOAD
from tarpit_graph.settings import Settings
from tarpit_graph.style import neo4j_browser
from tarpit_graph.style.appearance import COLOURS
from tarpit_loaders.load import inputs, pipeline
from tarpit_queries import guide, questions

from tarpit.guide_server import serving
from tests.conftest import CHROMIUM_FLAGS, REPOSITORY, chromium

pytestmark = [pytest.mark.browser, pytest.mark.database]
SECONDS = 1000
#: Hosts that the Browser got an answer from, or opened a socket to.
REACHED: set[str | None] = set()
EXAMPLES = REPOSITORY / "examples"


@pytest.fixture(scope="module")
def graph(open_database: Database) -> Database:
    open_database.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS")
    paths = [EXAMPLES / "briefs", EXAMPLES / "features.csv", EXAMPLES / "prices.csv"]
    pipeline.load(open_database, inputs.readings([str(p) for p in paths], with_builtin=True))
    return open_database


@pytest.fixture(scope="module")
def page(graph: Database, settings: Settings) -> Iterator[Page]:
    """The Browser, logged in, with our guide open."""
    server = neo4j_server.running(settings)
    if server is None:
        pytest.skip("NEO4J_URI is not the embedded server, which brings the Browser")
    with serving(port=0) as served, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=list(CHROMIUM_FLAGS))
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        page.on("requestfinished", lambda request: REACHED.add(urlsplit(request.url).hostname))
        page.on("websocket", lambda socket: REACHED.add(urlsplit(socket.url).hostname))
        address = f"{server.browser}&cmd=guide&arg={served}/guide.html"
        log_in(page, address, settings.password.get_secret_value())
        yield page
        browser.close()


def log_in(page: Page, address: str, password: str) -> None:
    page.goto(address)
    # The address opens a second form over the first; the last one is in front.
    field = page.locator("input[type=password]").last
    field.wait_for(timeout=60 * SECONDS)
    page.wait_for_timeout(3 * SECONDS)
    field = page.locator("input[type=password]").last
    field.fill(password)
    field.press("Enter")
    expect(page.locator("body")).to_contain_text("You are connected", timeout=60 * SECONDS)


def run_editor(page: Page, text: str = "") -> Locator:
    """Run what is in the editor, after pasting something; return the newest answer, which is on top."""
    page.locator(".monaco-editor").first.click()
    if text:
        page.keyboard.insert_text(text)
    page.wait_for_timeout(0.5 * SECONDS)
    page.keyboard.press("Control+Enter")
    return page.locator("article").first


def test_the_page_reaches_this_machine_alone(page: Page) -> None:
    expect(page.locator("body")).to_contain_text("Is AI infrastructure a tarpit?")
    page.wait_for_timeout(2 * SECONDS)
    assert REACHED - {None, ""} <= {"localhost", "127.0.0.1"}


def test_the_guide_puts_on_the_style_and_draws(page: Page) -> None:
    expect(page.locator("body")).to_contain_text("Is AI infrastructure a tarpit?")
    page.locator("[data-exec]").first.click()
    expect(page.locator("article").first).to_contain_text("node.Company")
    page.get_by_text("Next", exact=True).click()
    page.locator("pre.runnable:visible").nth(1).click()
    answer = run_editor(page)
    for label in (COMPANY, PRODUCT, WORKLOAD):
        drawn = answer.locator(f"circle[fill='{COLOURS[label]}']")
        expect(drawn.first).to_be_attached(timeout=30 * SECONDS)


def test_what_was_only_said_is_drawn_in_orange(page: Page) -> None:
    drawing = next(c.drawing for c in guide.CLAIMS if c.question == "unconfirmed-deals")
    answer = run_editor(page, drawing)
    expect(answer).to_contain_text("Relationship types", timeout=30 * SECONDS)
    expect(answer).to_contain_text("cancelled ACQUI", timeout=30 * SECONDS)


@pytest.mark.parametrize("name", questions.names())
def test_a_question_pasted_unchanged(page: Page, graph: Database, name: str) -> None:
    asked = questions.load(name)
    answer = run_editor(page, guide.source(name))
    # The one that asks for a fact's id finds none, and nothing here is a copy.
    empty = name in ("evidence", "copies")
    shown = "no records" if empty else asked.ask(graph).columns[-2].name
    expect(answer).to_contain_text(asked.doc[:40], timeout=30 * SECONDS)
    expect(answer).to_contain_text(shown, timeout=30 * SECONDS)
    expect(answer).not_to_contain_text("ERROR")
    expect(answer.locator("[data-testid=cypherFrameSidebarWarnings]")).to_have_count(0)


def test_no_statement_warns(graph: Database, settings: Settings) -> None:
    """The server itself, asked for every notification, has none."""
    statements = [guide.source(name) for name in questions.names()]
    statements += [claim.drawing for claim in guide.CLAIMS if claim.drawing] + [guide.EVIDENCE]
    auth = ("neo4j", settings.password.get_secret_value())
    with neo4j.GraphDatabase.driver(settings.uri or "", auth=auth) as driver:
        for statement in statements:
            statuses = driver.execute_query(statement).summary.gql_status_objects
            said = [one.status_description for one in statuses if one.is_notification]
            assert not said, statement


def test_saved_scripts_are_dropped_on_the_page(page: Page) -> None:
    content = base64.b64encode(guide.saved_scripts()).decode()
    transfer = page.evaluate_handle(
        """content => {
            const bytes = Uint8Array.from(atob(content), c => c.charCodeAt(0));
            const transfer = new DataTransfer();
            transfer.items.add(new File([bytes], "saved-scripts.zip", {type: "application/zip"}));
            return transfer;
        }""",
        content,
    )
    for event in ("dragenter", "dragover", "drop"):
        page.locator("[data-testid=main]").dispatch_event(event, {"dataTransfer": transfer})
    page.locator("[data-testid=navigationFavorites]").click()
    page.locator("[data-testid='expandFolder-tarpit']").click()
    expect(page.locator("body")).to_contain_text("Crowded segments: how many products")


def test_the_style_sheet_covers_the_ontology() -> None:
    ruled = set(re.findall(r"^(?:node|relationship)\.(\w+) {", neo4j_browser.sheet(), re.MULTILINE))
    assert ruled == {*NODES, *EDGE_TYPES}
    assert "{status} {predicate}" in neo4j_browser.sheet().partition(f"relationship.{REFUTED}")[2]


def test_the_command_serves_until_it_is_stopped(settings: Settings) -> None:
    environment = {
        **os.environ,
        "NEO4J_URI": settings.uri or "",
        "NEO4J_PASSWORD": settings.password.get_secret_value(),
        "PYTHONUNBUFFERED": "1",
    }
    command = [
        sys.executable,
        "-m",
        "tarpit.cli.main",
        "browser",
        "--no-open",
        "--question",
        "deals",
    ]
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    address = process.stdout.readline()
    assert "&cmd=edit&arg=//%20Deals" in address
    assert settings.password.get_secret_value() not in address
    for line in process.stdout:
        if line.startswith("style"):
            break
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=20)
    assert (process.returncode, "Neo4j goes on" in told) == (0, True)
