"""The landscape page as people meet it: found, clicked, typed at, read aloud, printed, mailed."""

import re
import time
from collections.abc import Iterator
from datetime import date
from itertools import combinations
from pathlib import Path

import networkx as nx
import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect, sync_playwright
from tarpit_graph.database.session import Database
from tarpit_graph.errors import InputError
from tarpit_graph.ontology import COMPANY, MAKES, PRODUCT, SERVES, WORKLOAD
from tarpit_graph.snapshot import Snapshot
from tarpit_loaders.load import inputs, pipeline
from tarpit_queries import page as pages
from tarpit_queries.evidence import FactHistory, Quote
from tarpit_queries.render import pdf

from tests.conftest import CHROMIUM_FLAGS, REPOSITORY, Run, chromium
from tests.hostile import names

pytestmark = [pytest.mark.browser, pytest.mark.database]
WIDTHS = (360, 1024, 1920)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        yield driver.chromium.launch(executable_path=chromium(), args=list(CHROMIUM_FLAGS))


@pytest.fixture(scope="module")
def graph(open_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Database:
    open_database.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS")
    hostile = names.landscape_file(tmp_path_factory.mktemp("hostile"))
    examples = REPOSITORY / "examples"
    paths = [examples / "briefs", examples / "features.csv", examples / "prices.csv", hostile]
    pipeline.load(open_database, inputs.readings([str(path) for path in paths], with_builtin=True))
    return open_database


@pytest.fixture(scope="module")
def file(graph: Database, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tarpit_queries import reporting
    from tarpit_queries.reporting import ReportFilters

    file = tmp_path_factory.mktemp("page") / "landscape.html"
    file.write_text(reporting.page(graph, "landscape", ReportFilters()), encoding="utf-8")
    return file


@pytest.fixture
def page(browser: Browser, file: Path) -> Iterator[Page]:
    """The page, opened; it must say nothing on the console and load nothing."""
    said: list[str] = []
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on(
        "request", lambda request: said.append(request.url) if request.url[:4] == "http" else None
    )
    page.goto(file.as_uri())
    yield page
    page.close()
    assert said == []


def test_the_evidence_of_a_deal_in_two_clicks(page: Page) -> None:
    page.get_by_role("navigation").get_by_text("Deals").click()
    page.get_by_role("link", name="Databricks acquired MosaicML").click()
    panel = page.locator("#panel")
    expect(panel).to_contain_text("Databricks completed its acquisition of MosaicML")
    expect(panel).to_contain_text("2023-07-19 · says: completed")
    source = panel.get_by_role("link", name="Databricks completes")
    expect(source).to_have_attribute("href", re.compile("^https://"))


def test_what_was_only_said_is_no_deal(page: Page) -> None:
    deals = page.locator("#deals > .deals")
    assert "Windsurf" not in " ".join(
        text for text in deals.all_inner_texts() if text.startswith("OpenAI")
    )
    said = page.locator(".said").get_by_role("link", name="OpenAI did not acquire Windsurf")
    said.click()
    expect(page.locator("#panel-title")).to_have_text("OpenAI did not acquire Windsurf")


def test_search_and_panel_by_keyboard(page: Page) -> None:
    page.locator("#q").focus()
    page.keyboard.type("mosaic")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#panel-title")).to_have_text("MosaicML")
    expect(page.locator("#close")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).not_to_be_visible()
    first = page.locator("#map .c[href]").first
    first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#panel")).to_be_visible()


def test_neighbours_move_to_the_centre(page: Page) -> None:
    page.locator("#neighbours").scroll_into_view_if_needed()
    drawn = page.locator("#drawing a[href='#neighbours']").first
    name = drawn.locator("title").text_content()
    drawn.click()
    expect(page.locator("#centre")).to_have_text(name or "?")


def test_every_mark_leads_to_evidence(page: Page) -> None:
    """Each kind of mark opens the panel with at least one sentence, or the word that it is of tarpit's own list."""
    for kind in (
        "#map .c[href]",
        "#crowding tbody a",
        "#crowding svg a",
        "#parity td a",
        "#prices svg a",
        "#deals .deals a",
        "#acquirers .with-bar a",
    ):
        page.locator(kind).first.dispatch_event("click")
        expect(page.locator("#panel :is(blockquote, .row, article .note)").first).to_be_visible()
        page.keyboard.press("Escape")


def test_a_row_of_a_table_is_no_quotation(page: Page) -> None:
    page.locator("#prices svg a").first.dispatch_event("click")
    row = page.locator("#panel .row").first
    expect(row).to_contain_text("A row of prices.csv: ")
    expect(row).not_to_contain_text("https://")
    expect(row.locator("a")).to_have_attribute("href", re.compile("https://.+"))


def test_the_map_shows_a_part_and_the_address_keeps_it(page: Page) -> None:
    everyone = page.locator("#map .chips li:visible").count()
    page.get_by_label("Show", exact=True).select_option("incumbents")
    assert 0 < page.locator("#map .chips li:visible").count() < everyone
    page.reload()
    expect(page.get_by_label("Show", exact=True)).to_have_value("inc")
    assert page.locator("#map .chips li:visible").count() < everyone


def test_charts_have_names_that_do_not_meet(page: Page) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for chart in page.locator("#crowding .plot, #prices .plot").all():
            boxes = [name.bounding_box() for name in chart.locator("text.name").all()]
            assert boxes
            for a, b in combinations(filter(None, boxes), 2):
                apart = a["y"] + a["height"] <= b["y"] + 4 or b["y"] + b["height"] <= a["y"] + 4
                beside = a["x"] + a["width"] <= b["x"] or b["x"] + b["width"] <= a["x"]
                assert apart or beside, (width, a, b)


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_wider_than_the_window(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.locator("#neighbours").scroll_into_view_if_needed()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing(page: Page, scheme: str, width: int) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 900})
    page.locator("#neighbours").scroll_into_view_if_needed()
    closed = Axe().run(page).response["violations"]
    page.locator("#deals .deals a").first.click()
    opened = Axe().run(page).response["violations"]
    told = {(v["id"], v["impact"], v["nodes"][0]["html"][:200]) for v in (*closed, *opened)}
    assert told == set()


def test_hostile_names_are_only_names(page: Page) -> None:
    assert page.evaluate("document.querySelectorAll('img, script[src]').length") == 0
    for name in names.NAMES[:-1]:
        page.locator("#q").fill(name.replace("\u202e", "").replace("\u202c", "")[:99])
        hit = page.locator("#hits a").first
        expect(hit).to_contain_text(name.strip("\u202e").split("\u202c")[0])
        hit.click()
        expect(page.locator("#panel :is(blockquote, .row, article .note)").first).to_be_visible()
        page.keyboard.press("Escape")


def test_the_policy_lets_nothing_out(browser: Browser, file: Path) -> None:
    page = browser.new_page()
    page.goto(file.as_uri())
    sent = page.evaluate("fetch('https://example.invalid/').then(() => 'sent', () => 'refused')")
    assert sent == "refused"
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<b id=x style=\"color:red\">x</b>')"
    )
    assert page.locator("#x").evaluate("x => getComputedStyle(x).color") != "rgb(255, 0, 0)"
    page.close()


