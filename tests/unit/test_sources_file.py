"""The sources file: what it may say, what is wrong with it, and what editing keeps."""

import subprocess
from datetime import date
from pathlib import Path

import pytest
from tarpit_graph.errors import InputError
from tarpit_loaders.documents.items import Reading
from tarpit_loaders.load import inputs
from tarpit_loaders.sync import sources_file


def test_addresses_that_a_kind_knows() -> None:
    def entry(**said: object) -> list[str]:
        return list(sources_file.SourceEntry.model_validate({"name": "a", **said}).addresses())

    assert entry(kind="releases", repository="a/b") == [
        "https://api.github.com/repos/a/b/releases?per_page=100"
    ]
    assert entry(kind="sec", cik=1441816) == ["https://data.sec.gov/submissions/CIK0001441816.json"]
    (search,) = entry(kind="hackernews", query="vector db", points=10)
    assert "query=vector+db" in search
    for wrong in ({"kind": "releases"}, {"kind": "sec", "cik": "x"}, {"kind": "markdown"}):
        with pytest.raises(InputError, match="source 'a'"):
            entry(**wrong)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("sources: 3", "needs a list under `sources`"),
        ("sources: [{name: a}]", "needs a `url`, a `path`"),
        (
            "sources: [{name: a, url: x, trust: 2}]",
            "`trust`: Input should be less than or equal to 1",
        ),
        ("sources: [{name: a, url: x, every: often}]", "write a number and m, h, d or w"),
        ("sources: [{name: a, url: x, kind: odd}]", "there is no source kind 'odd'"),
        (
            "sources: [{name: a, url: x, kind: feed, fulltext: no}]",
            "feed has no setting `fulltext`",
        ),
        ("sources: [{name: a, url: x}, {name: a, url: y}]", "two sources that are called 'a'"),
        ("sources: [x", "is not YAML"),
        ("pause: fast", "`pause` is a number of seconds"),
    ],
)
def test_a_sources_file_that_says_something_wrong(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "tarpit.yml").write_text(text)
    with pytest.raises(InputError, match=problem.replace("(", r"\(")):
        sources_file.read(tmp_path / "tarpit.yml")


def test_editing_a_sources_file_keeps_the_rest(tmp_path: Path) -> None:
    file = tmp_path / "tarpit.yml"
    file.write_text(
        "# ours\nsources:\n  # the first\n  - name: a  # why\n    url: https://a.example\n"
    )
    sources_file.add(file, {"name": "b", "path": "notes", "workloads": ["Vector databases"]})
    assert [entry.name for entry in sources_file.read(file).entries] == ["a", "b"]
    with pytest.raises(InputError, match="already"):
        sources_file.add(file, {"name": "b", "path": "notes"})
    sources_file.remove(file, "b")
    text = file.read_text()
    assert "# ours" in text
    assert "# why" in text
    assert "notes" not in text


def test_a_checkout_dates_its_files(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path / "notes" / "a.md"
    file.parent.mkdir()
    file.write_text("Databricks acquired Tabular.")
    stamp = {
        "GIT_AUTHOR_DATE": "2024-06-04T12:00:00Z",
        "GIT_COMMITTER_DATE": "2024-06-05T12:00:00Z",
    }
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    for command in (["init", "-q"], ["add", "."], [*who, "commit", "-qm", "notes"]):
        subprocess.run(
            ["git", *command], cwd=tmp_path, env={"PATH": "/usr/bin:/bin", **stamp}, check=True
        )
    items = list(inputs.readings([str(tmp_path / "notes")], by_commit=True))
    assert [i.document.published for i in items if isinstance(i, Reading)][-1] == date(2024, 6, 4)
    apart = tmp_path_factory.mktemp("apart") / "a.md"
    apart.write_text("Databricks acquired Tabular.")
    with pytest.raises(InputError, match="is in no Git checkout"):
        list(inputs.readings([str(apart)], by_commit=True))
