"""The command line as people expect it: more or less said, colours, settings, suggestions, examples."""

import os
import pty
import re
import select
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from tarpit_graph import config
from tarpit_graph.database.session import Database
from tarpit_graph.errors import InputError
from tarpit_graph.settings import Settings
from tarpit_loaders.load import inputs, pipeline

from docs import generate
from tests.conftest import REPOSITORY, Run, command
from tests.repos import Made, landscape

#: Examples that fetch, wait, serve, train or change the machine are run in tests of their own.
_ELSEWHERE = tuple(
    "sync watch init train browser retract reextract db sources eval resolve serve mcp review".split()
)


def test_names_that_are_almost_right() -> None:
    said = {
        ("reprot",): "Did you mean 'report'",
        ("report", "crwding"): "did you mean crowding?",
        ("query", "deal"): "did you mean deals?",
        ("report", "crowding", "--topp", "3"): "--top",
    }
    for words, hint in said.items():
        done = command(*words, environment={})
        assert done.returncode == 2
        assert hint in done.stderr, done.stderr


@pytest.mark.database
def test_company_names_that_are_almost_right(database: Database, tarpit: Run) -> None:
    pipeline.load(database, inputs.readings([str(REPOSITORY / "examples" / "briefs")]))
    done = tarpit("report", "company", "Databrics")
    assert done.returncode == 2
    assert "did you mean Databricks" in done.stderr


def test_every_help_has_an_example() -> None:
    commands = generate.commands()
    groups = {words[:n] for words in commands for n in range(len(words))} | {("query",)}
    for words in commands:
        if words not in groups and words[0] not in ("eval", "resolve", "sources", "db"):
            assert f"$ tarpit {' '.join(words)}" in generate.help_of(words), words


@pytest.mark.database
def test_the_examples_of_the_help_work(
    database: Database, tarpit: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    briefs = REPOSITORY / "examples" / "briefs"
    pipeline.load(database, inputs.readings([str(briefs)], with_builtin=True))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TARPIT_DECISIONS", str(tmp_path / "decisions.yml"))
    (tmp_path / "notes").symlink_to(briefs)
    (tmp_path / "note.md").write_text("Databricks acquired MosaicML.\n")
    (tmp_path / "landscape.yml").write_text("landscape: []\n")
    clone = Made(tmp_path / "landscape")
    for day, rows in (("2022-01-01", ["Kite", "Milvus"]), ("2023-06-01", ["Kite", "Qdrant"])):
        clone.commit(day, {"landscape.yml": landscape({"Data": {"Stores": rows}})})
    ran = 0
    for words in generate.commands():
        if not words or words[0] in (*_ELSEWHERE, "backtest") or len(words) > 2:
            continue
        for example in re.findall(r"^\s*\$ (tarpit .*)$", generate.help_of(words), re.MULTILINE):
            if "https://" not in example and "--as-of" not in example:
                done = tarpit(*shlex.split(example)[1:])
                assert done.returncode == 0, f"{example}\n{done.stderr}"
                ran += 1
    assert ran > 40


@pytest.mark.database
def test_quiet_and_verbose(database: Database, tarpit: Run, tmp_path: Path) -> None:
    note = tmp_path / "2024-05-01-note.md"
    note.write_text("Databricks acquired MosaicML.\n")
    assert "2 documents" in tarpit("load", str(note)).stderr
    for words in (("--quiet", "load", str(note)), ("load", str(note), "--quiet")):
        done = tarpit(*words)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    done = tarpit("--quiet", "load", str(tmp_path / "none.md"))
    assert done.returncode == 2
    assert "none.md" in done.stderr
    done = tarpit("query", "deals", "--format", "json", "--verbose")
    assert done.stdout.startswith("[")
    assert "database: Neo4j/" in done.stderr
    assert re.search(r"took \d+\.\d s", done.stderr)


def in_terminal(*words: str, **environment: str) -> str:
    """Run a command on a terminal of its own and return all that it writes there."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "tarpit.cli.main", *words],
        stdin=follower,
        stdout=follower,
        stderr=follower,
        env={**os.environ, "TERM": "xterm-256color", **environment},
    )
    os.close(follower)
    written = b""
    while select.select([leader], [], [], 60)[0]:
        try:
            piece = os.read(leader, 65536)
        except OSError:  # the other end is closed
            break
        if not piece:
            break
        written += piece
    os.close(leader)
    assert process.wait(60) == 0, written.decode()
    return written.decode()


@pytest.mark.database
def test_colours_bars_and_a_pager_on_a_terminal(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    pipeline.load(database, inputs.readings([], with_builtin=True))
    connection = {
        "NEO4J_URI": settings.uri or "",
        "NEO4J_PASSWORD": settings.password.get_secret_value(),
        "COLUMNS": "150",
    }
    words = ("report", "crowding", "--top", "3")
    plain = {**connection, "LINES": "200"}
    shown = in_terminal(*words, **plain)
    assert "\x1b[1m" in shown
    assert "█████" in shown
    for without in (
        in_terminal("--no-color", *words, **plain),
        in_terminal(*words, NO_COLOR="1", **plain),
    ):
        assert not re.search(r"\x1b\[[0-9;]*3[0-7]m", without)
    paged = in_terminal(*words, PAGER="sed s/^/paged:/", LINES="5", **connection)
    assert "paged:" in paged
    assert "paged:" not in in_terminal(*words, PAGER="sed s/^/paged:/", **plain)


def test_the_environment_goes_before_the_config_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "config.toml"
    monkeypatch.setenv(config.VARIABLE, str(file))
    for name in ("NEO4J_URI", "NEO4J_USERNAME"):
        monkeypatch.delenv(name, raising=False)
    file.write_text('uri = "bolt://file:1"\nusername = "file"\n')
    monkeypatch.setenv("NEO4J_USERNAME", "environment")
    assert (Settings().uri, Settings().username) == ("bolt://file:1", "environment")
    assert Settings().database == "neo4j"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("urii = 'x'", "did you mean uri?"),
        ("uri = ", "not valid TOML"),
        ("colour = 1", "there are uri"),
    ],
)
def test_a_config_file_with_a_mistake(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, reason: str
) -> None:
    file = tmp_path / "config.toml"
    file.write_text(text)
    monkeypatch.setenv(config.VARIABLE, str(file))
    with pytest.raises(InputError, match=re.escape(reason)):
        Settings()
    assert command("db", "status", environment={config.VARIABLE: str(file)}).returncode == 2
    file.unlink()
    with pytest.raises(InputError, match="is not there"):
        Settings()


def test_completion() -> None:
    environment = {
        "_TARPIT_COMPLETE": "complete_bash",
        "COMP_WORDS": "tarpit report cro",
        "COMP_CWORD": "2",
    }
    done = command(environment=environment)
    assert "crowding" in done.stdout


def test_doctor_names_everything(tmp_path: Path) -> None:
    done = command("doctor", environment={"TARPIT_HOME": str(tmp_path), "NEO4J_URI": ""})
    for name in (
        "python",
        "config",
        "model",
        "java",
        "neo4j",
        "database",
        "disk",
        "browser",
        "extras",
    ):
        assert re.search(rf"^(ok|problem)\s+{name}\s", done.stdout, re.MULTILINE), done.stdout
