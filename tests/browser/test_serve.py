"""The web application: in a browser as people meet it, and by HTTP as programs do."""

from __future__ import annotations

import csv
import io
import json
import socket
import threading
import time
from collections.abc import Iterator
from typing import Literal

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from fastapi.testclient import TestClient
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from playwright.sync_api import Browser, expect, sync_playwright
from tarpit_graph.database.session import Database
from tarpit_loaders.documents.files import SourceHints
from tarpit_loaders.load import inputs, lineage, pipeline

from tarpit import searching
from tarpit.servers import web
from tests.conftest import CHROMIUM_FLAGS, REPOSITORY, Run, chromium

pytestmark = [pytest.mark.browser, pytest.mark.database]
PAGES = (
    "/",
    "/segments",
    "/companies",
    "/companies/Databricks",
    "/segments/Vector%20databases",
    "/deals",
    "/thesis",
    "/search?q=acquisition",
    "/ask?q=Who+might+buy+Pinecone%3F",
    "/ask?q=How+tall+is+the+Eiffel+Tower%3F",
    "/why?id=MosaicML",
    "/reports/changes?since=2025-01-01",
    "/questions/unconfirmed-deals",
    "/reviews",
)


@pytest.fixture(scope="module")
def graph(open_database: Database) -> Database:
    open_database.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS")
    paths = [str(REPOSITORY / "examples" / name) for name in ("briefs", "*.csv")]
    pipeline.load(open_database, inputs.readings(paths, SourceHints(), with_builtin=True))
    searching.refresh(open_database)
    return open_database


@pytest.fixture(scope="module")
def client(graph: Database) -> TestClient:
    return TestClient(web.application(graph))


@pytest.fixture(scope="module")
def address(graph: Database) -> Iterator[str]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(web.application(graph), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started:
            time.sleep(0.05)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        yield driver.chromium.launch(executable_path=chromium(), args=list(CHROMIUM_FLAGS))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_and_no_page_is_wider_than_its_window(
    browser: Browser, address: str, scheme: Literal["light", "dark"], width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on(
        "request",
        lambda r: said.append(r.url) if not r.url.startswith((address, "data:")) else None,
    )
    for path in PAGES:
        page.goto(address + path)
        found = Axe().run(page)
        assert found.violations_count == 0, (path, found.generate_report())
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert [one for one in said if "404" not in one] == []
    page.close()


def test_a_person_asks_follows_a_number_to_its_sentence_and_comes_back(
    browser: Browser, address: str
) -> None:
    # Nothing here needs a script.
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(address)
    page.get_by_label("Ask in plain words").fill("Who bought MosaicML?")
    page.get_by_label("Ask in plain words").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Who bought MosaicML?")
    expect(page.get_by_role("cell", name="Databricks").first).to_be_visible()
    page.get_by_role("link", name="why").first.click()
    expect(page.get_by_text("Databricks completed its acquisition of MosaicML")).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="Databricks", exact=True).first.click()
    expect(page).to_have_url(f"{address}/companies/Databricks")


def test_filters_stand_in_the_address(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/segments")
    page.get_by_text("Filters", exact=True).click()
    page.get_by_label("only segments of this layer").fill("Retrieval")
    page.get_by_role("button", name="Show").click()
    assert "layer=Retrieval" in page.url
    expect(page.get_by_role("cell", name="Vector databases")).to_be_visible()
    expect(page.get_by_role("cell", name="Language models")).to_have_count(0)
    page.close()


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_json(client: TestClient, path: str) -> None:
    if path == "/":
        return
    name, _, query = path.partition("?")
    told = client.get(f"{name}.json?{query}")
    assert told.status_code == 200, told.text
    assert told.headers["content-type"] == "application/json"
    told.json()


def test_tables_have_csv_whose_rows_are_those_of_the_json(client: TestClient) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get("/deals.csv").text)))
    told = client.get("/deals.json").json()[0]
    assert [row["target"] for row in rows] == [row["target"] for row in told["rows"]]
    assert client.get("/deals.csv?table=99").status_code == 400


def test_a_rumour_is_on_no_page_of_deals(client: TestClient) -> None:
    said = {
        row["target"] for row in client.get("/questions/unconfirmed-deals.json").json()[0]["rows"]
    }
    deals = {row["target"] for row in client.get("/deals.json").json()[0]["rows"]}
    assert "Windsurf" in said
    assert not {"Arm", "Figma"} & deals


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/companies/Databrics", 404),
        ("/reports/nothing", 404),
        ("/reports/nothing.exe", 404),
        ("/reports/crowding?top=many", 400),
        ("/reports/crowding?as_of=yesterday", 400),
        ("/reports/deals?status=rumoured", 400),
        ("/search?q=x&relation=BUYS", 400),
        ("/search?q=%3F%21", 400),
        ("/why", 400),
        ("/ask?q=", 400),
        ("/nothing", 404),
    ],
)
def test_what_is_asked_wrongly_is_told_in_one_sentence(
    client: TestClient, path: str, status: int
) -> None:
    told = client.get(path)
    assert told.status_code == status
    assert "Traceback" not in told.text


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "'; MATCH (n) DELETE n //", "\x00", "ﷺ" * 600]
)
def test_hostile_words_are_only_words(client: TestClient, text: str) -> None:
    for path in ("/search", "/ask", "/companies"):
        assert "<script>alert" not in client.get(path, params={"q": text}).text


