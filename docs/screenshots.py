"""Take the pictures of the documentation: `python docs/screenshots.py`, with Chromium installed.

Everything in them comes from the examples of this repository, loaded into a Neo4j of its own.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from tarpit_graph import export, snapshot
from tarpit_graph.database import constraints
from tarpit_graph.database.session import Database
from tarpit_graph.embedded import server as neo4j_server
from tarpit_graph.settings import Settings
from tarpit_graph.snapshot import graph_filter
from tarpit_graph.snapshot.graph_filter import GraphFilter
from tarpit_loaders.load import inputs, pipeline
from tarpit_queries import reporting
from tarpit_queries.reporting import ReportFilters

from tarpit.guide_server import serving

HERE = Path(__file__).parent
IMAGES = HERE / "images"
EXAMPLES = HERE.parent / "examples"
_FLAGS = [
    *"--no-sandbox --disable-gpu --disable-quic --no-first-run".split(),
    *"--disable-background-networking --disable-component-update --disable-sync".split(),
]
_BOLT, _HTTP = 17687, 17474


def main() -> None:
    """Load the examples, then take every picture."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings().model_copy(update={"home": Path(folder), "uri": None})
        server = neo4j_server.start(settings, lambda received: None, _BOLT, _HTTP)
        try:
            with neo4j_server.open_database(settings) as database, sync_playwright() as driver:
                browser = driver.chromium.launch(
                    executable_path=shutil.which("chromium"), args=_FLAGS
                )
                _load(database)
                _landscape(browser, database, Path(folder))
                _drawing(browser, database, Path(folder))
                password = neo4j_server.credentials(settings, server).password.get_secret_value()
                _neo4j_browser(browser, server.browser, password)
                browser.close()
        finally:
            neo4j_server.stop(settings)


def _load(database: Database) -> None:
    constraints.apply(database)
    paths = [EXAMPLES / "briefs", *sorted(EXAMPLES.glob("*.csv"))]
    pipeline.load(database, inputs.readings([str(path) for path in paths], with_builtin=True))


def _landscape(browser: Browser, database: Database, folder: Path) -> None:
    file = folder / "landscape.html"
    file.write_text(reporting.page(database, "landscape", ReportFilters()), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1280, "height": 860})
    page.goto(file.as_uri())
    page.screenshot(path=IMAGES / "landscape.png")
    page.get_by_role("navigation").get_by_text("Deals").click()
    page.get_by_role("link", name="Databricks acquired MosaicML").click()
    page.wait_for_timeout(300)
    page.screenshot(path=IMAGES / "evidence.png")
    page.close()


def _drawing(browser: Browser, database: Database, folder: Path) -> None:
    near = graph_filter.filter_graph(snapshot.read(database), GraphFilter(company="Databricks"))
    export.write(near, folder / "graph.html")
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    page.goto((folder / "graph.html").as_uri())
    page.wait_for_timeout(4000)
    page.screenshot(path=IMAGES / "graph.png")
    page.close()


def _neo4j_browser(browser: Browser, address: str, password: str) -> None:
    with serving() as served:
        page = browser.new_page(viewport={"width": 1280, "height": 860})
        _log_in(page, f"{address}&cmd=guide&arg={served}/guide.html", password)
        page.locator("[data-exec]").first.click()
        page.wait_for_timeout(1500)
        page.screenshot(path=IMAGES / "browser-guide.png")
        page.get_by_text("Next", exact=True).click()
        page.locator("pre.runnable:visible").nth(1).click()
        page.locator(".monaco-editor").first.click()
        page.keyboard.press("Control+Enter")
        page.wait_for_timeout(6000)
        page.screenshot(path=IMAGES / "browser-drawing.png")
        page.close()


def _log_in(page: Page, address: str, password: str) -> None:
    page.goto(address)
    page.locator("input[type=password]").last.wait_for()
    page.wait_for_timeout(3000)
    page.locator("input[type=password]").last.fill(password)
    page.keyboard.press("Enter")
    page.get_by_text("You are connected").first.wait_for()
    page.wait_for_timeout(1500)


if __name__ == "__main__":
    main()
