"""The notebook runs from top to bottom, in a real kernel, against the real database."""

from pathlib import Path

import nbclient
import nbformat
import pytest
from tarpit_graph.database.session import Database
from tarpit_graph.settings import Settings

from tests.conftest import REPOSITORY

pytestmark = pytest.mark.database
NOTEBOOKS = sorted((REPOSITORY / "docs" / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: str(file.stem))
def test_a_notebook_runs(
    file: Path,
    database: Database,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NEO4J_URI", settings.uri or "")
    monkeypatch.setenv("NEO4J_PASSWORD", settings.password.get_secret_value())
    (tmp_path / "examples").symlink_to(REPOSITORY / "examples")
    notebook = nbformat.read(file, as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells), "stored without outputs"
    resources = {"metadata": {"path": str(tmp_path)}}
    done = nbclient.NotebookClient(notebook, timeout=200, resources=resources).execute()
    outputs = [output for cell in done.cells for output in cell.get("outputs", ())]
    told = "\n".join(str(output) for output in outputs)
    for expected in (
        "MosaicML",
        "Crowded segments",
        "completed its acquisition",
        "widget-view+json",
    ):
        assert expected in told, expected
    assert (tmp_path / "databricks.svg").stat().st_size > 2_000
