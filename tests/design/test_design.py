"""The shape of the repository: size of files and functions, layers, and files people rely on."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import yaml
from tarpit_graph.database import constraints
from tarpit_graph.ontology import EDGE_TYPES, NODES, RELATIONS
from tarpit_loaders.extraction import patterns
from tarpit_queries import questions

from tests.conftest import REPOSITORY

ROOMS = ("graph", "loaders", "queries", "tarpit", "tests", "benchmarks", "docs")
MODULES = sorted(file for room in ROOMS for file in (REPOSITORY / room).rglob("*.py"))


def body(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return how many lines a function has without its docstring and decorators."""
    first = function.body[0]
    documented = ast.get_docstring(function) is not None
    skipped = (first.end_lineno or 0) - first.lineno + 1 if documented else 0
    return (function.end_lineno or 0) - function.lineno + 1 - skipped


def test_no_file_hides_a_second_idea() -> None:
    long = {str(f): n for f in MODULES if (n := len(f.read_text().splitlines())) > 400}
    assert long == {}


def test_no_function_hides_a_second_idea() -> None:
    long = {
        f"{file.relative_to(REPOSITORY)}:{node.name}": body(node)
        for file in MODULES
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and body(node) > 40
    }
    assert long == {}


def test_layers() -> None:
    command = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([command], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_pattern_is_of_the_ontology_and_has_examples() -> None:
    for pattern in patterns.load():
        assert pattern.predicate in RELATIONS
        assert len(pattern.matches) >= 5
        assert len(pattern.misses) >= 4


def test_queries_name_only_what_the_ontology_has() -> None:
    known = {*NODES, *EDGE_TYPES, "FROM", "SUBJECT", "OBJECT", "READ_IN"}
    for name in questions.names():
        statement = re.sub(r"'[^']*'", "''", questions.load(name).cypher)
        named = set(re.findall(r"[(\[][a-z_]*:([A-Za-z_|]+)", statement))
        assert {part for group in named for part in group.split("|")} <= known, name


def test_constraints_cover_every_label_and_relationship() -> None:
    names = {item.name for item in constraints.declared()}
    assert {f"tarpit_{kind.lower()}_id" for kind in (*NODES, *EDGE_TYPES)} <= names


def test_docker_compose() -> None:
    file = REPOSITORY / "docker-compose.yml"
    whole = yaml.safe_load(file.read_text())
    services, service = whole["services"], whole["services"]["neo4j"]
    assert service["image"] == "neo4j:5.26-community"
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    assert service["environment"]["NEO4J_AUTH"] == "neo4j/${NEO4J_PASSWORD:?set NEO4J_PASSWORD}"
    assert service["healthcheck"]["test"]
    for name, one in services.items():
        assert set(one.get("depends_on", ())) <= set(services), name
        mounted = {volume.split(":")[0] for volume in one["volumes"]} - {"./inbox"}
        assert mounted <= set(whole["volumes"]), name
        if name != "neo4j":
            # A cluster is started only when it is asked for, and its ports, which ask no one who he is, stay inside.
            assert one["profiles"] == ["cluster"]
            assert "ports" not in one
    docker = shutil.which("docker")
    if docker is None or subprocess.run([docker, "compose", "version"], check=False).returncode:
        return  # the checks above stand in for the client's
    command = [docker, "compose", "--file", str(file), "config", "--quiet"]
    given = subprocess.run(command, env={"NEO4J_PASSWORD": "x" * 12}, check=False)
    assert given.returncode == 0
    missing = subprocess.run(command, env={}, capture_output=True, text=True, check=False)
    assert "set NEO4J_PASSWORD" in missing.stderr


def test_lock_files_have_hashes_and_no_addresses() -> None:
    for name in ("requirements.lock", "requirements-dev.lock", "requirements-pip.lock"):
        text = (REPOSITORY / name).read_text()
        assert "--hash=sha256:" in text
        assert "://" not in text
        assert "--index" not in text
        pinned = [line for line in text.splitlines() if re.match(r"[a-z0-9]", line)]
        assert all("==" in line for line in pinned)


def test_every_brief_is_dated_and_has_its_source() -> None:
    briefs = sorted((REPOSITORY / "examples" / "briefs").glob("*.md"))
    assert len(briefs) >= 60
    for brief in briefs:
        facts = yaml.safe_load(brief.read_text().split("---")[1])
        assert brief.name.startswith(facts["date"].isoformat()), brief
        assert facts["source"].startswith(("https://", "http://")), brief
        assert facts["title"], brief


def test_the_wheel_carries_what_it_needs(tmp_path: Path) -> None:
    import zipfile

    from hatchling.builders.wheel import WheelBuilder

    (wheel,) = WheelBuilder(str(REPOSITORY)).build(directory=str(tmp_path), versions=["standard"])
    held = set(zipfile.ZipFile(wheel).namelist())
    assert {
        "tarpit/cli/main.py",
        "tarpit/starter.yml",
        "tarpit_graph/embedded/archives.sha256",
        "tarpit_graph/migrations/m1_days_by.py",
        "tarpit_graph/py.typed",
        "tarpit_loaders/names/products.yml",
        "tarpit_loaders/reader/weights/SHA256SUMS",
        "tarpit_queries/questions/deals.cypher",
        "tarpit_queries/render/page.html",
    } <= held
    assert {name.split("/")[0] for name in held if "dist-info" not in name} == {
        "tarpit",
        "tarpit_graph",
        "tarpit_loaders",
        "tarpit_queries",
    }


#: Folders of plug-ins stay flat: one idea, many files.
FLAT = {"sources", "patterns", "reports", "export", "render", "cli"}


def test_no_folder_hides_a_second_idea() -> None:
    crowded = {
        str(folder.relative_to(REPOSITORY)): n
        for room in ("graph", "loaders", "queries", "tarpit")
        for folder in (REPOSITORY / room).rglob("*")
        if folder.is_dir()
        and folder.name not in FLAT
        and (n := len([f for f in folder.glob("*.py") if f.name != "__init__.py"])) > 15
    }
    assert crowded == {}


def test_every_folder_says_what_it_is_for() -> None:
    folders = [
        f
        for room in ("graph", "loaders", "queries", "tarpit")
        for f in (REPOSITORY / room).rglob("__init__.py")
    ]
    silent = [
        str(f.relative_to(REPOSITORY))
        for f in folders
        if not ast.get_docstring(ast.parse(f.read_text()))
    ]
    assert silent == []


def test_one_class_has_one_name() -> None:
    """Two classes of one name confuse whoever greps; a leading underscore is no excuse."""
    found: dict[str, list[str]] = {}
    for room in ("graph", "loaders", "queries", "tarpit"):
        for file in (REPOSITORY / room).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.ClassDef):
                    found.setdefault(node.name, []).append(str(file.relative_to(REPOSITORY)))
    assert {name: files for name, files in found.items() if len(files) > 1} == {}
