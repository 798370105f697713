"""What `import tarpit` gives, without a database."""

import subprocess
import sys
from pathlib import Path

import pytest
from tarpit_graph.errors import InputError

import tarpit
from tests.conftest import REPOSITORY

NOTE = REPOSITORY / "examples" / "briefs" / "2025-03-04-coreweave-wandb-agreed.md"


def test_what_a_file_says_is_a_table() -> None:
    (deal, *others) = tarpit.Landscape.extract(str(NOTE)).rows
    assert (deal["subject"], deal["relation"], deal["object"]) == (
        "CoreWeave",
        "ACQUIRED",
        "Weights & Biases",
    )
    assert (deal["status"], str(deal["date"])) == ("announced", "2025-03-04")
    assert all(row["sentence"] in NOTE.read_text().replace("\n", " ") for row in (deal, *others))


def test_what_no_source_reads_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xyz").write_text("?")
    with pytest.raises(InputError, match=r"a\.xyz"):
        tarpit.Landscape.extract(str(tmp_path / "a.xyz"))


def test_a_file_that_cannot_be_read_loses_no_other(tmp_path: Path) -> None:
    (tmp_path / "empty.md").write_text("")
    (tmp_path / "note.md").write_bytes(NOTE.read_bytes())
    table = tarpit.Landscape.extract(str(tmp_path))
    assert {row["document"] for row in table.rows} == {"note.md"}
    (note,) = table.notes
    assert note.startswith("empty.md: ")


def test_importing_it_loads_nothing_heavy() -> None:
    heavy = ("spacy", "networkx", "neo4j", "onnxruntime", "numpy", "polars", "altair")
    code = f"import sys, tarpit; print([m for m in {heavy!r} if m in sys.modules], tarpit.__all__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[] ['Landscape']"
