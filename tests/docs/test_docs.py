"""The documentation is run: every command in it works, every generated page is what it must be."""

import doctest
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from tarpit_graph.database.session import Database
from tarpit_graph.settings import Settings
from tarpit_loaders.load import inputs, pipeline

from docs import generate
from tarpit import Landscape
from tests.conftest import REPOSITORY, Run

GENERATED = generate.pages()
PAGES = (
    "README.md",
    "docs/how-to/load.md",
    "docs/how-to/sources.md",
    "docs/how-to/names.md",
    "docs/how-to/browser.md",
    "docs/how-to/export.md",
    "docs/how-to/landscape.md",
    "docs/how-to/keep.md",
    "docs/tutorial/first-market-map.md",
)
#: What starts servers of its own is run in tests of its own.
_ELSEWHERE = ("make", "tarpit db start", "tarpit db stop", "tarpit db reset")


def commands(page: str) -> list[str]:
    blocks = re.findall(r"```console\n(.*?)```", (REPOSITORY / page).read_text(), re.DOTALL)
    return [line[2:] for block in blocks for line in block.splitlines() if line.startswith("$ ")]


@pytest.mark.database
@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_a_page_works(
    page: str, tarpit: Run, open_database: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TARPIT_DECISIONS", str(tmp_path / "decisions.yml"))
    (tmp_path / "examples").symlink_to(REPOSITORY / "examples")
    ran = 0
    for command in commands(page):
        if not command.startswith(_ELSEWHERE):
            done = tarpit(*shlex.split(command)[1:])
            assert done.returncode == 0, f"{command}\n{done.stderr}"
            ran += 1
    assert ran or page == "docs/how-to/browser.md"


@pytest.mark.database
def test_every_query_of_a_page_runs(database: object) -> None:
    text = (REPOSITORY / "docs" / "how-to" / "browser.md").read_text()
    for query in re.findall(r"```cypher\n(.*?)```", text, re.DOTALL):
        if "RETURN" in query:
            database.rows(query)  # type: ignore[attr-defined]


@pytest.mark.database
def test_the_python_of_the_readme_runs(
    settings: object, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NEO4J_URI", settings.uri)  # type: ignore[attr-defined]
    monkeypatch.setenv(
        "NEO4J_PASSWORD",
        settings.password.get_secret_value(),  # type: ignore[attr-defined]
    )
    monkeypatch.chdir(REPOSITORY)
    (code,) = re.findall(r"```python\n(.*?)```", (REPOSITORY / "README.md").read_text(), re.DOTALL)
    exec(compile(code, "README.md", "exec"), {})
    assert "MosaicML completed 2023-07-19" in capsys.readouterr().out
    with Landscape() as landscape:
        assert landscape.cypher("MATCH (d:Document) RETURN d.id AS id LIMIT 1").rows
        assert landscape.report("crowding")[0].columns
        assert landscape.why("company:databricks")
        assert landscape.retract("briefs/2023-07-19-databricks-mosaicml-completed.md")


@pytest.mark.database
def test_the_python_of_py2neo_runs(
    database: Database,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("NEO4J_URI", settings.uri or "")
    monkeypatch.setenv("NEO4J_PASSWORD", settings.password.get_secret_value())
    pipeline.load(database, inputs.readings([str(REPOSITORY / "examples" / "briefs")]))
    text = (REPOSITORY / "docs" / "how-to" / "py2neo.md").read_text()
    code = "\n".join(re.findall(r"```python\n(.*?)```", text, re.DOTALL))
    exec(compile(code, "py2neo.md", "exec"), {})
    told = capsys.readouterr().out.splitlines()
    assert "MosaicML completed" in told
    assert told[-1] == "[]"


def test_every_command_is_documented() -> None:
    reference = (REPOSITORY / "docs" / "reference" / "command-line.md").read_text()
    for words in generate.commands():
        assert f"## {' '.join(('tarpit', *words))}\n" in reference
    shown = generate.help_of(())
    assert {"load", "extract", "query", "report", "why", "db"} <= set(shown.split())


@pytest.mark.parametrize("page", GENERATED)
def test_generated_pages_are_current(page: str) -> None:
    made = GENERATED[page].rstrip("\n") + "\n"
    stored = (REPOSITORY / "docs" / page).read_text()
    if page.endswith("command-line.md"):  # Typer draws its boxes anew with each release
        letters = re.compile(r"[^A-Za-z0-9-]+")
        assert letters.sub(" ", made) == letters.sub(" ", stored), "run `make docs`"
    else:
        assert made == stored, "run `make docs`"


def test_links_between_pages_lead_somewhere() -> None:
    for page in [*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_summary_numbers_of_the_readme_are_true() -> None:
    from tarpit_loaders.load import builtin

    text = (REPOSITORY / "README.md").read_text()
    briefs = len(list((REPOSITORY / "examples" / "briefs").glob("*.md")))
    told = [claim for reading in builtin.landscape() for claim in reading.claims]
    named = {m.id for c in told for m in (c.subject, c.object) if m and m.type == "Product"}
    assert f"{briefs} dated notes" in text
    assert f"{len(named) // 10 * 10} products" in text


def test_the_example_of_the_architecture_is_true(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPOSITORY)
    failed, tried = doctest.testfile(str(REPOSITORY / "ARCHITECTURE.md"), module_relative=False)
    assert tried > 30
    assert failed == 0


def test_every_decision_is_listed() -> None:
    folder = REPOSITORY / "docs" / "decisions"
    listed = re.findall(r"\]\((\d{4}[^)]*)\)", (folder / "README.md").read_text())
    assert listed == sorted(f.name for f in folder.glob("0*.md"))


def test_the_site_builds_without_a_dead_link_and_loads_nothing(tmp_path: Path) -> None:
    command = Path(sys.executable).with_name("mkdocs")
    asked = [str(command), "build", "--quiet", "--strict", "--site-dir", str(tmp_path / "site")]
    done = subprocess.run(asked, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    pages = list((tmp_path / "site").rglob("*.html"))
    assert len(pages) > 30
    loads = re.compile(r"<(?:script|img|link rel=\"stylesheet\")[^>]+(?:src|href)=\"https?://")
    assert [page.name for page in pages if loads.search(page.read_text(encoding="utf-8"))] == []
