"""Cytoscape.js and Mermaid, the real ones, read our files in a real Chromium."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Page, expect, sync_playwright
from tarpit_graph import export, snapshot
from tarpit_graph.database.session import Database
from tarpit_graph.snapshot import graph_filter
from tarpit_graph.snapshot.graph_filter import GraphFilter
from tarpit_graph.style.appearance import readable
from tarpit_loaders.load import inputs, pipeline

from tests.conftest import CHROMIUM_FLAGS, chromium, program
from tests.hostile import names

pytestmark = [pytest.mark.browser, pytest.mark.database]
LIBRARIES = ("cytoscape@3.34.4", "mermaid@11.16.0")


@pytest.fixture(scope="module")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("libraries")
    command = [program("npm"), "install", "--ignore-scripts", "--no-audit", "--no-fund", *LIBRARIES]
    try:
        subprocess.run(command, cwd=folder, capture_output=True, timeout=200, check=True)
    except subprocess.SubprocessError as error:
        pytest.skip(f"npm cannot install Cytoscape.js and Mermaid: {error}")
    return folder / "node_modules"


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=list(CHROMIUM_FLAGS))
        yield browser.new_page()
        browser.close()


@pytest.fixture
def graph(database: Database, tmp_path: Path) -> Database:
    pipeline.load(database, inputs.readings([str(names.landscape_file(tmp_path))]))
    return database


def test_cytoscape_js_opens_the_file(
    graph: Database, page: Page, libraries: Path, tmp_path: Path
) -> None:
    taken = graph_filter.with_evidence(graph, snapshot.read(graph))
    export.write(taken, tmp_path / "graph.cyjs")
    page.set_content("<div id=here></div>")
    page.add_script_tag(path=libraries / "cytoscape" / "dist" / "cytoscape.min.js")
    elements = json.loads((tmp_path / "graph.cyjs").read_text())["elements"]
    counts = page.evaluate(
        "elements => { const cy = cytoscape({container: document.getElementById('here'), elements});"
        "return [cy.nodes().length, cy.edges().length, cy.nodes().map(n => n.data('name'))] }",
        elements,
    )
    assert counts[:2] == [taken.graph.number_of_nodes(), taken.graph.number_of_edges()]
    assert set(names.NAMES) <= set(counts[2])


def test_the_drawing_is_sealed_and_shows_hostile_names(
    graph: Database, page: Page, tmp_path: Path
) -> None:
    """It draws, says nothing on the console (so its policy stops nothing), and no name acts."""
    export.write(snapshot.read(graph), tmp_path / "graph.html")
    said: list[str] = []
    # Chromium without a graphics card tells that it is slow.
    page.on("console", lambda m: said.append(m.text) if "GL Driver" not in m.text else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto((tmp_path / "graph.html").as_uri())
    expect(page.locator("canvas").first).to_be_visible(timeout=20_000)
    page.wait_for_timeout(1_000)
    assert page.evaluate("document.querySelectorAll('img[onerror]').length") == 0
    assert "default-src 'none'" in (tmp_path / "graph.html").read_text()
    assert said == []


def test_mermaid_draws_the_file(
    graph: Database, page: Page, libraries: Path, tmp_path: Path
) -> None:
    taken = graph_filter.filter_graph(snapshot.read(graph), GraphFilter(segment="Vector databases"))
    export.write(taken, tmp_path / "graph.mmd")
    alerts: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        alerts.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismiss)
    page.set_content("<div id=here></div>")
    page.add_script_tag(path=libraries / "mermaid" / "dist" / "mermaid.min.js")
    drawn = page.evaluate(
        "async text => { mermaid.initialize({startOnLoad: false});"
        "const {svg} = await mermaid.render('drawn', text);"
        "document.getElementById('here').innerHTML = svg;"
        "return document.getElementById('here').textContent }",
        (tmp_path / "graph.mmd").read_text(),
    )
    for name in names.NAMES:
        assert readable(name)[:39] in drawn, name
    assert "SERVES" in drawn
    assert alerts == []
