"""Another package adds one of each kind by entry points; what is wrong with one is said by its name."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tarpit_graph import export, plugins
from tarpit_graph.errors import InputError
from tarpit_graph.export import mermaid
from tarpit_loaders import sources
from tarpit_loaders.extraction import patterns
from tarpit_loaders.histories import forms
from tarpit_loaders.sources import text
from tarpit_queries import questions, render, reports

from tests.conftest import command

MODULE = '''"""Everything of ours."""
from dataclasses import replace

from tarpit_graph.export import mermaid
from tarpit_loaders.extraction.patterns import acquired
from tarpit_loaders.histories.forms import licence
from tarpit_loaders.sources import text
from tarpit_queries.render import md
from tarpit_queries.reports import incumbents

SOURCE = replace(text.SOURCE, kind="acme", endings=(".acme",))
PATTERN = replace(acquired.PATTERN, version=99)
FORM = replace(licence.FORM, name="acme")
EXPORT = replace(mermaid.EXPORT, suffix=".acme")
REPORT = replace(incumbents.REPORT, how_to_read="Ours.")
FORMAT = replace(md.FORMAT, shows_sentences=True)
'''
GROUPS = {
    sources.ENTRY_POINTS: "acme = acme_notes",
    patterns.ENTRY_POINTS: "acme = acme_notes",
    forms.ENTRY_POINTS: "acme = acme_notes:FORM",
    export.ENTRY_POINTS: "acme = acme_notes",
    reports.ENTRY_POINTS: "acme = acme_notes:REPORT",
    render.ENTRY_POINTS: "acme = acme_notes",
    questions.ENTRY_POINTS: "acme = acme_notes",
}


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a folder with another package that registers one thing of each kind."""
    folder = tmp_path / "acme_notes"
    folder.mkdir()
    (folder / "__init__.py").write_text(MODULE)
    (folder / "our_deals.cypher").write_text(
        "// Our deals.\n// param top: How many.\nMATCH (n)\nRETURN n\nLIMIT 5\n"
    )
    register(tmp_path, GROUPS)
    monkeypatch.syspath_prepend(str(tmp_path))
    caches = (sources.load, patterns.load, forms.load, questions._files)
    for cache in caches:
        cache.cache_clear()
    yield tmp_path
    sys.modules.pop("acme_notes", None)
    for cache in caches:
        cache.cache_clear()


def register(folder: Path, groups: dict[str, str]) -> None:
    info = folder / "acme_notes-1.0.dist-info"
    info.mkdir(exist_ok=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-notes\nVersion: 1.0\n")
    points = "".join(f"[{group}]\n{line}\n" for group, line in groups.items())
    (info / "entry_points.txt").write_text(points)


@pytest.mark.usefixtures("package")
def test_one_of_each_kind_by_entry_point() -> None:
    assert ".acme" in sources.load().suffixes
    assert patterns.load()[-1].version == 99
    assert "acme" in {form.name for form in forms.load()}
    assert ".acme" in export.load()
    assert "acme" in reports.names()
    assert reports.load("acme").how_to_read == "Ours."
    assert render.shows_sentences("acme")
    assert questions.load("our-deals").doc == "Our deals."


def test_the_command_knows_them(package: Path) -> None:
    done = command("report", "acme", "--help", environment={"PYTHONPATH": str(package)})
    assert "Rank companies by how established they are" in done.stdout, done.stderr


@pytest.mark.parametrize(
    ("groups", "module", "problem"),
    [
        ({sources.ENTRY_POINTS: "acme = nowhere"}, MODULE, "of acme-notes cannot be imported"),
        ({sources.ENTRY_POINTS: "acme = acme_notes"}, "1 / 0", "ZeroDivisionError"),
        ({sources.ENTRY_POINTS: "acme = acme_notes"}, "", "declares no `SOURCE = Source(…)`"),
        (
            {sources.ENTRY_POINTS: "acme = acme_notes"},
            MODULE.replace('(".acme",)', '".acme"', 1),
            "`endings` must be tuple",
        ),
    ],
    ids=("no module", "broken module", "no record", "a text for a tuple"),
)
def test_a_broken_plug_in_is_told_by_its_name(
    package: Path, groups: dict[str, str], module: str, problem: str
) -> None:
    register(package, groups)
    (package / "acme_notes" / "__init__.py").write_text(module)
    done = command("sources", "kinds", environment={"PYTHONPATH": str(package)})
    assert done.returncode == 2
    assert problem in done.stderr
    assert "'acme'" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_record_is_checked_and_a_missing_name_lists_those_there_are() -> None:
    assert plugins.check(text.SOURCE, "here") is text.SOURCE
    with pytest.raises(InputError, match="here: `suffix` must be str"):
        plugins.check(replace(mermaid.EXPORT, suffix=5), "here")  # type: ignore[arg-type]
    with pytest.raises(InputError, match=r"there is no format 'odt'; there are csv, html"):
        render.load("odt")
