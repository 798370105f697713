"""`tarpit features`: what is decided of features in place is what a fresh load with the decisions gives."""

import json
from pathlib import Path

import pytest
from tarpit_graph.database.session import Database

from tests.conftest import Run
from tests.database.test_resolve import without_runs
from tests.repos import Made

pytestmark = pytest.mark.database
CODE = "line\n" * 150


@pytest.fixture
def clone(tmp_path: Path) -> Made:
    made = Made(tmp_path / "qdrant")
    for day, files, subject in (
        ("2023-01-01", {"README.md": "# A data base\n"}, "start"),
        ("2023-04-01", {"src/hybrid_search.rs": CODE}, "Add hybrid search (#7)"),
        ("2023-05-01", {"src/x.rs": "z"}, "playing with bq"),
        ("2023-06-01", {"src/y.rs": CODE}, "Add MultiDenseVector to models (#9)"),
    ):
        made.commit(day, files, subject)
    made.tag("v1.0.0")
    return made


@pytest.fixture
def tool(tarpit: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("TARPIT_DECISIONS", str(tmp_path / "decisions.yml"))
    return tarpit


def features(database: Database) -> dict[str, str]:
    rows = database.rows(
        "MATCH (:Product)-[r:HAS_FEATURE|UNCONFIRMED]->(f:Feature) RETURN f.name AS f, type(r) AS t"
    )
    return {row["f"]: row["t"] for row in rows}


def afresh(tool: Run, database: Database, clone: Made) -> tuple[set[str], set[str]]:
    database.run("MATCH (n) DETACH DELETE n")
    assert tool("load", str(clone.path)).returncode == 0
    return without_runs(database)


def test_a_person_confirms_and_refuses_candidates(
    tool: Run, database: Database, clone: Made
) -> None:
    assert tool("load", str(clone.path)).returncode == 0
    assert features(database)["Binary quantization"] == "UNCONFIRMED"
    done = tool("features", "accept", "binary quantization", "--product", "Qdrant")
    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith("1 claims follow; 1 decisions in ")
    assert features(database)["Binary quantization"] == "HAS_FEATURE"
    in_place = without_runs(database)
    assert afresh(tool, database, clone) == in_place
    assert tool("features", "reject", "Binary quantization", "--product", "Qdrant").returncode == 0
    assert "Binary quantization" not in features(database)
    assert "Binary quantization" not in str(afresh(tool, database, clone))


def test_phrases_are_proposed_and_followed(tool: Run, database: Database, clone: Made) -> None:
    words = ("features", "propose", str(clone.path), "--segment", "Vector databases")
    (proposed,) = json.loads(tool(*words, "--format", "json").stdout)
    assert (proposed["phrase"], proposed["feature"]) == ("multidensevector", "Multi-vector search")
    assert proposed["example"].startswith("2023-06-01 ")
    assert proposed["example"].endswith(" Add MultiDenseVector to models (#9)")
    tool("load", str(clone.path))
    assert "Multi-vector search" not in features(database)
    done = tool("features", "accept", "Multi-vector search", "multidensevector")
    assert done.returncode == 0, done.stderr
    tool("load", str(clone.path))
    assert features(database)["Multi-vector search"] == "HAS_FEATURE"
    assert json.loads(tool(*words, "--format", "json").stdout) == []
    refused = tool("features", "accept", "Warp drive", "warp")
    assert refused.returncode == 2
    assert "`tarpit features list` has all" in refused.stderr


def test_two_features_become_one(tool: Run, database: Database, clone: Made) -> None:
    tool("load", str(clone.path))
    done = tool("features", "merge", "Binary quantization", "Hybrid search")
    assert done.returncode == 0, done.stderr
    assert "Hybrid search" not in features(database)
    assert features(database)["Binary quantization"] == "HAS_FEATURE"