def test_pages_of_other_sites_are_kept_out(graph: Database, client: TestClient) -> None:
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 421
    named = TestClient(web.application(graph, token="secret word", hosts=("tarpit.example",)))
    there = {"Host": "tarpit.example"}
    assert named.get("/", headers=there).status_code == 401
    assert named.get("/?token=wrong", headers=there).status_code == 401
    assert named.get("/health", headers=there).status_code == 200
    bearer = {**there, "Authorization": "Bearer secret word"}
    assert named.get("/deals", headers=bearer).status_code == 200
    led = "http://testserver//evil.example/?token=secret+word"
    entered = named.get(led, headers=there, follow_redirects=False)
    assert entered.status_code == 303
    assert entered.headers["location"].startswith("/evil.example")
    assert "HttpOnly" in entered.headers["set-cookie"]


def test_no_request_but_a_reading_one_is_answered(client: TestClient) -> None:
    own = {"Origin": "http://testserver"}
    for method in ("PUT", "DELETE", "PATCH", "POST"):
        assert client.request(method, "/deals", headers=own).status_code == 405


def test_a_reviewer_decides_on_the_page_and_others_cannot(
    browser: Browser, graph: Database, client: TestClient
) -> None:
    (claim,) = graph.rows(
        "MATCH (c:Claim {predicate: 'ACQUIRED'}) WHERE c.sentence STARTS WITH 'DigitalOcean acquired' "
        "RETURN c.id AS id LIMIT 1"
    )
    sent = {"claim": claim["id"], "verdict": "reject"}
    own = {"Origin": "http://testserver"}
    assert client.post("/reviews", data=sent, headers=own).status_code == 400
    reviewing = TestClient(web.application(graph, reviewers={"": "ann"}))
    assert reviewing.post("/reviews", data=sent).status_code == 403
    other = {"Origin": "http://evil.example"}
    assert reviewing.post("/reviews", data=sent, headers=other).status_code == 403
    assert "Right" not in client.get("/why", params={"id": claim["id"]}).text
    assert "Right" in reviewing.get("/why", params={"id": claim["id"]}).text
    corrected = {**sent, "verdict": "correct", "status": "rumoured", "back": "//evil.example"}
    done = reviewing.post("/reviews", data=corrected, headers=own, follow_redirects=False)
    assert (done.status_code, done.headers["location"]) == (303, "/evil.example")
    targets = [row["target"] for row in client.get("/deals.json").json()[0]["rows"]]
    assert "Paperspace" not in targets
    told = TestClient(web.application(graph, reviewers={"word": "bea"}))
    bearer = {**own, "Authorization": "Bearer word"}
    accepted = {"claim": claim["id"], "verdict": "accept"}
    assert told.post("/reviews", data=accepted, headers=own).status_code == 400
    assert (
        told.post("/reviews", data=accepted, headers=bearer, follow_redirects=False).status_code
        == 303
    )


def test_openrefine_reconciles(client: TestClient) -> None:
    manifest = client.get("/reconcile").json()
    assert manifest["versions"] == ["0.2"]
    batch = {
        "q0": {"query": "databricks inc", "type": "Company"},
        "q1": {"query": "Pinecon", "type": "Company", "limit": 2},
        "q2": {"query": "no such name at all"},
    }
    found = client.post("/reconcile", data={"queries": json.dumps(batch)}).json()
    same = found["q0"]["result"][0]
    assert (same["id"], same["match"], same["score"]) == ("company:databricks", True, 100.0)
    assert found["q1"]["result"][0]["name"] == "Pinecone"
    assert not found["q1"]["result"][0]["match"]
    assert not any(one["match"] for one in found["q2"]["result"])
    asked = {"ids": ["company:databricks"], "properties": [{"id": "name"}, {"id": "aliases"}]}
    more = client.post("/reconcile", data={"extend": json.dumps(asked)}).json()
    assert more["rows"]["company:databricks"]["name"] == [{"str": "Databricks"}]
    suggested = client.get("/reconcile/suggest/entity", params={"prefix": "Pine"}).json()["result"]
    assert "Pinecone" in [one["name"] for one in suggested]
    origin = {"Origin": "http://127.0.0.1:3333"}
    allowed = client.get("/reconcile", headers=origin).headers
    assert allowed["access-control-allow-origin"] == origin["Origin"]
    other = client.get("/reconcile", headers={"Origin": "https://evil.example"}).headers
    assert "access-control-allow-origin" not in other
    for bad in ("[1]", "{", '{"q0": 3}'):
        assert client.post("/reconcile", data={"queries": bad}).status_code == 400


def test_monitors_and_programs_find_what_they_ask_for(client: TestClient) -> None:
    client.get("/search?q=gpu")
    text = client.get("/metrics").text
    assert "# TYPE tarpit_documents gauge" in text
    assert 'tarpit_answers_total{page="/search"}' in text
    assert client.get("/health").json() == {"status": "ok"}
    paths = client.get("/openapi.json").json()["paths"]
    assert {"/search", "/ask", "/deals", "/reconcile", "/companies/{name}"} <= paths.keys()


def test_each_answer_makes_a_span_where_spans_are_asked_for(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    monkeypatch.setattr(lineage, "_tracer", lambda: provider.get_tracer("tarpit"))
    client.get("/health")
    (made,) = kept.get_finished_spans()
    assert made.name == "GET /health"
    assert (made.attributes or {})["http.response.status_code"] == 200


def test_others_are_not_served_without_a_token(tarpit: Run) -> None:
    refused = tarpit("serve", "--host", "0.0.0.0")
    assert refused.returncode == 2
    assert "choose a token" in refused.stderr
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        refused = tarpit("serve", "--port", str(taken.getsockname()[1]))
    assert refused.returncode == 2
    assert "choose another with --port" in refused.stderr
