"""Claims go into Parquet and come back as they were; other programs read them; a hostile file stores nothing wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import polars
import pyarrow
import pytest
from pyarrow import parquet
from tarpit_loaders.documents.files import SourceHints
from tarpit_loaders.documents.items import Reading, Refused
from tarpit_loaders.load import claim_files, inputs
from tarpit_loaders.load.workers import Done, extract_all

from tests.conftest import REPOSITORY, command

NOTES = {
    "2024-06-04-a.md": "Databricks acquired Tabular for $1 billion. Pinecone rivals Qdrant.",
    "2024-06-05-b.txt": "Nothing of note.",
    "list.csv": "Product,Vendor\nKite,Acme\n",
}


@pytest.fixture
def done(tmp_path: Path) -> list[Done]:
    folder = tmp_path / "notes"
    folder.mkdir()
    for name, text in NOTES.items():
        (folder / name).write_text(text)
    found = extract_all(inputs.documents([str(folder)], SourceHints(), within=False))
    return [item for item in found if not isinstance(item, Refused)]


def test_what_is_written_comes_back(done: list[Done], tmp_path: Path) -> None:
    file = tmp_path / "claims.parquet"
    assert claim_files.write(done, file) == len(done) == 3
    found = [item for item in claim_files.read(file, file.name) if isinstance(item, Reading)]
    for (reading, extraction), again in zip(done, found, strict=True):
        assert again.claims == extraction.claims
        assert again.extractor
        assert again.name == reading.name
        for name in claim_files._DOCUMENT:
            assert getattr(again.document, name) == getattr(reading.document, name), name
    kept = [item for item in extract_all(found) if not isinstance(item, Refused)]
    assert [extraction for _, extraction in kept] == [extraction for _, extraction in done]
    second = tmp_path / "again.parquet"
    claim_files.write(kept, second)
    assert parquet.read_table(second).equals(parquet.read_table(file))


def test_polars_and_duckdb_read_them(done: list[Done], tmp_path: Path) -> None:
    file = tmp_path / "claims.parquet"
    claim_files.write(done, file)
    deal = ("Databricks", "Tabular", "completed")
    frame = polars.read_parquet(file).filter(polars.col("predicate") == "ACQUIRED")
    assert frame.select("subject_name", "object_name", "status").rows() == [deal]
    asked = (
        "SELECT subject_name, object_name, status FROM read_parquet(?) WHERE predicate = 'ACQUIRED'"
    )
    assert duckdb.execute(asked, [str(file)]).fetchall() == [deal]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"predicate": "OWNS"}, "no relation OWNS"),
        ({"subject_type": "Company) DETACH DELETE (n"}, "is no Company) DETACH"),
        ({"subject_id": "product:databricks"}, "is no Company"),
        ({"object_type": "Workload", "object_id": "workload:x"}, "ACQUIRED joins"),
        ({"subject_id": None}, "has no subject"),
        ({"status": "certain"}, "is not a valid Status"),
        ({"confidence": 7.0}, "its confidence is 7.0"),
        ({"attributes": "{"}, "Expecting property name"),
        ({"object_name": "x" * 9_000}, "is no Company"),
    ],
)
def test_a_claim_that_cannot_be_is_quarantined_alone(
    done: list[Done], tmp_path: Path, change: dict[str, Any], reason: str
) -> None:
    file = tmp_path / "claims.parquet"
    claim_files.write(done, file)
    table = parquet.read_table(file)
    rows = table.to_pylist()
    at = next(n for n, row in enumerate(rows) if row["predicate"] == "ACQUIRED")
    rows[at] |= change
    parquet.write_table(pyarrow.Table.from_pylist(rows, schema=table.schema), file)
    found = [item for item in claim_files.read(file, "f") if isinstance(item, Reading)]
    assert reason in found[0].quarantined[0]
    left = [c.predicate for c in found[0].claims]
    assert "ACQUIRED" not in left
    assert "COMPETES_WITH" in left


def test_other_files_are_refused_in_a_line(done: list[Done], tmp_path: Path) -> None:
    file = tmp_path / "claims.parquet"
    claim_files.write(done, file)
    whole = file.read_bytes()
    cases = {"cut": whole[: len(whole) // 2], "text": b"not parquet", "empty": b""}
    for name, content in cases.items():
        file.write_bytes(content)
        (item,) = claim_files.read(file, name)
        assert isinstance(item, Refused), name
        assert "is no file of claims, or damaged" in item.reason
    parquet.write_table(pyarrow.table({"x": [1]}), file)
    (item,) = claim_files.read(file, "other")
    assert isinstance(item, Refused)
    assert "it has no column" in item.reason


def test_the_command_writes_and_reads_them(tmp_path: Path) -> None:
    file = tmp_path / "claims.parquet"
    brief = next((REPOSITORY / "examples" / "briefs").glob("*databricks-mosaicml-agreed*"))
    made = command("extract", str(brief), "--output", str(file), environment={})
    assert made.returncode == 0, made.stderr
    shown = command("extract", str(file), "--format", "jsonl", environment={})
    assert '"predicate": "ACQUIRED", "status": "announced"' in shown.stdout
    missing = command("extract", str(brief), "--format", "parquet", environment={})
    assert (missing.returncode, missing.stdout) == (2, "")
    assert "add --output claims.parquet" in missing.stderr