def test_as_of_a_past_day_nothing_later_is_on_the_page(graph: Database) -> None:
    from tarpit_queries import reporting
    from tarpit_queries.reporting import ReportFilters

    text = reporting.page(graph, "landscape", ReportFilters(date(2023, 7, 1)))
    assert "as of 2023-07-01" in text
    assert "Databricks signed a definitive agreement to acquire MosaicML" in text
    assert "Databricks completed its acquisition" not in text
    assert not re.search(r'"2023-(0[89]|1\d)-|"202[4-9]-', text), "a later document"


def test_pdf_by_chromium_and_by_weasyprint(
    file: Path, tarpit: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = tarpit("report", "landscape", "--output", str(tmp_path / "landscape.pdf"))
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert "Databricks acquired MosaicML" in printed((tmp_path / "landscape.pdf").read_bytes())
    monkeypatch.setattr("shutil.which", lambda name: None)
    short = "<!doctype html><title>x</title><p>Databricks acquired <b>MosaicML</b></p>"
    assert "Databricks acquired MosaicML" in printed(pdf.printed(short))
    monkeypatch.setitem(__import__("sys").modules, "weasyprint", None)
    with pytest.raises(InputError, match="needs Chromium or WeasyPrint"):
        pdf.printed(short)


def printed(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    return " ".join(text.split())


def test_a_workbook_has_no_formula(graph: Database, tarpit: Run, tmp_path: Path) -> None:
    done = tarpit("report", "landscape", "--output", str(tmp_path / "landscape.xlsx"))
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    question = ("query", "products-in-segment", "--segment", "Vector databases")
    tarpit(*question, "--output", str(tmp_path / "products.xlsx"))
    book = load_workbook(tmp_path / "landscape.xlsx")
    assert book.sheetnames[0] == "Crowded segments"
    assert book.sheetnames[-1] == "Evidence"
    sentences = {row[4].value for row in book["Evidence"].iter_rows(min_row=2)}
    assert any("MosaicML" in str(sentence) for sentence in sentences)
    (sheet,) = load_workbook(tmp_path / "products.xlsx").worksheets
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert any("HYPERLINK" in str(cell.value) for cell in cells)
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n", "d", "b"}


COMPANIES, SEGMENTS = 5_000, 150


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A landscape of five thousand companies, each with a product in two segments."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    stories: dict[str, FactHistory] = {}

    def say(subject: str, predicate: str, object_: str) -> None:
        id_ = f"fact:{len(stories):020x}"
        fact = {"id": id_, "predicate": predicate, "status": "completed", "support": 1}
        fact |= {"confidence": 0.9, "claims": [id_]}
        graph.add_edge(subject, object_, key=id_, **fact)
        sentence = f"{subject} {predicate} {object_}, says a sentence of the usual length of news."
        source = f"d{len(stories) % 500}", "A title", "https://example.com", date(2024, 1, 1)
        quote = Quote(id_, "completed", 0.9, sentence, "p/1", *source, 0, 9)
        ends = predicate, subject, object_
        stories[id_] = FactHistory(id_, *ends, "completed", predicate, (quote,))

    for number in range(SEGMENTS):
        graph.add_node(f"workload:{number}", label=WORKLOAD, name=f"Segment {number}")
    for number in range(COMPANIES):
        company, product = f"company:{number}", f"product:{number}"
        graph.add_node(company, label=COMPANY, name=f"Company {number}")
        graph.add_node(
            product, label=PRODUCT, name=f"Product {number}", open_source=number % 3 == 0
        )
        say(company, MAKES, product)
        for segment in (number, number * 7 + 1):
            say(product, SERVES, f"workload:{segment % SEGMENTS}")
    taken = Snapshot.of(graph, None, date(2024, 1, 1))
    file = tmp_path_factory.mktemp("large") / "landscape.html"
    file.write_text(pages.write(taken, lambda facts: stories), encoding="utf-8")
    return file


def test_five_thousand_companies_stay_smooth(browser: Browser, large: Path) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    started = time.perf_counter()
    page.goto(large.as_uri(), wait_until="load")
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    view = time.perf_counter() - started
    page.locator("#q").focus()  # the first use reads the evidence
    page.evaluate("new Promise(done => requestAnimationFrame(done))")

    def milliseconds(action: str) -> float:
        return float(
            page.evaluate(
                f"async () => {{ const t = performance.now(); {action};"
                "await new Promise(done => requestAnimationFrame(() => setTimeout(done)));"
                "return performance.now() - t }"
            )
        )

    typed = milliseconds(
        "document.getElementById('q').value = 'company 49';"
        "document.getElementById('q').dispatchEvent(new Event('input'))"
    )
    clicked = milliseconds("document.querySelector('#map .c').click()")
    page.close()
    print(f"view {view:.2f} s, search {typed:.0f} ms, evidence {clicked:.0f} ms")
    assert view < 2
    assert typed < 100
    assert clicked < 100
