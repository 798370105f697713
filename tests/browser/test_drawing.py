"""The drawing of a graph as people meet it: names, legend, days, sentences, keyboard, phone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Literal

import networkx as nx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright
from tarpit_graph import export
from tarpit_graph.snapshot import Snapshot, graph_filter
from tarpit_graph.snapshot.graph_filter import GraphFilter

from tests.conftest import CHROMIUM_FLAGS, chromium
from tests.hostile import names
from tests.small import FACTS, snapshot

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        yield driver.chromium.launch(executable_path=chromium(), args=list(CHROMIUM_FLAGS))


def _quoted(snapshot: Snapshot) -> Snapshot:
    """Give the fact that Dog bought Cat a sentence, and a hostile one."""
    for _, _, key, fact in snapshot.graph.edges(keys=True, data=True):
        if fact["predicate"] == "ACQUIRED":
            quote = {
                "title": "A note",
                "url": "https://note.example/1",
                "day": "2025-05-01",
                "status": "completed",
                "own_list": False,
            }
            hostile = {
                **quote,
                "sentence": "</script><img src=x onerror=alert(1)>",
                "url": "javascript:alert(1)",
            }
            snapshot.graph.graph["quotes"] = {
                key: [{**quote, "sentence": "Dog bought Cat."}, hostile]
            }
    return snapshot


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    taken = graph_filter.filter_graph(snapshot(), GraphFilter(segment="Stores", hops=3))
    export.write(_quoted(taken), tmp_path / "graph.html")
    said: list[str] = []
    opened = browser.new_page(viewport={"width": 1280, "height": 800})
    # Chromium without a graphics card tells that it is slow.
    opened.on("console", lambda m: said.append(m.text) if "GL Driver" not in m.text else None)
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.on("request", lambda r: said.append(r.url) if r.url.startswith("http") else None)
    opened.goto((tmp_path / "graph.html").as_uri())
    expect(opened.locator("html[data-drawn]")).to_be_attached()
    yield opened
    opened.close()
    assert said == []


def test_it_says_what_it_shows(page: Page) -> None:
    assert page.title() == "Around Stores, 3 steps · tarpit"
    expect(page.get_by_role("heading", level=1)).to_have_text("Around Stores, 3 steps")
    # Of the ten facts the rumour's ends are both drawn too.
    expect(page.locator("#counts")).to_contain_text(f"{len(FACTS) + 1} facts")
    for kind in ("company", "product", "segment", "feature"):
        expect(page.locator("#labels")).to_contain_text(kind)


def test_the_legend_switches_kinds_relations_and_what_is_only_said(page: Page) -> None:
    page.get_by_label("only said, denied or called off").uncheck()
    expect(page.locator("#counts")).to_contain_text(f"{len(FACTS)} facts")
    page.locator("#relations label", has_text="makes").locator("input").uncheck()
    expect(page.locator("#counts")).to_contain_text(f"{len(FACTS) - 3} facts")
    page.locator("#labels label", has_text="feature").locator("input").uncheck()
    expect(page.locator("#counts")).to_contain_text(f"{len(FACTS) - 4} facts")


def test_the_slider_shows_what_held_on_a_day(page: Page) -> None:
    slider = page.get_by_label("As of")
    slider.focus()
    slider.press("Home")
    expect(page.locator("#date")).to_have_text("2023-01")
    # Three products are made and Stores is in Data without a day; antdb has served it since January.
    expect(page.locator("#counts")).to_contain_text("5 facts")
    slider.press("End")
    expect(page.locator("#date")).to_have_text("all days")


def test_a_name_is_found_and_its_sentences_are_told(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("dog")
    page.keyboard.press("Enter")
    panel = page.locator("#panel")
    expect(panel.get_by_role("heading", level=2)).to_have_text("Dog")
    expect(panel).to_contain_text("Dog bought Cat.")
    expect(panel.get_by_role("link", name="A note").first).to_have_attribute(
        "href", "https://note.example/1"
    )
    # A rumour is told as one.
    expect(panel).to_contain_text("acquires (rumoured)")
    assert page.locator("img").count() == 0
    assert page.locator("a[href^=javascript]").count() == 0
    panel.get_by_role("button", name="Cat").click()
    expect(panel.get_by_role("heading", level=2)).to_have_text("Cat")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()


def test_what_is_not_found_is_told(page: Page) -> None:
    page.get_by_label("Find a name").fill("unicorn")
    page.get_by_label("Find a name").press("Enter")
    expect(page.locator("#counts")).to_have_text("Nothing here is called “unicorn”.")


def test_the_same_stands_in_a_table(page: Page) -> None:
    page.get_by_text("The same as a table").click()
    expect(page.locator("#rows tr")).to_have_count(len(FACTS) + 1)
    expect(page.locator("#rows")).to_contain_text("rumoured")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_and_the_page_fits(
    page: Page, scheme: Literal["light", "dark"], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def _many(count: int) -> Snapshot:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for n in range(count):
        graph.add_node(f"company:{n}", label="Company", name=f"Company {n}")
    for n in range(1, count):
        fact = {"predicate": "COMPETES_WITH", "status": "completed", "support": 1, "claims": []}
        # Each names one of some large ones, so that it is one part with hubs.
        graph.add_edge(
            f"company:{n}", f"company:{n % 97 if n > 97 else 0}", key=f"fact:{n}", **fact
        )
    graph.graph["quotes"] = {
        f"fact:{n}": [{"sentence": f"Company {n} competes with company {n % 97}, as a sentence of usual length says here.", "title": "News", "url": "", "day": "2024-01-01", "status": "completed", "own_list": False}]
        for n in range(1, count)
    }  # fmt: skip
    return Snapshot.of(graph, None, date(2024, 1, 1))


def test_two_thousand_nodes_weigh_less_than_a_megabyte(tmp_path: Path) -> None:
    export.write(_many(2_000), tmp_path / "graph.html")
    assert (tmp_path / "graph.html").stat().st_size < 1_000_000
    first = (tmp_path / "graph.html").read_bytes()
    export.write(_many(2_000), tmp_path / "again.html")
    assert (tmp_path / "again.html").read_bytes() == first


def test_twenty_thousand_nodes_are_drawn(browser: Browser, tmp_path: Path) -> None:
    export.write(_many(20_000), tmp_path / "graph.html")
    opened = browser.new_page(viewport={"width": 1280, "height": 800})
    opened.goto((tmp_path / "graph.html").as_uri())
    expect(opened.locator("html[data-drawn='20000']")).to_be_attached(timeout=60_000)
    opened.get_by_label("Find a name").fill("Company 19999")
    opened.get_by_label("Find a name").press("Enter")
    expect(opened.locator("#panel")).to_contain_text("Company 19999", timeout=60_000)
    opened.close()


def test_hostile_names_are_only_names(browser: Browser, tmp_path: Path) -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for n, name in enumerate(names.NAMES):
        graph.add_node(f"company:{n}", label="Company", name=name)
        fact = {"predicate": "COMPETES_WITH", "status": "completed", "support": 1, "claims": []}
        graph.add_edge(f"company:{n}", "company:0", key=f"fact:{n}", **fact)
    export.write(Snapshot.of(graph, None, None), tmp_path / "graph.html")
    opened = browser.new_page()
    opened.goto((tmp_path / "graph.html").as_uri())
    expect(opened.locator("html[data-drawn]")).to_be_attached()
    opened.get_by_text("The same as a table").click()
    assert opened.locator("img[onerror], script[src]").count() == 0
    opened.close()
