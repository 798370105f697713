"""Every question, pasted into the real Neo4j Browser as the file stands, shows its answer."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright
from tarpit_graph import local
from tarpit_graph.session import Database
from tarpit_graph.settings import Settings
from tarpit_loaders import inputs, run
from tarpit_queries import question

from tests.conftest import CHROMIUM_FLAGS, REPOSITORY, chromium

pytestmark = [pytest.mark.browser, pytest.mark.database]
SECONDS = 1000


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


def paste_and_run(page: Page, text: str) -> None:
    page.locator(".monaco-editor").first.click()
    page.keyboard.insert_text(text)
    page.wait_for_timeout(0.5 * SECONDS)
    page.keyboard.press("Control+Enter")


def test_questions_in_the_browser(database: Database, settings: Settings) -> None:
    server = local.running(settings)
    if server is None:
        pytest.skip("NEO4J_URI is not the embedded server, which brings the Browser")
    run.load(
        database,
        inputs.readings([str(REPOSITORY / "examples" / "briefs")], with_builtin=True),
    )
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=list(CHROMIUM_FLAGS))
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        log_in(page, server.browser, settings.password.get_secret_value())
        for name in question.names():
            asked = question.load(name)
            columns = [column.name for column in asked.ask(database).columns]
            file = Path(f"queries/tarpit_queries/{name.replace('-', '_')}.cypher")
            paste_and_run(page, (REPOSITORY / file).read_text())
            # The newest answer stands on top; the one that asks for a fact's id finds none.
            answer = page.locator("article").first
            shown = "no records" if name == "evidence" else columns[-2]
            expect(answer).to_contain_text(asked.doc[:40], timeout=30 * SECONDS)
            expect(answer).to_contain_text(shown, timeout=30 * SECONDS)
            expect(answer).not_to_contain_text("ERROR")
        browser.close()
