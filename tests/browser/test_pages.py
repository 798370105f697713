"""What people see: the pages that tarpit writes, in a real Chromium."""

import subprocess
from pathlib import Path

import pytest
from tarpit_graph import snapshot
from tarpit_graph.database.session import Database
from tarpit_graph.export import html as drawing
from tarpit_loaders.load import inputs, pipeline
from tarpit_queries import evidence, render, reports

from tests.conftest import CHROMIUM_FLAGS, REPOSITORY, chromium

pytestmark = [pytest.mark.browser, pytest.mark.database]


def browse(page: Path, profile: Path, *flags: str) -> str:
    """Open a page, let its scripts run, and return the document as it then is."""
    done = subprocess.run(
        [
            chromium(),
            "--headless",
            *CHROMIUM_FLAGS,
            f"--user-data-dir={profile}",
            *flags,
            page.as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return done.stdout


@pytest.fixture
def briefs(database: Database) -> Database:
    pipeline.load(database, inputs.readings([str(REPOSITORY / "examples" / "briefs")]))
    return database


def test_the_landscape_report(briefs: Database, tmp_path: Path) -> None:
    tables = tuple(reports.load("landscape").make(snapshot.read(briefs)))
    facts = [fact for table in tables for row in table.rows for fact in row.get("facts", ())]
    page = tmp_path / "landscape.html"
    page.write_text(str(render.render("html", tables, evidence.quotes(briefs, facts))))
    shown = browse(page, tmp_path / "profile", "--dump-dom")
    for heading in ("Crowded segments", "Likely acquisitions", "Deals"):
        assert f"<h2>{heading}</h2>" in shown
    assert "<details>" in shown
    assert "“Databricks completed its acquisition of MosaicML" in shown
    assert shown.count("<tr") > 40
    picture = tmp_path / "landscape.png"
    browse(page, tmp_path / "profile2", f"--screenshot={picture}", "--window-size=1200,900")
    assert picture.stat().st_size > 30_000


def test_the_drawing_of_the_graph(briefs: Database, tmp_path: Path) -> None:
    page = tmp_path / "graph.html"
    drawing.write(snapshot.read(briefs), page)
    shown = browse(page, tmp_path / "profile", "--virtual-time-budget=8000", "--dump-dom")
    assert "<canvas" in shown, "the library has drawn"
